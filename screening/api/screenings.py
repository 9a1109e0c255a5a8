"""``/api/v1/screenings``: a party is screened, and a recorded answer is read again."""

from __future__ import annotations

import json
from collections import Counter
from http import HTTPStatus

from flask import Response, g, jsonify, request, url_for
from flask_openapi import APIBlueprint, RequestBody, Schema
from pydantic import BaseModel, Field
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from screening.api.description import problems, resource
from screening.api.schemas import ScreeningAnswer
from screening.domain.errors import Fault, InvalidRequest
from screening.services.answers import screening_to_dict
from screening.services.catalogue import Catalogue
from screening.services.screen import Screener
from screening.services.subject_input import ScreeningBody, parse_screening_request

_ERRORS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)


EXAMPLE = {
    "subject": {"name": "Kim Jong Un", "type": "individual", "birth_dates": ["1984-01-08"]},
    "reference": "customer-4711",
}
_JSON = {"schema": {"$ref": "#/components/schemas/ScreeningBody"}, "example": EXAMPLE}
_BODY = RequestBody.model_validate({"content": {"application/json": _JSON}, "required": True})
"""The body is described, not read, by the framework: faults are named by ``parse_screening_request``."""


class ScreeningPath(BaseModel):
    """Which screening."""

    screening_id: str = Field(description="The `id` of the answer.")


def screenings_blueprint(screener: Screener, catalogue: Catalogue) -> APIBlueprint:
    """The resource *screenings*."""
    blueprint = resource("screenings")
    _add_body_schemas(blueprint)

    @blueprint.post("", request_body=_BODY, responses={"201": ScreeningAnswer, **problems(*_ERRORS)})
    def screen() -> tuple[Response, int, dict[str, str]]:
        """Screen a party

        Recorded before it is answered. Without `lists` it is screened against all that are loaded.
        """
        screening = screener.screen(parse_screening_request(read_json()), actor=g.actor)
        place = url_for("screenings.read_screening", screening_id=screening.id)
        return jsonify(screening_to_dict(screening)), HTTPStatus.CREATED, {"Location": place}

    @blueprint.get("/<screening_id>", responses={"200": ScreeningAnswer, **problems(HTTPStatus.NOT_FOUND)})
    def read_screening(path: ScreeningPath) -> Response:
        """Read a recorded screening

        The answer as it was given, whatever the lists say by now.
        """
        return jsonify(screening_to_dict(catalogue.screening(path.screening_id)))

    return blueprint


def read_json() -> object:
    """The decoded body of the request.

    Raises the HTTP errors 415 for another media type, 413 for a body over the limit, 400 for what
    is no JSON or nested too deep to read; ``InvalidRequest`` for a name that one object holds twice.
    """
    if not request.is_json:
        raise UnsupportedMediaType("The body must be application/json.")
    if request.content_length is None and len(request.get_data()) >= (request.max_content_length or 0):
        # A body sent in chunks is cut at the limit by the framework, without a word.
        raise RequestEntityTooLarge
    try:
        return json.loads(request.get_data(), object_pairs_hook=_object)
    except (ValueError, RecursionError):
        raise BadRequest("The body is not JSON.") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Of a name that is there twice, the decoder would keep the last value without a word.
    found = dict(pairs)
    if len(found) < len(pairs):
        names = Counter(name for name, _ in pairs)
        raise InvalidRequest([Fault(name[:64], "is given twice") for name in names if names[name] > 1])
    return found


def _add_body_schemas(blueprint: APIBlueprint) -> None:
    schema = ScreeningBody.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = {**schema.pop("$defs"), ScreeningBody.__name__: schema}
    blueprint.components_schemas |= {name: Schema(**part) for name, part in parts.items()}
