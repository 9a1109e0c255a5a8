"""``/api/v1/subjects``: who is screened again when a list changes."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint

from screening.api.bodies import BODY_ERRORS, MOST_BYTES_OF_MANY, described_body, read_json
from screening.api.description import problems, resource
from screening.api.http import problem_to_dict
from screening.api.subject_schemas import (
    PortfolioParameter,
    SubjectAnswer,
    SubjectFileAnswer,
    SubjectPath,
    SubjectResultsAnswer,
    SubjectsAnswer,
    SubjectsBody,
    SubjectsParameters,
    ToldAnswer,
)
from screening.domain.errors import Fault, InvalidRequest, ScreeningError, TooLarge
from screening.domain.monitoring import SubjectEntry, SubjectState
from screening.services.monitoring_answers import file_to_dict, subject_to_dict
from screening.services.subject_body import (
    MOST_TOGETHER,
    SubjectPatchBody,
    SubjectPutBody,
    parse_entry,
)
from screening.services.subjects import SubjectBook, Told
from screening.store.subject_reading import SubjectFilter

_SUBJECT = {"name": "Ivan Ivanov", "type": "individual", "birth_dates": ["1950"]}
_TOLD: dict[str | int | HTTPStatus, Any] = {"200": ToldAnswer, "202": ToldAnswer}
_ERRORS = (HTTPStatus.CONFLICT, *BODY_ERRORS)


def subjects_blueprint(book: SubjectBook) -> APIBlueprint:
    """The resource *subjects*."""
    blueprint = resource("subjects")
    _add_reading(blueprint, book)
    _add_telling(blueprint, book)
    _add_moves(blueprint, book)
    return blueprint


def _add_reading(blueprint: APIBlueprint, book: SubjectBook) -> None:
    reading = {"200": SubjectsAnswer, **problems(HTTPStatus.UNPROCESSABLE_ENTITY)}
    errors = problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)

    @blueprint.get("", responses=reading)
    def read_subjects(query: SubjectsParameters) -> Response:
        """Read monitored subjects

        Of the own portfolios, by their ids.
        """
        wanted = SubjectFilter(
            portfolio=query.portfolio,
            state=query.state,
            branch=query.branch,
            risk_class=query.risk_class,
            waiting=query.waiting,
            after=query.after,
        )
        found = book.page(wanted, query.limit, by=g.principal)
        after = found[-1].id if len(found) == query.limit else None
        return jsonify({"subjects": list(map(subject_to_dict, found)), "after": after})

    @blueprint.get("/<path:reference>", responses={"200": SubjectFileAnswer, **errors})
    def read_subject(path: SubjectPath, query: PortfolioParameter) -> Response:
        """Read a monitored subject

        With the hits that are known of it, and all that it was before.
        """
        portfolio = book.portfolio(query.portfolio, g.principal)
        return jsonify(file_to_dict(book.read(path.reference, portfolio, by=g.principal)))


def _add_telling(blueprint: APIBlueprint, book: SubjectBook) -> None:
    example = {"subject": _SUBJECT, "branch": "north", "risk_class": "high"}
    putting = described_body(blueprint, SubjectPutBody, example)
    patching = described_body(blueprint, SubjectPatchBody, {"subject": {"birth_dates": ["1951"]}})
    many = described_body(
        blueprint, SubjectsBody, {"subjects": [{"reference": "customer-4711", "subject": _SUBJECT}]}
    )

    @blueprint.put(
        "/<path:reference>", request_body=putting,
        responses={**_TOLD, "201": ToldAnswer, **problems(*_ERRORS)},
    )  # fmt: skip
    def tell_subject(path: SubjectPath, query: PortfolioParameter) -> tuple[Response, int]:
        """Tell of a subject

        All that is known of it, in place of what was told before. It is screened against everything in force
        before this answers; what is new raises alerts. Where no list is in force it is kept and waits:
        202, and `waits` says why.
        """
        portfolio = book.portfolio(query.portfolio, g.principal)
        entry = parse_entry(_object(read_json(), whole=True), reference=path.reference, portfolio=portfolio)
        told = book.tell(entry, by=g.principal)
        return _answer(told, HTTPStatus.CREATED if told.is_new else HTTPStatus.OK)

    @blueprint.patch(
        "/<path:reference>",
        request_body=patching,
        responses={**_TOLD, **problems(HTTPStatus.NOT_FOUND, *_ERRORS)},
    )
    def amend_subject(path: SubjectPath, query: PortfolioParameter) -> tuple[Response, int]:
        """Change what is told of a subject

        Members that are named are replaced, those of `subject` one by one; null takes one away.
        """
        portfolio = book.portfolio(query.portfolio, g.principal)
        changes = _object(read_json(), whole=False)
        return _answer(book.amend(path.reference, portfolio, changes, by=g.principal))

    @blueprint.post("/bulk", request_body=many, responses={"200": SubjectResultsAnswer, **problems(*_ERRORS)})
    def tell_subjects() -> Response:
        """Tell of many subjects

        Up to 1,000 of one portfolio, each as by `PUT`. One that cannot be taken is answered in its place,
        and so is one that waits.
        """
        payload = _object(read_json(most_bytes=MOST_BYTES_OF_MANY), whole=None)
        portfolio = book.portfolio(_portfolio(payload), g.principal)
        entries = [_entry(number, one, portfolio) for number, one in enumerate(_items(payload))]
        answers = book.tell_many(entries, by=g.principal)
        return jsonify({"results": [_result(number, one) for number, one in enumerate(answers)]})


def _add_moves(blueprint: APIBlueprint, book: SubjectBook) -> None:
    errors = problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)

    def moved(path: SubjectPath, query: PortfolioParameter, state: SubjectState) -> tuple[Response, int]:
        portfolio = book.portfolio(query.portfolio, g.principal)
        return _answer(book.move(path.reference, portfolio, state, by=g.principal))

    @blueprint.post("/<path:reference>/pause", responses={"200": ToldAnswer, **errors})
    def pause_subject(path: SubjectPath, query: PortfolioParameter) -> tuple[Response, int]:
        """Pause a subject

        It is not screened again until it is resumed.
        """
        return moved(path, query, SubjectState.PAUSED)

    @blueprint.post("/<path:reference>/resume", responses={**_TOLD, **errors})
    def resume_subject(path: SubjectPath, query: PortfolioParameter) -> tuple[Response, int]:
        """Resume a subject

        It is screened against everything before this answers.
        """
        return moved(path, query, SubjectState.ACTIVE)

    @blueprint.delete("/<path:reference>", responses={"200": SubjectAnswer, **errors})
    def remove_subject(path: SubjectPath, query: PortfolioParameter) -> Response:
        """Remove a subject

        It is monitored no longer; what was recorded of it is kept for its time.
        """
        portfolio = book.portfolio(query.portfolio, g.principal)
        told = book.move(path.reference, portfolio, SubjectState.REMOVED, by=g.principal)
        return jsonify(subject_to_dict(told.subject))


def _told(told: Told) -> dict[str, Any]:
    run = told.rescreening
    address = f"/api/v1/monitoring/rescreenings/{run.id}" if run else None
    return {**subject_to_dict(told.subject), "rescreening": address, "waits": told.waits}


def _answer(told: Told, done: HTTPStatus = HTTPStatus.OK) -> tuple[Response, int]:
    """202 where it could not be screened yet."""
    return jsonify(_told(told)), HTTPStatus.ACCEPTED if told.waits else done


def _result(number: int, answer: Told | ScreeningError) -> dict[str, Any]:
    if isinstance(answer, ScreeningError):
        return {"index": number, "problem": problem_to_dict(answer)}
    return {"index": number, "subject": _told(answer)}


def _object(payload: object, *, whole: bool | None) -> Mapping[str, Any]:
    """A body that is an object; ``whole`` where it must tell a subject."""
    if not isinstance(payload, Mapping):
        raise InvalidRequest([Fault("body", "must be an object")])
    faults = [Fault("subject", "is required")] if whole and "subject" not in payload else []
    allowed = None if whole is None else {"subject", "branch", "risk_class"}
    faults += [
        Fault(str(name)[:64], "is not a field of this request")
        for name in payload
        if allowed is not None and name not in allowed
    ]
    if faults:
        raise InvalidRequest(faults)
    return payload


def _portfolio(payload: Mapping[str, Any]) -> str | None:
    faults = [
        Fault(str(name)[:64], "is not a field of this request")
        for name in payload
        if name not in ("portfolio", "subjects")
    ]
    named = payload.get("portfolio")
    if named is not None and not isinstance(named, str):
        faults.append(Fault("portfolio", "must be a text"))
    if faults:
        raise InvalidRequest(faults)
    return named


def _items(payload: Mapping[str, Any]) -> list[object]:
    items = payload.get("subjects")
    if not isinstance(items, list) or not items:
        raise InvalidRequest([Fault("subjects", "must be a list of one or more")])
    if len(items) > MOST_TOGETHER:
        raise TooLarge(f"A request holds {MOST_TOGETHER:,} subjects at the most.")
    return items


def _entry(number: int, item: object, portfolio: str | None) -> SubjectEntry | ScreeningError:
    if not isinstance(item, Mapping) or not isinstance(item.get("reference"), str):
        return InvalidRequest([Fault(f"subjects[{number}].reference", "is required")])
    told = {name: value for name, value in item.items() if name != "reference"}
    try:
        entry = _object(told, whole=True)
        return parse_entry(entry, reference=item["reference"], portfolio=portfolio)
    except InvalidRequest as refused:
        return refused
