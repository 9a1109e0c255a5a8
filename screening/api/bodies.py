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


MOST_BYTES_OF_MANY = 8 * 1024 * 1024
"""The largest body of a request for many parties."""

MOST_DEPTH = 32
"""How deep objects and lists may be nested; the deepest that is understood has five."""

_TOO_DEEP = f"The body is nested more than {MOST_DEPTH} deep."


def read_json(*, most_bytes: int | None = None) -> object:
    """The decoded body of the request, which may be as large as all, or ``most_bytes``.

    Raises the HTTP errors 415 for another media type, 413 for a body over the limit, 400 for what
    is no JSON or nested too deep; ``InvalidRequest`` for a name that one object holds twice.
    """
    if not request.is_json:
        raise UnsupportedMediaType("The body must be application/json.")
    if most_bytes is not None:
        request.max_content_length = most_bytes
    found = _decoded(_sent(request.max_content_length or 0))
    if _depth(found) > MOST_DEPTH:
        raise BadRequest(_TOO_DEEP)
    return found


def _sent(most: int) -> bytes:
    """The body as it came; a body sent in chunks is cut at the limit by the framework, without a word."""
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        body = None
    if body is None or (request.content_length is None and len(body) >= most):
        raise RequestEntityTooLarge(f"The body is larger than {most:,} bytes.")
    return body


def _decoded(body: bytes) -> object:
    """The JSON of ``body``; an error names the place and repeats nothing of what was sent."""
    try:
        return json.loads(body.decode("utf-8-sig"), object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8: byte {error.start + 1:,} cannot be read.") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadRequest(f"The body is not JSON: {place} cannot be read.") from None
    except ValueError:
        raise BadRequest("The body is not JSON: a number in it is too long.") from None
    except RecursionError:
        raise BadRequest(_TOO_DEEP) from None


def _depth(value: object) -> int:
    """How deep a decoded value is nested, as far as it matters."""
    depth, level = 0, [value]
    while level and depth <= MOST_DEPTH:
        inner = (
            list(one.values()) if isinstance(one, dict) else one
            for one in level
            if isinstance(one, dict | list)
        )
        level = [part for parts in inner for part in parts if isinstance(part, dict | list)]
        depth += 1
    return depth


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
