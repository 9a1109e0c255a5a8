"""How birth dates of two designations agree, each taken no more precise than it was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from screening.domain.designation import PartialDate

_DAYS_IN_YEAR = 366
_FEW_YEARS = 5
_ABOUT = timedelta(days=2 * _DAYS_IN_YEAR)
"""How far a date that is only approximate may be off."""


class Agreement(IntEnum):
    """What two sets of birth dates say of each other."""

    CONFLICT = 0
    UNKNOWN = 1
    YEAR = 2
    DAY = 3


@dataclass(frozen=True, slots=True)
class BirthFinding:
    """The best agreement of any two dates, and these two as published."""

    agreement: Agreement
    first: str = ""
    second: str = ""


def compare_births(first: Sequence[PartialDate], second: Sequence[PartialDate]) -> BirthFinding:
    """The best agreement of a date of ``first`` with one of ``second``; UNKNOWN where one side
    publishes none, CONFLICT where no date of one can be a date of the other."""
    findings = (BirthFinding(_compare(a, b), a.text, b.text) for a in first for b in second)
    return max(findings, key=lambda one: (one.agreement, one.first, one.second), default=_NOTHING)


_NOTHING = BirthFinding(Agreement.UNKNOWN)


def _compare(a: PartialDate, b: PartialDate) -> Agreement:
    if _is_day(a) and _is_day(b) and not _is_new_year(a, b):
        return Agreement.DAY if a.earliest == b.earliest else Agreement.CONFLICT
    margin = _ABOUT if a.circa or b.circa else timedelta()
    overlaps = a.earliest - margin <= b.latest and b.earliest - margin <= a.latest
    if not overlaps and not _is_one_year(a, b):
        return Agreement.CONFLICT
    return Agreement.YEAR if _is_one_year(a, b) or _is_same_span(a, b) else Agreement.UNKNOWN


def _is_day(one: PartialDate) -> bool:
    return one.earliest == one.latest and not one.circa


def _is_new_year(*dates: PartialDate) -> bool:
    """Whether one of them is 1 January, which registers write for a day that nobody knows."""
    return any((one.earliest.month, one.earliest.day) == (1, 1) for one in dates if _is_day(one))


def _is_one_year(a: PartialDate, b: PartialDate) -> bool:
    return len({day.year for one in (a, b) for day in (one.earliest, one.latest)}) == 1


def _is_same_span(a: PartialDate, b: PartialDate) -> bool:
    """Whether both say the same few years."""
    return (a.earliest.year, a.latest.year) == (b.earliest.year, b.latest.year) and (
        a.latest.year - a.earliest.year <= _FEW_YEARS
    )
