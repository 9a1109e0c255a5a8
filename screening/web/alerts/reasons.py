"""Verdicts with the reasons that each may be given for, as forms offer them."""

from __future__ import annotations

from dataclasses import dataclass

from screening.domain.alert import Reason, Verdict
from screening.services.alert_reasons import all_reasons
from screening.web.alerts.words import VERDICTS


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """A verdict, what it is called, and its reasons, in the order in which they are offered."""

    verdict: Verdict
    title: str
    reasons: tuple[Reason, ...]


def reason_groups() -> list[ReasonGroup]:
    """Every verdict with the reasons that a person may give for it."""
    offered = [one for one in all_reasons().values() if not one.by_rule]
    return [
        ReasonGroup(Verdict(verdict), title, tuple(one for one in offered if verdict in one.verdicts))
        for verdict, title in VERDICTS.items()
    ]


def needs_words(verdict: Verdict, reason: Reason) -> bool:
    """Whether a decision with that reason is none without words of one's own."""
    return reason.needs_text or verdict is Verdict.TRUE_MATCH
