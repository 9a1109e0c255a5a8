"""What was done after a true match, and by when it has to be reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from screening.domain.business_days import add_business_days


class ResponseKind(StrEnum):
    """What was done with the party's property or transaction."""

    FROZEN = "frozen"
    REJECTED = "rejected"
    RESTRICTED = "restricted"
    LICENSED = "licensed"


OFAC_DAYS = 10
"""Blocked property: 31 CFR 501.603(b)(1)(i); rejected transactions: 31 CFR 501.604(c)."""


@dataclass(frozen=True, slots=True)
class ReportRule:
    """By when an authority is to be told, and where that is written."""

    source: str
    due: Callable[[date], date]


def _ofac(section: str) -> ReportRule:
    return ReportRule(
        f"31 CFR {section}: {OFAC_DAYS} business days", lambda day: add_business_days(day, OFAC_DAYS)
    )


_OFAC = {ResponseKind.FROZEN: _ofac("501.603"), ResponseKind.REJECTED: _ofac("501.604")}
RULES: Mapping[str, Mapping[ResponseKind, ReportRule]] = {"us_ofac_sdn": _OFAC, "us_ofac_cons": _OFAC}
"""List and kind: by when to report. Where a list has no row here, no day is known to us: others ask for
a report *without delay*, which no calendar tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What was done; ``number`` is that of the event of the alert. The last one of an alert counts.
    ``report_due_on`` is None where no rule tells a day."""

    number: int
    kind: ResponseKind
    taken_on: date
    report_due_on: date | None
    report_rule: str
    report_reference: str | None
    reported_on: date | None
    made_by: str
    made_at: datetime


def report_due(kind: ResponseKind, taken_on: date, lists: Iterable[str]) -> tuple[date | None, str]:
    """The first day on which a report is due to one of the authorities of ``lists``, and its rule."""
    rules = [RULES[one][kind] for one in lists if kind in RULES.get(one, {})]
    due = sorted((rule.due(taken_on), rule.source) for rule in rules)
    return due[0] if due else (None, "")
