"""HTTP statuses and problems: the one table from error classes to statuses, and the one shape
(RFC 9457, ``application/problem+json``) that every error of the API has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, json, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from screening.domain.discount import Simulation
from screening.domain.errors import (
    AwaitsApproval,
    BadExample,
    BadSelection,
    DatabaseFailure,
    DiskFull,
    Fault,
    FilesGone,
    InvalidPolicy,
    InvalidRequest,
    KeyReused,
    ListNotReady,
    MonitoringBusy,
    NotInstalled,
    NotPermitted,
    OwnProposal,
    RuleRefused,
    ScreeningError,
    SignInFailed,
    StaleVersion,
    SubjectsHeld,
    TooLarge,
    TooManyRequests,
    UnknownAccount,
    UnknownAlert,
    UnknownBatch,
    UnknownChange,
    UnknownDesignation,
    UnknownList,
    UnknownPartyGroup,
    UnknownPolicy,
    UnknownRecord,
    UnknownRescreening,
    UnknownReview,
    UnknownRule,
    UnknownScreening,
    UnknownSubject,
    UnknownSuppression,
    UnknownTarget,
    UnknownVersion,
    UnlawfulAction,
)
from screening.services.discount_answers import simulation_to_dict
from screening.services.subject_input import faults_of

PROBLEM_TYPE = "application/problem+json"


class KeyRequired(ScreeningError):
    """A request without a key that this installation knows."""


class AccessRefused(ScreeningError):
    """A request from where none is answered: another machine, another site, another host name."""


STATUSES: Mapping[type[ScreeningError], HTTPStatus] = {
    KeyRequired: HTTPStatus.UNAUTHORIZED,
    AccessRefused: HTTPStatus.FORBIDDEN,
    NotPermitted: HTTPStatus.FORBIDDEN,
    SignInFailed: HTTPStatus.FORBIDDEN,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    OwnProposal: HTTPStatus.FORBIDDEN,
    StaleVersion: HTTPStatus.CONFLICT,
    AwaitsApproval: HTTPStatus.CONFLICT,
    UnlawfulAction: HTTPStatus.CONFLICT,
    UnknownAccount: HTTPStatus.NOT_FOUND,
    UnknownAlert: HTTPStatus.NOT_FOUND,
    UnknownBatch: HTTPStatus.NOT_FOUND,
    FilesGone: HTTPStatus.GONE,
    UnknownChange: HTTPStatus.NOT_FOUND,
    UnknownDesignation: HTTPStatus.NOT_FOUND,
    UnknownList: HTTPStatus.NOT_FOUND,
    UnknownPartyGroup: HTTPStatus.NOT_FOUND,
    UnknownRecord: HTTPStatus.NOT_FOUND,
    UnknownReview: HTTPStatus.NOT_FOUND,
    UnknownRule: HTTPStatus.NOT_FOUND,
    UnknownPolicy: HTTPStatus.NOT_FOUND,
    UnknownRescreening: HTTPStatus.NOT_FOUND,
    UnknownScreening: HTTPStatus.NOT_FOUND,
    UnknownSubject: HTTPStatus.NOT_FOUND,
    SubjectsHeld: HTTPStatus.CONFLICT,
    MonitoringBusy: HTTPStatus.CONFLICT,
    UnknownSuppression: HTTPStatus.NOT_FOUND,
    UnknownTarget: HTTPStatus.NOT_FOUND,
    UnknownVersion: HTTPStatus.UNPROCESSABLE_ENTITY,
    BadExample: HTTPStatus.BAD_REQUEST,
    BadSelection: HTTPStatus.BAD_REQUEST,
    RuleRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidPolicy: HTTPStatus.SERVICE_UNAVAILABLE,
    ListNotReady: HTTPStatus.SERVICE_UNAVAILABLE,
    DiskFull: HTTPStatus.INSUFFICIENT_STORAGE,
    NotInstalled: HTTPStatus.NOT_IMPLEMENTED,
    DatabaseFailure: HTTPStatus.SERVICE_UNAVAILABLE,
}
_UNEXPECTED = "The request could not be answered; the log says why."
_CHALLENGES = ('Basic realm="screening", charset="UTF-8"', 'Bearer realm="screening"')


def status_of(error: ScreeningError) -> HTTPStatus:
    """The status of the nearest class in the table; 500 for a class that is not in it."""
    return next((STATUSES[c] for c in type(error).__mro__ if c in STATUSES), HTTPStatus.INTERNAL_SERVER_ERROR)


def problem(status: int, *, title: str, detail: str) -> Response:
    """A problem answer that is of no kind of our own."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Response(json.dumps(body), status, content_type=PROBLEM_TYPE)


def problem_to_dict(error: ScreeningError) -> dict[str, Any]:
    """A problem as JSON. A class outside the table keeps its words to itself."""
    status = status_of(error)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        return {"type": "about:blank", "title": status.phrase, "status": status, "detail": _UNEXPECTED}
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()
    return {
        "type": f"urn:screening:problem:{words.replace(' ', '-')}",
        "title": words.capitalize(),
        "status": status,
        "detail": str(error),
        **_members(error),
    }


def problem_of(error: ScreeningError, faults: Sequence[Fault] = ()) -> Response:
    """The problem that says ``error`` to a client, and ``faults`` that were found beside it."""
    body = problem_to_dict(error)
    if faults:
        body["faults"] = _faults(faults)
    status = HTTPStatus(body["status"])
    answer = Response(json.dumps(body), status, content_type=PROBLEM_TYPE)
    if isinstance(error, TooManyRequests):
        answer.headers["Retry-After"] = str(error.seconds)
    if status is HTTPStatus.UNAUTHORIZED:
        answer.headers.extend([("WWW-Authenticate", challenge) for challenge in _CHALLENGES])
    return answer


ErrorPage = Callable[[int, str, str], Response]
"""Makes the page that says a status, a heading and a sentence."""


def register_problems(app: Flask, page: ErrorPage) -> None:
    """Answer every error of ``app`` as a problem, to browsers beside the API as a page; what nobody expected
    is logged and says nothing."""

    def unexpected(error: Exception) -> Response:
        app.logger.error("unexpected error", exc_info=error)
        return _shown(_internal(), page)

    def known(error: ScreeningError) -> Response:
        if status_of(error) is HTTPStatus.INTERNAL_SERVER_ERROR:
            app.logger.error("error without a status", exc_info=error)
        return _shown(problem_of(error), page)

    def of_http(error: HTTPException) -> Response:
        return _shown(_of_http(error), page)

    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(ScreeningError, known)
    app.register_error_handler(Exception, unexpected)


def wants_page() -> bool:
    """Whether a person is before the browser that asks: programs say no HTML, or ask the API."""
    return not request.path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")


def _shown(answer: Response, page: ErrorPage) -> Response:
    """The problem as a page where that is wanted, with its status and headers."""
    if wants_page():
        said = json.loads(answer.get_data())
        shown = page(answer.status_code, said["title"], said["detail"])
        answer.set_data(shown.get_data())
        answer.content_type = shown.content_type
    return answer


def refuse_input(error: ValidationError) -> Response:
    """The faults that the framework found in a path or a query; what was sent is not repeated."""
    return problem_of(InvalidRequest(faults_of(error)))


def _members(error: ScreeningError) -> dict[str, Any]:
    if isinstance(error, RuleRefused) and isinstance(error.simulation, Simulation):
        return {"simulation": simulation_to_dict(error.simulation)}
    if not isinstance(error, InvalidRequest):
        return {}
    return {"faults": _faults(error.faults)}


def _faults(faults: Sequence[Fault]) -> list[dict[str, str]]:
    return [{"field": fault.field, "message": fault.message} for fault in faults]


def _of_http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    answer = problem(status, title=status.phrase, detail=error.description or status.description)
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            answer.headers[name] = value
    return answer


def _internal() -> Response:
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return problem(status, title=status.phrase, detail=_UNEXPECTED)
