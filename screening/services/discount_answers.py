"""Discount rules as the JSON that clients and pages show, and as clients send them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from screening.domain.discount import DiscountRule, RuleKind, Simulation
from screening.domain.errors import Fault, InvalidRequest
from screening.domain.screening import POINTS
from screening.services.account_input import AccountBody
from screening.services.alert_input import Name, Words
from screening.services.answers import alert_path, instant_text, share
from screening.services.discount_rules import RuleOrder
from screening.store.discounts import RuleUse

LEAST_SHARE, MOST_YEARS, FEWEST_YEARS = 0.01, 100, 2


class RuleBody(AccountBody):
    """A discount rule to propose."""

    kind: RuleKind
    title: Name
    years: Annotated[int, Field(ge=FEWEST_YEARS, le=MOST_YEARS, strict=True)] | None = Field(
        None, description="Births further apart are of two persons; null for a kind that looks at none."
    )
    sample_share: Annotated[float, Field(ge=LEAST_SHARE, le=1, strict=True)] = Field(
        description="Of what it would close, this share goes to a person all the same."
    )

    def order(self) -> RuleOrder:
        """What the services understand. Raises ``InvalidRequest`` for years that are missing or of no use."""
        if (self.years is not None) is not self.kind.needs_years:
            wrong = "is required" if self.kind.needs_years else "is of no use to this kind of rule"
            raise InvalidRequest([Fault("years", wrong)])
        points = round(self.sample_share * POINTS)
        return RuleOrder(kind=self.kind, title=self.title, years=self.years, sample_share=points)


class RuleAnswerBody(AccountBody):
    """Words on the approval or rejection of a rule."""

    text: Words = ""


class RetirementBody(AccountBody):
    """Why a rule is to end."""

    text: Words


def rule_to_dict(rule: DiscountRule, use: RuleUse) -> dict[str, Any]:
    """A rule with what came of it."""
    instants = ("proposed_at", "answered_at", "retired_at")
    return {
        "id": rule.id,
        "kind": rule.kind.value,
        "title": rule.title,
        "years": rule.years,
        "sample_share": share(rule.sample_share),
        "state": rule.state.value,
        "simulation": simulation_to_dict(rule.simulation),
        **{name: getattr(rule, name) for name in ("proposed_by", "answered_by", "retired_by", "why")},
        **{name: instant_text(at) if (at := getattr(rule, name)) else None for name in instants},
        "alerts_closed": use.closed,
        "alerts_sampled": use.sampled,
    }


def simulation_to_dict(one: Simulation) -> dict[str, Any]:
    """What a rule would have closed."""
    return {
        "alerts": one.alerts,
        "closed": one.closed,
        "true_matches": one.true_matches,
        "examples": [alert_path(alert_id) for alert_id in one.examples],
    }
