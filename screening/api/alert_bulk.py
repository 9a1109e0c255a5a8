"""``/api/v1/alerts/bulk``: the same done to several alerts; and ``/events``, what happened to all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems
from screening.api.http import problem_to_dict
from screening.api.parameters import StrictParameters
from screening.api.schemas import Problem
from screening.domain.alert import Alert, AlertState
from screening.domain.errors import ScreeningError
from screening.domain.events import Event
from screening.services.account_input import parse_body
from screening.services.alert_bulk import approve_all, assign_all, decide_all
from screening.services.alert_input import BulkApprovalBody, BulkAssignmentBody, BulkDecisionBody
from screening.services.answers import alert_path, instant_text
from screening.services.deps import Deps
from screening.services.event_answers import ALERT_KINDS, read_feed

_ALERTS = [{"alert": "0123456789abcdef0123456789abcdef", "version": 1}]
_DECISION = {"alerts": _ALERTS, "verdict": "false_positive", "reason": "birth_date_differs"}


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BulkAlertAnswer(_Answer):
    """What came of one alert: its version and state now, or why it was left as it is."""

    index: int
    alert: str | None = None
    version: int | None = None
    state: AlertState | None = None
    problem: Problem | None = None


class BulkAlertsAnswer(_Answer):
    """What came of each alert, in the order of the request."""

    results: list[BulkAlertAnswer]


class FeedParameters(StrictParameters):
    """From where on."""

    after: int = Field(0, ge=0, le=2**62, description="The `seq` of the last one that is known.")
    limit: int = Field(100, ge=1, le=1_000, description="The most to answer with.")


class FeedEntryAnswer(_Answer):
    """A change of an alert. ``number`` is that of its event in the history."""

    seq: int
    at: datetime
    kind: Literal["opened", "changed", "decided", "approved"]
    alert_url: str
    number: int
    portfolio: str | None


class FeedAnswer(_Answer):
    """Changes in their order; ``last`` is to be sent as ``after`` to go on."""

    events: list[FeedEntryAnswer]
    last: int


def add_bulk(blueprint: APIBlueprint, deps: Deps) -> None:
    """The same, done to several alerts."""
    answers: dict[str | int | HTTPStatus, Any] = {
        "200": BulkAlertsAnswer,
        **problems(HTTPStatus.NOT_FOUND, *BODY_ERRORS),
    }
    assigning = described_body(blueprint, BulkAssignmentBody, {"alerts": _ALERTS, "assignee": "anna"})
    deciding = described_body(blueprint, BulkDecisionBody, _DECISION)
    approving = described_body(blueprint, BulkApprovalBody, {"alerts": _ALERTS})

    @blueprint.post("/bulk/assignment", request_body=assigning, responses=answers)
    def assign_alerts() -> Response:
        """Give several alerts to a person, or to nobody"""
        body = parse_body(BulkAssignmentBody, read_json())
        return _shown(assign_all(deps, body.asked(), body.assignee, by=g.principal))

    @blueprint.post("/bulk/decision", request_body=deciding, responses=answers)
    def decide_alerts() -> Response:
        """Decide equal alerts alike

        Of the same designations and corroborated alike, else none is decided (422). So `others` may name
        designations that are decided otherwise, in all of them.
        """
        body = parse_body(BulkDecisionBody, read_json())
        return _shown(decide_all(deps, body.asked(), body.order(), by=g.principal))

    @blueprint.post("/bulk/approval", request_body=approving, responses=answers)
    def approve_alerts() -> Response:
        """Approve what was proposed of several alerts"""
        body = parse_body(BulkApprovalBody, read_json())
        return _shown(approve_all(deps, body.asked(), text=body.text, by=g.principal))


def add_feed(blueprint: APIBlueprint, deps: Deps) -> None:
    """What happened, for other systems."""

    @blueprint.get("/events", responses={"200": FeedAnswer, **problems(HTTPStatus.UNPROCESSABLE_ENTITY)})
    def read_alert_events(query: FeedParameters) -> Response:
        """Read what happened to alerts

        Each change once, in one order for all: opened, changed, decided, approved.
        """
        found = read_feed(deps, query.after, kinds=ALERT_KINDS, limit=query.limit, seen_by=g.principal)
        events = [_event(one) for one in found]
        return jsonify({"events": events, "last": found[-1].seq if found else query.after})


def _event(one: Event) -> dict[str, Any]:
    return {
        "seq": one.seq,
        "at": instant_text(one.at),
        "kind": one.kind.value.partition(".")[2],
        "alert_url": alert_path(one.subject),
        "number": one.number,
        "portfolio": one.portfolio,
    }


def _shown(outcomes: Sequence[Alert | ScreeningError]) -> Response:
    return jsonify({"results": [_result(number, one) for number, one in enumerate(outcomes)]})


def _result(number: int, outcome: Alert | ScreeningError) -> dict[str, Any]:
    if isinstance(outcome, ScreeningError):
        return {"index": number, "problem": problem_to_dict(outcome)}
    state = {"version": outcome.version, "state": outcome.state.value}
    return {"index": number, "alert": alert_path(outcome.id), **state}
