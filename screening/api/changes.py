"""``/api/v1/changes``: what narrows screening and waits for a second person."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from screening.api.description import problems, resource
from screening.domain.pending import ChangeKind, ChangeState, PendingChange
from screening.services.answers import instant_text
from screening.services.deps import Deps
from screening.services.four_eyes import answer_change, read_changes


class ChangePath(BaseModel):
    """Which change."""

    change_id: str = Field(description="The `id` of a change.")


class ChangeAnswer(BaseModel):
    """A change as it was asked for; ``subject`` is all that it consists of."""

    model_config = ConfigDict(extra="forbid")

    id: str
    kind: ChangeKind
    subject: dict[str, Any]
    state: ChangeState
    reason: str
    requested_by: str
    entered_by: str
    requested_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    done_at: datetime | None


class ChangesAnswer(BaseModel):
    """Every change that was ever asked for, the latest first."""

    model_config = ConfigDict(extra="forbid")

    changes: list[ChangeAnswer]


def changes_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *changes*."""
    blueprint = resource("changes")
    answers: dict[str | int | HTTPStatus, Any] = {
        "200": ChangeAnswer,
        **problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    }

    @blueprint.get("", responses={"200": ChangesAnswer, **problems()})
    def read_pending_changes() -> Response:
        """Read changes that wait for a second person, or did"""
        return jsonify({"changes": list(map(_shown, read_changes(deps)))})

    @blueprint.post("/<change_id>/approval", responses=answers)
    def approve_change(path: ChangePath) -> Response:
        """Approve a change

        By another person, with another account, than who asked; who asked then asks again, and it is
        carried out.
        """
        return _answered(path.change_id, approved=True)

    @blueprint.post("/<change_id>/rejection", responses=answers)
    def reject_change(path: ChangePath) -> Response:
        """Reject a change"""
        return _answered(path.change_id, approved=False)

    def _answered(change_id: str, *, approved: bool) -> Response:
        person, name = g.principal.person, g.principal.name
        return jsonify(_shown(answer_change(deps, change_id, approved=approved, by=person, entered_by=name)))

    return blueprint


def _shown(one: PendingChange) -> dict[str, Any]:
    names = ("id", "reason", "requested_by", "entered_by", "answered_by")
    instants = ("requested_at", "answered_at", "done_at")
    return {
        **{name: getattr(one, name) for name in names},
        "kind": one.kind.value,
        "state": one.state.value,
        "subject": dict(one.subject),
        **{name: instant_text(at) if (at := getattr(one, name)) else None for name in instants},
    }
