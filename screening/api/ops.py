"""``/healthz`` and ``/readyz``: for whoever runs the service. Open to all, so they say little."""

from __future__ import annotations

from flask import Response, jsonify
from flask_openapi import APIBlueprint

from screening.api.description import function_name, problems
from screening.domain.errors import ListNotReady
from screening.services.catalogue import Catalogue


def ops_blueprint(catalogue: Catalogue) -> APIBlueprint:
    """The two probes."""
    blueprint = APIBlueprint("ops", __name__, abp_tags=[{"name": "ops"}], operation_id_callback=function_name)

    @blueprint.get("/healthz")
    def healthz() -> Response:
        """Say that the process answers"""
        return jsonify({"status": "ok"})

    @blueprint.get("/readyz", responses=problems())
    def readyz() -> Response:
        """Say that the database answers and at least one list is in force"""
        if not catalogue.is_ready():
            raise ListNotReady("No list is in force; load one with `screening lists load` or `refresh`.")
        return jsonify({"status": "ready"})

    return blueprint
