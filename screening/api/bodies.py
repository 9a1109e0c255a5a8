"""JSON bodies of requests: read strictly, described from the models that check them."""

from __future__ import annotations

import json
from collections import Counter
from http import HTTPStatus
from typing import Any

from flask import request
from flask_openapi import APIBlueprint, RequestBody, Schema
from pydantic import BaseModel
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from screening.domain.errors import Fault, InvalidRequest

BODY_ERRORS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
"""What an endpoint with a body may answer, beside what all may."""


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


def described_body(blueprint: APIBlueprint, model: type[BaseModel], example: dict[str, Any]) -> RequestBody:
    """The description of a body. It is described, not read, by the framework: ``read_json`` and the
    model's own parser name its faults."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = {**schema.pop("$defs", {}), model.__name__: schema}
    blueprint.components_schemas |= {name: Schema(**part) for name, part in parts.items()}
    content = {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}, "example": example}
    return RequestBody.model_validate({"content": {"application/json": content}, "required": True})
