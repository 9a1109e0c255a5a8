"""Discount rules: what a rule may close for a person, and what it would have closed.

A rule closes an alert, it never hides one, and it is off until a second person has approved it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from screening.domain import conflicts
from screening.domain.conflicts import Pairing


class RuleKind(StrEnum):
    """What a rule looks at."""

    BIRTH_DATES_APART = "birth_dates_apart"
    BIRTHS_AND_GENDERS = "births_and_genders"
    BIRTHS_AND_NATIONS = "births_and_nations"
    PERSON_AND_OTHER = "person_and_other"

    @property
    def needs_years(self) -> bool:
        """Whether it looks at how far apart births are."""
        return self is not RuleKind.PERSON_AND_OTHER


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
            matches = "true match" if self.true_matches == 1 else "true matches"
            return f"would have closed {self.true_matches:,} {matches}"
        if self.alerts and self.closed == self.alerts:
            return f"would have closed every alert: all {self.alerts:,} of them"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountRule:
    """A rule. ``years`` is the distance beyond which births cannot be of one person, None for a kind that
    does not look at them;
    ``sample_share`` in points of 1/10,000 goes to a person all the same."""

    id: str
    kind: RuleKind
    title: str
    years: int | None
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


Test: TypeAlias = Callable[[DiscountRule, Pairing], bool]


def closes(rule: DiscountRule, pairings: Sequence[Pairing]) -> bool:
    """Whether a rule closes an alert of these hits: all that its kind asks for has to be so of every one
    of them."""
    return bool(pairings) and all(test(rule, one) for one in pairings for test in _TESTS[rule.kind])


def _of_pairing(predicate: Callable[[Pairing], bool]) -> Test:
    return lambda _, one: predicate(one)


def _of_births(predicate: Callable[[Pairing, int], bool]) -> Test:
    return lambda rule, one: rule.years is not None and predicate(one, rule.years)


_STRANGERS = (_of_pairing(conflicts.has_no_common_identifier), _of_pairing(conflicts.has_no_common_fact))
_BORN_APART = _of_births(conflicts.are_born_apart)

_TESTS: Mapping[RuleKind, tuple[Test, ...]] = {
    RuleKind.BIRTH_DATES_APART: (_STRANGERS[0], _of_births(conflicts.are_born_days_apart)),
    RuleKind.BIRTHS_AND_GENDERS: (*_STRANGERS, _BORN_APART, _of_pairing(conflicts.have_different_genders)),
    RuleKind.BIRTHS_AND_NATIONS: (*_STRANGERS, _BORN_APART, _of_pairing(conflicts.are_of_different_nations)),
    RuleKind.PERSON_AND_OTHER: (
        *_STRANGERS,
        _of_pairing(conflicts.is_person_against_other),
        _of_pairing(conflicts.share_no_country),
    ),
}
