"""A suppression counts from its approval to its end, and not a moment longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.domain.party_group import Member
from screening.domain.suppression import Ending, Suppression, SuppressionState, months_after

BEGUN = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE = Suppression(
    id="s",
    portfolio=None,
    reference="client-1",
    member=Member("a_list", "1"),
    facts={"names": "a", "birth": "b"},
    fingerprint="f" * 64,
    alert_id="a",
    number=2,
    decided_by="Anna",
    approved_by="Ben",
    begun_at=BEGUN,
    expires_at=BEGUN + timedelta(days=100),
)
OFFSETS = st.integers(-50_000, 50_000).map(lambda minutes: timedelta(minutes=minutes * 5))


@given(OFFSETS, st.none() | st.integers(0, 150).map(lambda days: timedelta(days=days)))
def test_it_holds_from_its_beginning_up_to_its_end_and_never_outside(
    offset: timedelta, ended: timedelta | None
) -> None:
    ending = Ending(state=SuppressionState.LAPSED, at=BEGUN + ended, by="b", why="w") if ended else None
    one = replace(ONE, ending=ending)
    end = min(filter(None, (one.expires_at, ending.at if ending else None)))
    assert one.holds_at(BEGUN + offset) is (BEGUN <= BEGUN + offset < end)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2026, 3, 1), 12, (2027, 3, 1)),
        ((2024, 2, 29), 12, (2025, 2, 28)),
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2026, 12, 31), 2, (2027, 2, 28)),
        ((2026, 1, 15), 11, (2026, 12, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_there_is(
    day: tuple[int, int, int], months: int, expected: tuple[int, int, int]
) -> None:
    assert months_after(datetime(*day, tzinfo=UTC), months) == datetime(*expected, tzinfo=UTC)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(1, 12))
def test_no_suppression_is_longer_than_a_year(instant: datetime, months: int) -> None:
    assert timedelta() < months_after(instant, months) - instant <= timedelta(days=366)


def test_facts_that_differ_are_named_on_either_side() -> None:
    assert ONE.changed_facts({"names": "a", "birth": "b"}) == ()
    assert ONE.changed_facts({"names": "x", "type": "t"}) == ("birth", "names", "type")
