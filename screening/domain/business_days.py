"""Business days as United States law counts them: no weekends, no federal holidays.

The holidays are those of 5 U.S.C. 6103(a), with the day off in lieu as 6103(b) and Executive Order
11582 give it: Friday for one on a Saturday, Monday for one on a Sunday.
"""

from __future__ import annotations

from datetime import date

from holidays import HolidayBase, country_holidays


def add_business_days(day: date, count: int) -> date:
    """The ``count``-th business day after ``day``."""
    return _federal(day).get_nth_working_day(day, count)


def is_business_day(day: date) -> bool:
    """Whether federal offices are open."""
    return _federal(day).is_working_day(day)


def _federal(day: date) -> HolidayBase:
    """The days off around a day; a table of its own, since one that threads share is not whole while it
    grows. The day off for 1 January may be the last of the year before."""
    return country_holidays("US", years=(day.year, day.year + 1))
