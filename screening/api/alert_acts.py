"""What is done to one alert under ``/api/v1/alerts/{alert_id}``: each names the version it was decided on."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.alert_schemas import AlertAnswer, RationaleAnswer
from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems
from screening.domain.alert import Action, Alert
from screening.services.account_input import parse_body
from screening.services.alert_answers import file_to_dict
from screening.services.alert_catalogue import read_file
from screening.services.alert_decisions import approve, decide, reject
from screening.services.alert_input import (
    ApprovalBody,
    AssignmentBody,
    CommentBody,
    DecisionBody,
    RejectionBody,
    ResponseBody,
    StateBody,
)
from screening.services.alert_rationale import draft
from screening.services.alert_responses import respond
from screening.services.alert_work import act, assign
from screening.services.deps import Deps

_ANSWERS: dict[str | int | HTTPStatus, Any] = {
    "200": AlertAnswer,
    **problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, *BODY_ERRORS),
}
_DECISION = {"version": 2, "verdict": "false_positive", "reason": "birth_date_differs"}


class ActPath(BaseModel):
    """Which alert."""

    alert_id: str = Field(description="The `id` of an alert.")


def add_acts(blueprint: APIBlueprint, deps: Deps) -> None:
    """What analysts do."""
    assigning = described_body(blueprint, AssignmentBody, {"version": 1, "assignee": "anna"})
    commenting = described_body(blueprint, CommentBody, {"version": 1, "text": "asked the branch"})
    moving = described_body(blueprint, StateBody, {"version": 1, "state": "in_review"})
    deciding = described_body(blueprint, DecisionBody, _DECISION)

    @blueprint.post("/<alert_id>/assignment", request_body=assigning, responses=_ANSWERS)
    def assign_alert(path: ActPath) -> Response:
        """Give an alert to a person, or to nobody"""
        body = parse_body(AssignmentBody, read_json())
        done = assign(deps, path.alert_id, body.version, assignee=body.assignee, by=g.principal)
        return _shown(deps, done)

    @blueprint.post("/<alert_id>/comments", request_body=commenting, responses=_ANSWERS)
    def comment_alert(path: ActPath) -> Response:
        """Comment on an alert"""
        body = parse_body(CommentBody, read_json())
        version, text = body.version, body.text
        return _shown(deps, act(deps, path.alert_id, version, Action.COMMENTED, text=text, by=g.principal))

    @blueprint.post("/<alert_id>/state", request_body=moving, responses=_ANSWERS)
    def move_alert(path: ActPath) -> Response:
        """Take an alert up, let it await information, or escalate it"""
        body = parse_body(StateBody, read_json())
        version, text = body.version, body.text
        return _shown(deps, act(deps, path.alert_id, version, body.action, text=text, by=g.principal))

    @blueprint.post("/<alert_id>/decision", request_body=deciding, responses=_ANSWERS)
    def decide_alert(path: ActPath) -> Response:
        """Decide an alert

        One disposition for each designation. It waits for the approval of another person, unless one is
        `not_determined`: then the alert stays where it is.
        """
        body = parse_body(DecisionBody, read_json())
        return _shown(deps, decide(deps, path.alert_id, body.version, body.order(), by=g.principal))


def add_response(blueprint: APIBlueprint, deps: Deps) -> None:
    """What is done after a true match, and the draft of a rationale before it."""
    responding = described_body(
        blueprint, ResponseBody, {"version": 3, "kind": "frozen", "taken_on": "2026-03-02"}
    )
    reading = {"200": RationaleAnswer, **problems(HTTPStatus.NOT_FOUND)}

    @blueprint.post("/<alert_id>/response", request_body=responding, responses=_ANSWERS)
    def respond_to_alert(path: ActPath) -> Response:
        """Record what was done after a true match

        Frozen, rejected, restricted or licensed; the day on which a report is due comes of it where a
        rule tells one. Recorded again, the last one counts.
        """
        body = parse_body(ResponseBody, read_json())
        return _shown(deps, respond(deps, path.alert_id, body.version, body.order(), by=g.principal))

    @blueprint.get("/<alert_id>/rationale", responses=reading)
    def draft_rationale(path: ActPath) -> Response:
        """Draft a rationale

        What the ledgers of the hits say, in fixed sentences, to be edited and sent with the decision.
        """
        return jsonify({"text": draft(deps, path.alert_id, seen_by=g.principal)})


def add_approval(blueprint: APIBlueprint, deps: Deps) -> None:
    """What approvers do."""
    approving = described_body(blueprint, ApprovalBody, {"version": 3})
    rejecting = described_body(blueprint, RejectionBody, {"version": 3, "text": "look at the passport"})

    @blueprint.post("/<alert_id>/approval", request_body=approving, responses=_ANSWERS)
    def approve_alert(path: ActPath) -> Response:
        """Approve what was proposed, and close the alert

        Refused, and recorded, where whoever asks made the proposal; a key counts as its owner.
        """
        body = parse_body(ApprovalBody, read_json())
        return _shown(deps, approve(deps, path.alert_id, body.version, text=body.text, by=g.principal))

    @blueprint.post("/<alert_id>/rejection", request_body=rejecting, responses=_ANSWERS)
    def reject_alert(path: ActPath) -> Response:
        """Send a proposal back to be decided anew"""
        body = parse_body(RejectionBody, read_json())
        return _shown(deps, reject(deps, path.alert_id, body.version, text=body.text, by=g.principal))


def _shown(deps: Deps, alert: Alert) -> Response:
    return jsonify(file_to_dict(read_file(deps, alert.id, seen_by=g.principal)))
