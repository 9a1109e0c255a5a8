"""Verdicts with the reasons that each may be given for, as forms offer them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from screening.domain.alert import Reason, Verdict
from screening.domain.designation import PartyType
from screening.services.alert_reasons import all_reasons
from screening.web.alerts.words import VERDICTS

_OF_PEOPLE = frozenset({"birth_date_differs", "gender_differs"})
"""Reasons that no designation but a person's gives."""


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """A verdict, what it is called, and its reasons, in the order in which they are offered."""

    verdict: Verdict
    title: str
    reasons: tuple[Reason, ...]


def reason_groups(listed: Iterable[PartyType] = (PartyType.INDIVIDUAL,)) -> list[ReasonGroup]:
    """Every verdict with the reasons that a person may give for it, of designations of these types."""
    left_out = frozenset() if PartyType.INDIVIDUAL in listed else _OF_PEOPLE
    offered = [one for one in all_reasons().values() if not one.by_rule and one.code not in left_out]
    return [
        ReasonGroup(Verdict(verdict), title, tuple(one for one in offered if verdict in one.verdicts))
        for verdict, title in VERDICTS.items()
    ]


def needs_words(verdict: Verdict, reason: Reason) -> bool:
    """Whether a decision with that reason is none without words of one's own."""
    return reason.needs_text or verdict is Verdict.TRUE_MATCH
