"""Answers that a client may keep: sent again only where they changed since (``If-None-Match``)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, request

UNCHANGED: dict[str | int | HTTPStatus, Any] = {
    "304": {"description": "What the client has, by its `ETag`, has not changed."}
}
"""What an endpoint with such an answer may answer too."""


def kept(response: Response) -> Response:
    """``response`` under an ``ETag``, or 304 where the client has it already."""
    response.add_etag()
    response.make_conditional(request)
    return response
