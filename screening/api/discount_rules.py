"""``/api/v1/discount-rules``: rules that close alerts, proposed by one person and approved by another."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.domain.discount import DiscountRule, RuleKind, RuleState
from screening.services.account_input import parse_body
from screening.services.deps import Deps
from screening.services.discount_answers import RetirementBody, RuleAnswerBody, RuleBody, rule_to_dict
from screening.services.discount_rules import answer_rule, propose_rule, read_rules, retire_rule
from screening.store.discounts import RuleUse

_EXAMPLE = {
    "kind": "birth_dates_apart",
    "title": "Born a generation apart",
    "years": 20,
    "sample_share": 0.05,
}
_ACT_ERRORS = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, *BODY_ERRORS)


class RulePath(BaseModel):
    """Which rule."""

    rule_id: str = Field(description="The `id` of a discount rule.")


class SimulationAnswer(BaseModel):
    """What a rule would have closed of the latest 10,000 alerts."""

    model_config = ConfigDict(extra="forbid")

    alerts: int
    closed: int
    true_matches: int = Field(description="Of what it would have closed, decided to be true.")
    examples: list[str]


class RuleAnswer(BaseModel):
    """A discount rule, with what came of it."""

    model_config = ConfigDict(extra="forbid")

    id: str
    kind: RuleKind
    title: str
    years: int | None
    sample_share: float
    state: RuleState
    simulation: SimulationAnswer
    proposed_by: str
    proposed_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    retired_by: str | None
    retired_at: datetime | None
    why: str
    alerts_closed: int
    alerts_sampled: int


class RulesAnswer(BaseModel):
    """Every rule that ever was, the latest first."""

    model_config = ConfigDict(extra="forbid")

    rules: list[RuleAnswer]


def discount_rules_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *discount-rules*."""
    blueprint = resource("discount-rules")
    _add_reading(blueprint, deps)
    _add_acts(blueprint, deps)
    return blueprint


def _add_reading(blueprint: APIBlueprint, deps: Deps) -> None:
    proposing = described_body(blueprint, RuleBody, _EXAMPLE)

    @blueprint.get("", responses={"200": RulesAnswer, **problems()})
    def read_discount_rules() -> Response:
        """Read the discount rules

        None is in force until a second person has approved it.
        """
        return jsonify({"rules": [rule_to_dict(rule, use) for rule, use in read_rules(deps)]})

    @blueprint.post("", request_body=proposing, responses={"201": RuleAnswer, **problems(*BODY_ERRORS)})
    def propose_discount_rule() -> tuple[Response, int]:
        """Propose a discount rule

        Refused, with its simulation, where it would have closed every alert or a true match.
        """
        rule = propose_rule(deps, parse_body(RuleBody, read_json()).order(), by=g.principal)
        return _shown(rule), HTTPStatus.CREATED


def _add_acts(blueprint: APIBlueprint, deps: Deps) -> None:
    answers: dict[str | int | HTTPStatus, Any] = {"200": RuleAnswer, **problems(*_ACT_ERRORS)}
    answering = described_body(blueprint, RuleAnswerBody, {"text": "as agreed in the committee"})
    retiring = described_body(blueprint, RetirementBody, {"text": "the sample found a true match"})

    @blueprint.post("/<rule_id>/approval", request_body=answering, responses=answers)
    def approve_discount_rule(path: RulePath) -> Response:
        """Put a discount rule in force

        By another person than who proposed it. Simulated again, and refused as a proposal is.
        """
        body = parse_body(RuleAnswerBody, read_json())
        return _shown(answer_rule(deps, path.rule_id, approved=True, text=body.text, by=g.principal))

    @blueprint.post("/<rule_id>/rejection", request_body=answering, responses=answers)
    def reject_discount_rule(path: RulePath) -> Response:
        """Reject a discount rule"""
        body = parse_body(RuleAnswerBody, read_json())
        return _shown(answer_rule(deps, path.rule_id, approved=False, text=body.text, by=g.principal))

    @blueprint.post("/<rule_id>/retirement", request_body=retiring, responses=answers)
    def retire_discount_rule(path: RulePath) -> Response:
        """Retire a discount rule

        It closes nothing any more; what it closed stays closed.
        """
        body = parse_body(RetirementBody, read_json())
        return _shown(retire_rule(deps, path.rule_id, text=body.text, by=g.principal))


def _shown(rule: DiscountRule) -> Response:
    return jsonify(rule_to_dict(rule, RuleUse(0, 0)))
