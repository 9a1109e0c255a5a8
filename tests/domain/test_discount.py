"""A discount rule speaks only where everything that it needs is known, and of all hits or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.domain.conflicts import Pairing
from screening.domain.designation import PartialDate
from screening.domain.discount import DiscountRule, RuleKind, RuleState, Simulation, closes
from screening.domain.screening import Evidence, Subject
from tests.store.answers import make_hit
from tests.store.examples import make_designation, make_version

NONE = Simulation(alerts=0, closed=0, true_matches=0)
RULE = DiscountRule(
    id="r",
    kind=RuleKind.BIRTH_DATES_APART,
    title="apart",
    years=20,
    sample_share=500,
    state=RuleState.IN_FORCE,
    simulation=NONE,
    proposed_by="Anna",
    proposed_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def listed(*days: date, circa: bool = False) -> list[PartialDate]:
    """Full dates as a list prints them."""
    return [PartialDate(earliest=day, latest=day, text=str(day), circa=circa) for day in days]


def pairing(asked: list[str], births: list[PartialDate], *evidence: Evidence) -> Pairing:
    """A subject and a designation of those birth dates."""
    designation = make_designation("1", birth_dates=tuple(births))
    subject = Subject(name="A NAME", birth_dates=tuple(asked))
    return Pairing(
        subject=subject,
        designation=designation,
        hit=make_hit(designation, make_version(), evidence=evidence),
    )


APART = pairing(["1999-05-05"], listed(date(1964, 3, 2)))
YEAR = PartialDate(earliest=date(1964, 1, 1), latest=date(1964, 12, 31), text="1964")
PASSPORT = Evidence(feature="identifier passport", asked="A1", listed="A1", similarity=10_000, contribution=0)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (APART, True),
        (pairing(["1999-05-05"], listed(date(1980, 3, 2))), False),
        (pairing(["1999"], listed(date(1964, 3, 2))), False),
        (pairing(["1999-05"], listed(date(1964, 3, 2))), False),
        (pairing(["1999-01-01"], listed(date(1964, 3, 2))), False),
        (pairing([], listed(date(1964, 3, 2))), False),
        (pairing(["1999-05-05"], []), False),
        (pairing(["1999-05-05"], [YEAR]), False),
        (pairing(["1999-05-05"], listed(date(1964, 3, 2), circa=True)), False),
        (pairing(["1999-05-05"], listed(date(1964, 3, 2), date(1998, 3, 2))), False),
        (pairing(["1999-05-05", "1970-05-05"], listed(date(1964, 3, 2))), False),
        (pairing(["1999-05-05"], [*listed(date(1964, 3, 2)), YEAR]), False),
        (pairing(["1999-05-05"], listed(date(1964, 3, 2)), PASSPORT), False),
        (pairing(["1999-05-05"], listed(date(1964, 3, 2)), replace(PASSPORT, feature="imo")), False),
        (pairing(["1999-05-05"], listed(date(1964, 3, 2)), replace(PASSPORT, similarity=0)), True),
    ],
)
def test_it_speaks_where_all_dates_are_full_and_far_apart_and_no_identifier_agrees(
    one: Pairing, expected: bool
) -> None:
    assert closes(RULE, [one]) is expected


def test_it_speaks_of_every_hit_or_not_at_all() -> None:
    other = pairing(["1999-05-05"], [])
    assert closes(RULE, [APART, APART])
    assert not closes(RULE, [APART, other])
    assert not closes(RULE, [])


@given(st.dates(date(1900, 1, 2), date(2020, 1, 1)), st.integers(-20_000, 20_000))
def test_no_dates_that_are_near_each_other_are_ever_discounted(born: date, days: int) -> None:
    other = born + timedelta(days=days)
    if closes(RULE, [pairing([born.isoformat()], listed(other))]):
        assert abs(days) > 20 * 365


@pytest.mark.parametrize(
    ("simulation", "objection"),
    [
        (NONE, ""),
        (Simulation(alerts=5, closed=4, true_matches=0), ""),
        (Simulation(alerts=5, closed=5, true_matches=0), "would have closed every alert: all 5 of them"),
        (Simulation(alerts=5, closed=1, true_matches=1), "would have closed 1 true match"),
    ],
)
def test_what_stands_against_a_rule_is_said(simulation: Simulation, objection: str) -> None:
    assert simulation.objection == objection
