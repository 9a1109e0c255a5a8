"""What the description of the API says of every endpoint alike: errors, and ways to show a key."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask_openapi import APIBlueprint, Info, SecurityScheme

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


def resource(name: str, prefix: str | None = None) -> APIBlueprint:
    """The blueprint of ``/api/v1/<name>``, or of another ``prefix``, whose endpoints take a key in any
    of the ways above."""
    return APIBlueprint(
        name,
        __name__,
        url_prefix=f"/api/v1/{name}" if prefix is None else prefix,
        abp_tags=[{"name": name}],
        abp_security=[{scheme: []} for scheme in SECURITY_SCHEMES],
        operation_id_callback=function_name,
    )


def function_name(*, name: str, **_: str) -> str:
    """The operation id of an endpoint."""
    return name


def problems(*statuses: HTTPStatus) -> dict[str | int | HTTPStatus, Any]:
    """The errors that an endpoint answers with, beside those that all have."""
    always = (
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    )
    return {str(status.value): _problem(status) for status in sorted({*always, *statuses})}


def _problem(status: HTTPStatus) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": status.phrase, "content": {PROBLEM_TYPE: {"schema": schema}}}


def tidied(description: dict[str, Any]) -> dict[str, Any]:
    """``description`` without what the framework makes up: a 422 of its own shape where an endpoint
    names none, and line breaks out of docstrings; with what the server says before anything of ours."""
    for methods in description["paths"].values():
        for operation in methods.values():
            answers = operation["responses"].items()
            operation["responses"] = {status: one for status, one in answers if not _is_made_up(status, one)}
            if any(one["in"] == "query" for one in operation.get("parameters", ())):
                operation["responses"]["414"] = {"description": "The address is too long."}
            if "description" in operation:
                operation["description"] = operation["description"].replace("<br/>", " ").strip()
    return description


def _is_made_up(status: str, answer: dict[str, Any]) -> bool:
    return status == "422" and PROBLEM_TYPE not in answer.get("content", {})
