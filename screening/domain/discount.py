"""Discount rules: what a rule may close for a person, and what it would have closed.

A rule closes an alert, it never hides one, and it is off until a second person has approved it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from screening.domain.designation import Designation
from screening.domain.screening import POINTS, Hit, Subject

_DAYS_A_YEAR = 365.25
_WRITTEN_DAY = 10


class RuleKind(StrEnum):
    """What a rule looks at."""

    BIRTH_DATES_APART = "birth_dates_apart"


class RuleState(StrEnum):
    """Where a rule is on its way."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REJECTED = "rejected"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What a rule would have closed of the alerts that there were: ``true_matches`` of these a person
    decided to be true; ``examples`` are ids of what it would have closed."""

    alerts: int
    closed: int
    true_matches: int
    examples: tuple[str, ...] = ()

    @property
    def objection(self) -> str:
        """Why no rule may be that; empty where nothing stands against it."""
        if self.true_matches:
            return f"would have closed {self.true_matches:,} true matches"
        if self.alerts and self.closed == self.alerts:
            return f"would have closed every alert: all {self.alerts:,} of them"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountRule:
    """A rule. ``years`` is the distance beyond which birth dates cannot be of one person;
    ``sample_share`` in points of 1/10,000 goes to a person all the same."""

    id: str
    kind: RuleKind
    title: str
    years: int
    sample_share: int
    state: RuleState
    simulation: Simulation
    proposed_by: str
    proposed_at: datetime
    answered_by: str | None = None
    answered_at: datetime | None = None
    retired_by: str | None = None
    retired_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Both sides of a hit: the subject, its designation, and the ledger between them."""

    subject: Subject
    designation: Designation
    hit: Hit


def closes(rule: DiscountRule, pairings: Sequence[Pairing]) -> bool:
    """Whether a rule closes an alert of these hits: it has to speak of every one of them."""
    return bool(pairings) and all(_TESTS[rule.kind](rule, one) for one in pairings)


def _birth_dates_apart(rule: DiscountRule, one: Pairing) -> bool:
    """Every birth date on either side is a full one, and each is too far from each."""
    asked = [_full_day(text) for text in one.subject.birth_dates]
    listed = [
        each.earliest if each.earliest == each.latest and not each.circa else None
        for each in one.designation.birth_dates
    ]
    if not asked or not listed or None in asked or None in listed or _identifier_agrees(one.hit):
        return False
    return all(abs((a - b).days) > rule.years * _DAYS_A_YEAR for a in asked if a for b in listed if b)


_TESTS: Mapping[RuleKind, Callable[[DiscountRule, Pairing], bool]] = {
    RuleKind.BIRTH_DATES_APART: _birth_dates_apart,
}


def _full_day(text: str) -> date | None:
    """None for a year or a month, and for 1 January, which stands for a year (as scores take it)."""
    if len(text) != _WRITTEN_DAY:
        return None
    day = date.fromisoformat(text)
    return None if (day.month, day.day) == (1, 1) else day


def _identifier_agrees(hit: Hit) -> bool:
    return any(
        line.feature.startswith(("identifier", "imo")) and (line.similarity or 0) * 2 > POINTS
        for line in hit.evidence
    )
