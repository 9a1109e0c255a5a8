"""Business days as United States law counts them: no weekends, no federal holidays.

The holidays are those of 5 U.S.C. 6103(a), with the day off in lieu as 6103(b) and Executive Order
11582 give it: Friday for one on a Saturday, Monday for one on a Sunday.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_JUNETEENTH_SINCE = 2021


def add_business_days(day: date, count: int) -> date:
    """The ``count``-th business day after ``day``."""
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day


def is_business_day(day: date) -> bool:
    """Whether federal offices are open."""
    if day.weekday() in (_SATURDAY, _SUNDAY):
        return False
    # The day off for 1 January may be the last of the year before.
    return day not in {*federal_holidays(day.year), *federal_holidays(day.year + 1)}


def federal_holidays(year: int) -> frozenset[date]:
    """The days off for the holidays of a year."""
    return frozenset(map(_day_off, _holidays(year)))


def _holidays(year: int) -> Iterator[date]:
    yield date(year, 1, 1)
    yield _nth(year, 1, _MONDAY, 3)
    yield _nth(year, 2, _MONDAY, 3)
    yield _last(year, 5, _MONDAY)
    if year >= _JUNETEENTH_SINCE:
        yield date(year, 6, 19)
    yield date(year, 7, 4)
    yield _nth(year, 9, _MONDAY, 1)
    yield _nth(year, 10, _MONDAY, 2)
    yield date(year, 11, 11)
    yield _nth(year, 11, _THURSDAY, 4)
    yield date(year, 12, 25)


def _day_off(holiday: date) -> date:
    shift = {_SATURDAY: -1, _SUNDAY: 1}.get(holiday.weekday(), 0)
    return holiday + timedelta(days=shift)


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _last(year: int, month: int, weekday: int) -> date:
    after = date(year + month // 12, month % 12 + 1, 1)
    return after - timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
