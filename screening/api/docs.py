"""The description of the API: OpenAPI 3.1 as JSON, and a page of it that needs no network."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Response, jsonify, send_from_directory
from flask_openapi import OpenAPI

from screening.api.conditional import kept
from screening.api.description import tidied

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>API · Screening</title>
<link rel="icon" type="image/svg+xml" href="/static/mark.svg">
<link rel="stylesheet" href="docs/swagger/css/swagger-ui.css">
<div id="swagger-ui"></div>
<script src="docs/swagger/js/swagger-ui-bundle.js"></script>
<script src="docs/static/docs.js"></script>
</html>
"""


def docs_blueprint(app: OpenAPI) -> Blueprint:
    """``/api/v1/openapi.json`` and ``/api/v1/docs``, describing the API registered on ``app``."""
    blueprint = Blueprint(
        "docs", __name__, url_prefix="/api/v1", static_folder="static", static_url_path="/docs/static"
    )
    swagger = _swagger_folder()

    @blueprint.get("/openapi.json")
    def description() -> Response:
        return kept(jsonify(tidied(app.api_doc)))

    @blueprint.get("/docs")
    def page() -> str:
        return _PAGE

    @blueprint.get("/docs/swagger/<path:name>")
    def swagger_static(name: str) -> Response:
        return send_from_directory(swagger, name)

    return blueprint


def _swagger_folder() -> Path:
    """Where the installed package keeps Swagger's files; found without importing it."""
    spec = find_spec("flask_openapi_swagger")
    if spec is None or spec.origin is None:
        raise RuntimeError("flask-openapi-swagger is not installed")
    return Path(spec.origin).parent / "templates" / "swagger"
