"""``/api/v1/screenings``: a party is screened, and a recorded answer is read again."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, g, jsonify, url_for
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.api.schemas import ReplayAnswer, ScreeningAnswer
from screening.services.answers import screening_to_dict
from screening.services.catalogue import Catalogue
from screening.services.replay import Replayer
from screening.services.replay_answers import replay_to_dict
from screening.services.screen import Screener
from screening.services.subject_input import ScreeningBody, parse_screening_request

EXAMPLE = {
    "subject": {"name": "Kim Jong Un", "type": "individual", "birth_dates": ["1984-01-08"]},
    "reference": "customer-4711",
}


class ScreeningPath(BaseModel):
    """Which screening."""

    screening_id: str = Field(description="The `id` of the answer.")


def screenings_blueprint(screener: Screener, catalogue: Catalogue, replayer: Replayer) -> APIBlueprint:
    """The resource *screenings*."""
    blueprint = resource("screenings")
    body = described_body(blueprint, ScreeningBody, EXAMPLE)

    @blueprint.post("", request_body=body, responses={"201": ScreeningAnswer, **problems(*BODY_ERRORS)})
    def screen() -> tuple[Response, int, dict[str, str]]:
        """Screen a party

        Recorded before it is answered. Without `lists` it is screened against all that are loaded.
        """
        screening = screener.screen(parse_screening_request(read_json()), by=g.principal)
        place = url_for("screenings.read_screening", screening_id=screening.id)
        return jsonify(screening_to_dict(screening)), HTTPStatus.CREATED, {"Location": place}

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
