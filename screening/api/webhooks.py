"""``/api/v1/webhooks``: administrators say where events are sent to, and see what did not arrive."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.api.parameters import StrictParameters
from screening.api.webhook_schemas import (
    DeliveriesAnswer,
    DeliveryAnswer,
    MadeTargetAnswer,
    RedeliveredAnswer,
    TargetAnswer,
    TargetFiguresAnswer,
    TargetsAnswer,
)
from screening.domain.webhook import DeliveryState
from screening.services import webhook_letters as letters
from screening.services import webhook_targets as targets
from screening.services.account_input import parse_body
from screening.services.answers import instant_text
from screening.services.deps import Deps
from screening.services.webhook_input import SecretBody, TargetBody, TargetChangeBody
from screening.services.webhook_targets import MadeTarget, describe_target

_TARGET = {"title": "onboarding", "url": "https://hooks.bank.example/screening", "kinds": ["alert.approved"]}
_ONE: dict[str | int | HTTPStatus, Any] = {
    "200": TargetAnswer,
    **problems(HTTPStatus.NOT_FOUND),
}


class TargetPath(BaseModel):
    """Which target."""

    webhook_id: str = Field(description="The `id` of a webhook target.")


class DeliveryPath(TargetPath):
    """Which event to which target."""

    event_id: str = Field(description="The `id` of an event.")


class DeliveryParameters(StrictParameters):
    """Which deliveries."""

    state: DeliveryState | None = Field(None, description="In this state: `dead` is the dead-letter list.")
    after: int = Field(0, ge=0, le=2**62, description="The `seq` of the last one that is known.")
    limit: int = Field(100, ge=1, le=1_000, description="The most to answer with.")


def webhooks_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *webhooks*."""
    blueprint = resource("webhooks")
    _add_reading(blueprint, deps)
    _add_changing(blueprint, deps)
    _add_deliveries(blueprint, deps)
    return blueprint


def _add_reading(blueprint: APIBlueprint, deps: Deps) -> None:
    one: dict[str | int | HTTPStatus, Any] = {
        "200": TargetFiguresAnswer,
        **problems(HTTPStatus.NOT_FOUND),
    }

    @blueprint.get("", responses={"200": TargetsAnswer, **problems()})
    def read_webhooks() -> Response:
        """Read where events are sent to"""
        return jsonify(
            {"webhooks": [describe_target(one) for one in targets.read_targets(deps, g.principal)]}
        )

    @blueprint.get("/<webhook_id>", responses=one)
    def read_webhook(path: TargetPath) -> Response:
        """Read a target, and what waits for it"""
        target = targets.read_target(deps, path.webhook_id, g.principal)
        figures = letters.read_figures(deps, target.id)
        oldest = instant_text(figures.oldest) if figures.oldest else None
        counts = {name: getattr(figures, name) for name in ("pending", "dead", "delivered", "failed")}
        return jsonify({**describe_target(target), **counts, "oldest_pending_at": oldest})


def _add_changing(blueprint: APIBlueprint, deps: Deps) -> None:
    making = described_body(blueprint, TargetBody, _TARGET)
    changing = described_body(blueprint, TargetChangeBody, {"paused": True})
    rotating = described_body(blueprint, SecretBody, {"overlap_hours": 24})
    made: dict[str | int | HTTPStatus, Any] = {"201": MadeTargetAnswer, **problems(*BODY_ERRORS)}
    found = problems(HTTPStatus.NOT_FOUND, *BODY_ERRORS)

    @blueprint.post("", request_body=making, responses=made)
    def create_webhook() -> tuple[Response, int]:
        """Register a target

        It is told of what happens from now on. The answer holds the secret that events are signed with,
        this once. An address that is not public is refused, but for networks that the operator allows.
        """
        return _made(targets.create_target(deps, parse_body(TargetBody, read_json()).order(), g.principal))

    @blueprint.patch("/<webhook_id>", request_body=changing, responses={"200": TargetAnswer, **found})
    def change_webhook(path: TargetPath) -> Response:
        """Change a target, pause it or let it go on"""
        changes = parse_body(TargetChangeBody, read_json()).changes()
        return jsonify(describe_target(targets.update_target(deps, path.webhook_id, changes, g.principal)))

    @blueprint.post(
        "/<webhook_id>/rotate", request_body=rotating, responses={"201": MadeTargetAnswer, **found}
    )
    def rotate_webhook_secret(path: TargetPath) -> tuple[Response, int]:
        """Give a target a new secret

        For a while events carry a signature with the old one as well.
        """
        overlap = parse_body(SecretBody, read_json()).overlap
        return _made(targets.rotate_secret(deps, path.webhook_id, g.principal, overlap=overlap))

    @blueprint.delete("/<webhook_id>", responses=_ONE)
    def end_webhook(path: TargetPath) -> Response:
        """Send nothing to a target any more, for good"""
        return jsonify(describe_target(targets.end_target(deps, path.webhook_id, g.principal)))


def _add_deliveries(blueprint: APIBlueprint, deps: Deps) -> None:
    missing = problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)

    @blueprint.get("/<webhook_id>/deliveries", responses={"200": DeliveriesAnswer, **missing})
    def read_deliveries(path: TargetPath, query: DeliveryParameters) -> Response:
        """Read what was sent, and what was not

        With `state=dead` the dead-letter list: what is not sent again by itself.
        """
        found = letters.read_deliveries(
            deps, path.webhook_id, query.state, after=query.after, limit=query.limit, by=g.principal
        )
        last = found[-1].event.seq if found else query.after
        return jsonify({"deliveries": [letters.delivery_to_dict(one) for one in found], "last": last})

    @blueprint.post(
        "/<webhook_id>/deliveries/<event_id>/redelivery",
        responses={"200": DeliveryAnswer, **problems(HTTPStatus.NOT_FOUND)},
    )
    def redeliver_event(path: DeliveryPath) -> Response:
        """Send an event again, dead or not"""
        found = letters.redeliver(deps, path.webhook_id, path.event_id, g.principal)
        return jsonify(letters.delivery_to_dict(found))

    @blueprint.post(
        "/<webhook_id>/redelivery",
        responses={"200": RedeliveredAnswer, **problems(HTTPStatus.NOT_FOUND)},
    )
    def redeliver_dead_events(path: TargetPath) -> Response:
        """Send everything again that is dead

        Up to 1,000 events at once: ask again where there are more.
        """
        return jsonify({"events": letters.redeliver_dead(deps, path.webhook_id, g.principal)})


def _made(made: MadeTarget) -> tuple[Response, int]:
    return jsonify({**describe_target(made.target), "secret": made.secret}), HTTPStatus.CREATED
