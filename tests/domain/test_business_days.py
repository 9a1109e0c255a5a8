"""Business days leave out weekends and United States federal holidays, as they were published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.domain.business_days import add_business_days, is_business_day
from screening.domain.response import ResponseKind, report_due

PUBLISHED = {
    2024: "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
}
"""From the Office of Personnel Management's tables of federal holidays; the day off for 1 January 2028, a
Saturday, is in 2027."""
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_days_off_are_the_published_ones(year: int) -> None:
    expected = {date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[year].split()}
    weekdays = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    assert {day for day in weekdays if day.weekday() < 5 and not is_business_day(day)} == expected


def test_new_year_on_a_saturday_is_off_in_the_year_before() -> None:
    assert not is_business_day(date(2021, 12, 31))
    assert is_business_day(date(2022, 1, 3))


def test_ten_business_days_over_christmas() -> None:
    assert add_business_days(date(2026, 12, 18), 10) == date(2027, 1, 5)


@given(DAYS, st.integers(1, 30))
def test_counting_leaves_out_exactly_what_is_no_business_day(day: date, count: int) -> None:
    due = add_business_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert is_business_day(due)
    assert sum(map(is_business_day, between)) == count


def test_a_report_is_due_where_a_rule_tells_and_only_there() -> None:
    day = date(2026, 3, 2)
    due, rule = report_due(ResponseKind.FROZEN, day, ["eu_fsf", "us_ofac_sdn"])
    assert (due, rule) == (date(2026, 3, 16), "31 CFR 501.603: 10 business days")
    assert report_due(ResponseKind.REJECTED, day, ["us_ofac_cons"])[1].startswith("31 CFR 501.604")
    assert report_due(ResponseKind.LICENSED, day, ["us_ofac_sdn"]) == (None, "")
    assert report_due(ResponseKind.FROZEN, day, ["eu_fsf"]) == (None, "")
