"""What the description of the API says of every endpoint alike: errors, and ways to show a key."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_openapi import Info, SecurityScheme

from screening import __version__
from screening.api.http import PROBLEM_TYPE

INFO = Info(
    title="Screening",
    version=__version__,
    description="Screens parties against official sanctions lists; every answer is recorded and says why.",
)
SECURITY_SCHEMES: dict[str, SecurityScheme | dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "`ApiKey` is taken as the scheme too."},
    "basic": {"type": "http", "scheme": "basic", "description": "The key is the password."},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}
SECURITY: list[dict[str, list[str]]] = [{name: []} for name in SECURITY_SCHEMES]


def problems(*statuses: HTTPStatus) -> dict[str | int | HTTPStatus, Any]:
    """The errors that an endpoint answers with, beside those that all have."""
    always = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.SERVICE_UNAVAILABLE)
    return {str(status.value): _problem(status) for status in sorted({*always, *statuses})}


def _problem(status: HTTPStatus) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": status.phrase, "content": {PROBLEM_TYPE: {"schema": schema}}}
