"""``/api/v1/suppressions``: approved false positives, the review list, and revoking."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.api.parameters import Page, page_links, page_members
from screening.api.suppression_schemas import ReviewsAnswer, SuppressionAnswer, SuppressionsAnswer
from screening.domain.suppression import SuppressionState
from screening.services.account_input import parse_body
from screening.services.alert_input import RevocationBody, SeenBody
from screening.services.deps import Deps
from screening.services.subject_fields import ListId
from screening.services.suppression_answers import (
    review_to_dict,
    suppression_file_to_dict,
    suppression_to_dict,
)
from screening.services.suppression_book import (
    read_reviews,
    read_suppression,
    read_suppressions,
    revoke,
    see_wording,
)
from screening.store.suppression_reading import SuppressionFilter

_ACT_ERRORS = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, *BODY_ERRORS)
_FIELDS = ("portfolio", "reference", "list_id", "authority_ref")


class SuppressionPath(BaseModel):
    """Which suppression."""

    suppression_id: str = Field(description="The `id` of a suppression.")


class ReviewParameters(Page):
    """Of whom and what."""

    portfolio: str | None = Field(None, max_length=1_000, description="Of this portfolio.")
    reference: str | None = Field(None, max_length=1_000, description="Of this subject.")
    list_id: ListId | None = Field(None, description="Of designations of this list.")
    authority_ref: str | None = Field(None, max_length=1_000, description="Of this designation.")


class SuppressionParameters(ReviewParameters):
    """What the suppressions must fulfil, all of it."""

    state: SuppressionState | None = Field(None, description="Counting as this by now.")


def suppressions_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *suppressions*."""
    blueprint = resource("suppressions")
    _add_reading(blueprint, deps)
    _add_acts(blueprint, deps)
    return blueprint


def _filter(query: ReviewParameters, deps: Deps, state: SuppressionState | None) -> SuppressionFilter:
    asked = {name: getattr(query, name) for name in _FIELDS}
    return SuppressionFilter(at=deps.clock(), state=state, **asked)


def _add_reading(blueprint: APIBlueprint, deps: Deps) -> None:
    faults = problems(HTTPStatus.UNPROCESSABLE_ENTITY)

    @blueprint.get("", responses={"200": SuppressionsAnswer, **faults})
    def read_all(query: SuppressionParameters) -> tuple[Response, dict[str, str]]:
        """Read suppressions

        Of the own portfolios, the latest first; those that ended are kept.
        """
        wanted = _filter(query, deps, query.state)
        total, found = read_suppressions(
            deps, wanted, offset=query.offset, limit=query.limit, seen_by=g.principal
        )
        shown = [suppression_to_dict(one, wanted.at) for one in found]
        return jsonify({**page_members(query, total), "suppressions": shown}), page_links(query, total)

    @blueprint.get("/reviews", responses={"200": ReviewsAnswer, **faults})
    def read_review_list(query: ReviewParameters) -> tuple[Response, dict[str, str]]:
        """Read the review list

        Suppressions in force whose designation is worded otherwise by now, and the same in all that
        is material.
        """
        wanted = _filter(query, deps, SuppressionState.IN_FORCE)
        total, found = read_reviews(deps, wanted, offset=query.offset, limit=query.limit, seen_by=g.principal)
        shown = [
            {"suppression": suppression_to_dict(one, wanted.at), "wording": review_to_dict(review)}
            for one, review in found
        ]
        return jsonify({**page_members(query, total), "reviews": shown}), page_links(query, total)

    @blueprint.get(
        "/<suppression_id>", responses={"200": SuppressionAnswer, **problems(HTTPStatus.NOT_FOUND)}
    )
    def read_one(path: SuppressionPath) -> Response:
        """Read a suppression"""
        file = read_suppression(deps, path.suppression_id, seen_by=g.principal)
        return jsonify(suppression_file_to_dict(file, deps.clock()))


def _add_acts(blueprint: APIBlueprint, deps: Deps) -> None:
    answers: dict[str | int | HTTPStatus, Any] = {"200": SuppressionAnswer, **problems(*_ACT_ERRORS)}
    revoking = described_body(blueprint, RevocationBody, {"text": "the customer moved to Pyongyang"})
    seeing = described_body(blueprint, SeenBody, {"fingerprint": "0" * 64})

    @blueprint.post("/<suppression_id>/revocation", request_body=revoking, responses=answers)
    def revoke_suppression(path: SuppressionPath) -> Response:
        """Revoke a suppression

        The next screening that finds the hit raises an alert.
        """
        body = parse_body(RevocationBody, read_json())
        file = revoke(deps, path.suppression_id, text=body.text, by=g.principal)
        return jsonify(suppression_file_to_dict(file, deps.clock()))

    @blueprint.post("/<suppression_id>/review", request_body=seeing, responses=answers)
    def review_suppression(path: SuppressionPath) -> Response:
        """Say that a change of wording changes nothing"""
        body = parse_body(SeenBody, read_json())
        file = see_wording(deps, path.suppression_id, fingerprint=body.fingerprint, by=g.principal)
        return jsonify(suppression_file_to_dict(file, deps.clock()))
