"""Discount rules: what each closed, proposing one with what it would have closed, answering and retiring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Permission, same_person
from screening.domain.discount import DiscountRule, RuleKind, RuleState, Simulation
from screening.domain.errors import Fault, InvalidRequest
from screening.services.account_input import parse_body
from screening.services.deps import Deps
from screening.services.discount_answers import FEWEST_YEARS, MOST_YEARS, RuleBody, rule_to_dict
from screening.services.discount_rules import (
    RuleOrder,
    answer_rule,
    propose_rule,
    read_rules,
    retire_rule,
    simulate_order,
)
from screening.web.alerts.one_form import read_words
from screening.web.alerts.outcome import carried_out
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.notices import done
from screening.web.rendering import render_page

KINDS: Mapping[RuleKind, str] = {
    RuleKind.BIRTH_DATES_APART: "all birth dates are full, and further apart than the years",
    RuleKind.BIRTHS_AND_GENDERS: "births are further apart than the years, and the genders differ",
    RuleKind.BIRTHS_AND_NATIONS: "births are further apart than the years, and no country is shared",
    RuleKind.PERSON_AND_OTHER: "a person with a birth date, and what is listed is none",
}
"""What each kind closes an alert for, where it is so of every hit in it."""

_COLUMNS = (
    *("id", "title", "kind", "years", "sample_share", "state", "proposed_by", "proposed_at", "answered_by"),
    *("answered_at", "retired_by", "retired_at", "why", "alerts_closed", "alerts_sampled"),
)


def add_discount_rules(blueprint: Blueprint, deps: Deps) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.get("/discount-rules")
    def discount_rules() -> AnyResponse:
        if wants_csv():
            return csv_response("discount-rules.csv", _COLUMNS, [_cells(*one) for one in read_rules(deps)])
        return _page(deps)

    @blueprint.post("/discount-rules/simulation")
    def simulate_discount_rule() -> AnyResponse:
        def simulated() -> AnyResponse:
            found = simulate_order(deps, _order(), by=g.principal)
            return _page(deps, simulation=found, typed=request.form)

        return carried_out(simulated, lambda status, **more: _page(deps, status, **more))

    @blueprint.post("/discount-rules")
    def propose_discount_rule() -> AnyResponse:
        def proposed() -> AnyResponse:
            propose_rule(deps, _order(), by=g.principal)
            return done("web.discount_rules", "rule-proposed")

        return carried_out(proposed, lambda status, **more: _page(deps, status, **more))

    _add_answers(blueprint, deps)


def _add_answers(blueprint: Blueprint, deps: Deps) -> None:
    def page(status: int, **more: Any) -> AnyResponse:
        return _page(deps, status, **more)

    @blueprint.post("/discount-rules/<rule_id>/answer")
    def answer_discount_rule(rule_id: str) -> AnyResponse:
        def answered() -> AnyResponse:
            answer, words = request.form.get("answer"), read_words(request.form, "words")
            if answer not in ("approve", "reject"):
                raise InvalidRequest([Fault("act", "approve or reject has to be chosen")])
            answer_rule(deps, rule_id, approved=answer == "approve", text=words, by=g.principal)
            return done("web.discount_rules", "rule-approved" if answer == "approve" else "rule-rejected")

        return carried_out(answered, page)

    @blueprint.post("/discount-rules/<rule_id>/retirement")
    def retire_discount_rule(rule_id: str) -> AnyResponse:
        def retired() -> AnyResponse:
            retire_rule(deps, rule_id, text=read_words(request.form, "words"), by=g.principal)
            return done("web.discount_rules", "rule-retired")

        return carried_out(retired, page)


def _page(deps: Deps, status: int = 200, *, simulation: Simulation | None = None, **more: Any) -> AnyResponse:
    by, rules = g.principal, read_rules(deps)
    sees_all = by.portfolios is None
    return render_page(
        "alerts/discount_rules.html",
        status,
        rules=rules,
        own={rule.id for rule, _ in rules if same_person(rule.proposed_by, by.person)},
        kinds=KINDS,
        states=RuleState,
        years=(FEWEST_YEARS, MOST_YEARS),
        simulation=simulation,
        sees_all=sees_all,
        may_decide=sees_all and by.may(Permission.DECIDE),
        may_approve=sees_all and by.may(Permission.APPROVE),
        **more,
    )


def _order() -> RuleOrder:
    sent = request.form
    years = sent.get("years", "").strip()
    try:
        payload = {
            "kind": sent.get("kind", ""),
            "title": sent.get("title", ""),
            "years": int(years) if years else None,
            "sample_share": float(sent.get("sample", "").replace(",", ".")) / 100,
        }
    except ValueError:
        raise InvalidRequest([Fault("numbers", "years and sample must be numbers")]) from None
    return parse_body(RuleBody, payload).order()


def _cells(rule: DiscountRule, use: Any) -> list[object]:
    said = rule_to_dict(rule, use)
    return [said[name] for name in _COLUMNS]
