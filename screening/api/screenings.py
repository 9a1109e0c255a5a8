"""``/api/v1/screenings``: parties are screened, and a recorded answer is read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify, url_for
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.bodies import BODY_ERRORS, MOST_BYTES_OF_MANY, described_body, read_json
from screening.api.description import problems, resource
from screening.api.http import problem_of, problem_to_dict
from screening.api.parameters import Parameters
from screening.api.schemas import BulkAnswer, ReplayAnswer, ScreeningAnswer
from screening.domain.errors import Fault, InvalidRequest, ListNotReady, ScreeningError
from screening.domain.screening import Screening
from screening.services.answers import screening_to_dict
from screening.services.bulk_input import BulkBody, parse_bulk
from screening.services.catalogue import Catalogue
from screening.services.once import HEADER, OnceScreener
from screening.services.replay import Replayer
from screening.services.replay_answers import replay_to_dict
from screening.services.subject_input import ScreeningBody, parse_screening_request

EXAMPLE = {
    "subject": {"name": "Kim Jong Un", "type": "individual", "birth_dates": ["1984-01-08"]},
    "reference": "customer-4711",
}
_MANY = {"subjects": [EXAMPLE, {"name": "Adrian Darya 1", "type": "vessel", "imo": "9116412"}], "limit": 5}
_REPLAYED = "Idempotent-Replayed"


class ScreeningPath(BaseModel):
    """Which screening."""

    screening_id: str = Field(description="The `id` of the answer.")


class OnceHeader(Parameters):
    """What makes a request safe to be sent again."""

    key: str | None = Field(
        None,
        alias=HEADER,
        json_schema_extra={"maxLength": 255, "pattern": "^[!-~]+$"},
        description="Sent again with the same body within 24 hours, the recorded answer is given again.",
    )


def screenings_blueprint(
    screener: OnceScreener, catalogue: Catalogue, replayer: Replayer, take: Callable[[int], None]
) -> APIBlueprint:
    """The resource *screenings*; ``take`` counts further parties against the rate of who asks."""
    blueprint = resource("screenings")
    _add_screening(blueprint, screener)
    _add_bulk(blueprint, screener, take)

    @blueprint.get("/<screening_id>", responses={"200": ScreeningAnswer, **problems(HTTPStatus.NOT_FOUND)})
    def read_screening(path: ScreeningPath) -> Response:
        """Read a recorded screening

        The answer as it was given, whatever the lists say by now.
        """
        return jsonify(screening_to_dict(catalogue.screening(path.screening_id, seen_by=g.principal)))

    @blueprint.get(
        "/<screening_id>/replay", responses={"200": ReplayAnswer, **problems(HTTPStatus.NOT_FOUND)}
    )
    def replay_screening(path: ScreeningPath) -> Response:
        """Give a recorded answer again

        From the same list versions, policy and party groups; where it differs, `reasons` say why.
        Nothing is recorded.
        """
        return jsonify(replay_to_dict(replayer.replay(path.screening_id, seen_by=g.principal)))

    return blueprint


def _add_screening(blueprint: APIBlueprint, screener: OnceScreener) -> None:
    body = described_body(blueprint, ScreeningBody, EXAMPLE)

    @blueprint.post("", request_body=body, responses={"201": ScreeningAnswer, **problems(*BODY_ERRORS)})
    def screen(header: OnceHeader) -> tuple[Response, int, dict[str, str]]:
        """Screen a party

        Recorded before it is answered. Without `lists` it is screened against all that are loaded.
        """
        payload = read_json()
        asked = {0: parse_screening_request(payload)}
        outcomes, is_replayed = screener.screen(asked, by=g.principal, key=header.key, body=payload)
        screening = outcomes[0]
        if isinstance(screening, ScreeningError):
            raise screening
        place = url_for("screenings.read_screening", screening_id=screening.id)
        headers = {"Location": place, **said_again(is_replayed)}
        return jsonify(screening_to_dict(screening)), HTTPStatus.CREATED, headers


def _add_bulk(blueprint: APIBlueprint, screener: OnceScreener, take: Callable[[int], None]) -> None:
    body = described_body(blueprint, BulkBody, _MANY)

    @blueprint.post("/bulk", request_body=body, responses={"200": BulkAnswer, **problems(*BODY_ERRORS)})
    def screen_many(header: OnceHeader) -> Response | tuple[Response, dict[str, str]]:
        """Screen up to 1,000 parties

        All against the same list versions, each recorded by itself. One that cannot be screened is
        answered in its place. Each counts against the rate of the key.
        """
        payload = read_json(most_bytes=MOST_BYTES_OF_MANY)
        read = parse_bulk(payload)
        take(len(read) - 1)
        unread = {item: one for item, one in enumerate(read) if isinstance(one, InvalidRequest)}
        asked = {item: one for item, one in enumerate(read) if not isinstance(one, InvalidRequest)}
        found: dict[int, Screening | ScreeningError] = {}
        is_replayed = False
        try:
            if asked:
                found, is_replayed = screener.screen(asked, by=g.principal, key=header.key, body=payload)
        except ListNotReady as error:
            return _refused(error, unread)
        if (against_all := _against_all(found)) is not None:
            return _refused(against_all, unread | found)
        results = [_result(item, (unread | found)[item]) for item in range(len(read))]
        return jsonify({"results": results}), said_again(is_replayed)


def said_again(is_replayed: bool) -> dict[str, str]:
    """The header that tells an answer which was given before."""
    return {_REPLAYED: "true"} if is_replayed else {}


def _against_all(found: Mapping[int, Screening | ScreeningError]) -> ScreeningError | None:
    """What stands against all that could be asked: a scope that is missing, a database that does not
    record."""
    errors = [one for one in found.values() if isinstance(one, ScreeningError)]
    if len(errors) < len(found) or any(isinstance(one, InvalidRequest) for one in errors):
        return None
    return errors[0] if errors else None


def _refused(error: ScreeningError, outcomes: Mapping[int, Screening | ScreeningError]) -> Response:
    """The whole request is refused; what is wrong with its members is said all the same."""
    if faults := _member_faults(outcomes, error):
        return problem_of(error, faults)
    raise error


def _member_faults(
    outcomes: Mapping[int, Screening | ScreeningError], against_all: ScreeningError
) -> list[Fault]:
    """What else is wrong with members, each fault with the path of its field in the request."""
    faults = []
    for item, one in sorted(outcomes.items()):
        if isinstance(one, InvalidRequest):
            faults += [Fault(f"subjects[{item}].{fault.field}", fault.message) for fault in one.faults]
        elif str(one) != str(against_all):
            faults.append(Fault(f"subjects[{item}]", str(one)))
    return faults


def _result(item: int, outcome: Screening | ScreeningError) -> dict[str, Any]:
    if isinstance(outcome, ScreeningError):
        return {"index": item, "problem": problem_to_dict(outcome)}
    return {"index": item, "screening": screening_to_dict(outcome)}
