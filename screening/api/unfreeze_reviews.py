"""``/api/v1/unfreeze-reviews``: what was frozen for parties that their list no longer names."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.api.parameters import Page, page_links, page_members
from screening.domain.unfreezing import ReviewOutcome, ReviewState, UnfreezeReview
from screening.services.account_input import parse_body
from screening.services.alert_input import ActBody, Words
from screening.services.answers import alert_path, instant_text
from screening.services.deps import Deps
from screening.services.unfreeze_reviews import answer_review, decide_review, read_reviews

_NOT_CLOSED = [state for state in ReviewState if state is not ReviewState.CLOSED]
_ACT_ERRORS = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, *BODY_ERRORS)


class ReviewPath(BaseModel):
    """Which review."""

    review_id: str = Field(description="The `id` of an unfreeze review.")


class ReviewsParameters(Page):
    """Which reviews."""

    state: list[ReviewState] = Field([], description="In one of these states; without it, all but closed.")


class OutcomeBody(ActBody):
    """What becomes of what was frozen."""

    outcome: ReviewOutcome
    text: Words


class AnswerBody(ActBody):
    """Of which version the approval is."""


class SendingBackBody(ActBody):
    """A rejection, with what is to be looked at again."""

    text: Words = ""


class UnfreezeAnswer(BaseModel):
    """A subject with a true match whose designation was removed from its list."""

    model_config = ConfigDict(extra="forbid")

    id: str
    version: int
    state: ReviewState
    alert_url: str
    list_id: str
    authority_ref: str
    portfolio: str | None
    reference: str | None
    list_version: str = Field(description="That which removed it.")
    raised_at: datetime
    outcome: ReviewOutcome | None
    text: str = Field(description="Of the proposal; of one that is open again, why it was rejected.")
    proposed_by: str | None
    proposed_at: datetime | None
    answered_by: str | None
    answered_at: datetime | None


class UnfreezesAnswer(BaseModel):
    """A page of reviews, the oldest first."""

    model_config = ConfigDict(extra="forbid")

    total: int
    offset: int
    limit: int
    next: str | None
    reviews: list[UnfreezeAnswer]


def unfreeze_reviews_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *unfreeze-reviews*."""
    blueprint = resource("unfreeze-reviews")
    reading = {"200": UnfreezesAnswer, **problems(HTTPStatus.UNPROCESSABLE_ENTITY)}

    @blueprint.get("", responses=reading)
    def read_unfreeze_reviews(query: ReviewsParameters) -> tuple[Response, dict[str, str]]:
        """Read unfreeze reviews

        Of the own portfolios, the oldest first.
        """
        states = query.state or _NOT_CLOSED
        page = read_reviews(deps, states, offset=query.offset, limit=query.limit, seen_by=g.principal)
        body = {**page_members(query, page.total), "reviews": list(map(_shown, page.reviews))}
        return jsonify(body), page_links(query, page.total)

    _add_acts(blueprint, deps)
    return blueprint


def _add_acts(blueprint: APIBlueprint, deps: Deps) -> None:
    answers: dict[str | int | HTTPStatus, Any] = {"200": UnfreezeAnswer, **problems(*_ACT_ERRORS)}
    example = {"version": 1, "outcome": "released", "text": "no other list names them"}
    deciding = described_body(blueprint, OutcomeBody, example)
    answering = described_body(blueprint, AnswerBody, {"version": 2})
    rejecting = described_body(blueprint, SendingBackBody, {"version": 2, "text": "look at the UN list too"})

    @blueprint.post("/<review_id>/decision", request_body=deciding, responses=answers)
    def decide_unfreeze_review(path: ReviewPath) -> Response:
        """Propose what becomes of what was frozen"""
        body = parse_body(OutcomeBody, read_json())
        one = decide_review(deps, path.review_id, body.version, body.outcome, text=body.text, by=g.principal)
        return jsonify(_shown(one))

    @blueprint.post("/<review_id>/approval", request_body=answering, responses=answers)
    def approve_unfreeze_review(path: ReviewPath) -> Response:
        """Approve what was proposed, by another person"""
        version = parse_body(AnswerBody, read_json()).version
        return jsonify(_shown(answer_review(deps, path.review_id, version, approved=True, by=g.principal)))

    @blueprint.post("/<review_id>/rejection", request_body=rejecting, responses=answers)
    def reject_unfreeze_review(path: ReviewPath) -> Response:
        """Send a proposal back to be decided anew"""
        body = parse_body(SendingBackBody, read_json())
        one = answer_review(
            deps, path.review_id, body.version, approved=False, text=body.text, by=g.principal
        )
        return jsonify(_shown(one))


def _shown(one: UnfreezeReview) -> dict[str, Any]:
    names = ("portfolio", "reference", "list_version", "text", "proposed_by", "answered_by")
    instants = ("raised_at", "proposed_at", "answered_at")
    return {
        "id": one.id,
        "version": one.version,
        "state": one.state.value,
        "alert_url": alert_path(one.alert_id),
        **one.member._asdict(),
        "outcome": one.outcome.value if one.outcome else None,
        **{name: getattr(one, name) for name in names},
        **{name: instant_text(at) if (at := getattr(one, name)) else None for name in instants},
    }
