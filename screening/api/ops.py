"""For whoever runs the service: ``/healthz`` and ``/readyz``, open to all, so they say little, and
``/metrics``, which needs a key."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, jsonify
from flask_openapi import APIBlueprint

from screening.api.description import SECURITY_SCHEMES, function_name, problems
from screening.api.schemas import StatusAnswer
from screening.domain.errors import ListNotReady
from screening.domain.webhook import DeliveryFigures
from screening.services.catalogue import Catalogue

if TYPE_CHECKING:
    from screening.api.metrics import Metrics

_TEXT = "text/plain; version=1.0.0; charset=utf-8"
_COUNTS: dict[str | int | HTTPStatus, Any] = {
    "200": {
        "description": "In Prometheus' text format.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}


def ops_blueprint(
    catalogue: Catalogue, counted: Metrics, deliveries: Callable[[], DeliveryFigures]
) -> APIBlueprint:
    """The two probes, and what was ``counted``; ``deliveries`` says how far webhooks have come."""
    blueprint = APIBlueprint("ops", __name__, abp_tags=[{"name": "ops"}], operation_id_callback=function_name)

    @blueprint.get("/healthz", responses={"200": StatusAnswer})
    def healthz() -> Response:
        """Say that the process answers"""
        return jsonify({"status": "ok"})

    @blueprint.get("/readyz", responses={"200": StatusAnswer, **problems()})
    def readyz() -> Response:
        """Say that the database answers and at least one list is in force"""
        if not catalogue.is_ready():
            raise ListNotReady("No list is in force; load one with `screening lists load` or `refresh`.")
        return jsonify({"status": "ready"})

    @blueprint.get(
        "/metrics",
        responses={**_COUNTS, **problems()},
        security=[{scheme: []} for scheme in SECURITY_SCHEMES],
    )
    def metrics() -> Response:
        """Count requests, screenings and hits, and tell the age of the lists

        Over all workers of this service; and of webhooks what has arrived, waits and failed.
        """
        return Response(counted.exposed(catalogue, deliveries), content_type=_TEXT)

    return blueprint
