"""What tells two parties apart speaks only where all that it needs is known on both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.domain.conflicts import Pairing, are_born_apart, are_born_days_apart
from screening.domain.designation import (
    Address,
    Country,
    Gender,
    Identifier,
    IdentifierType,
    PartialDate,
    PartyType,
    Place,
    Vessel,
)
from screening.domain.discount import RuleKind, closes
from screening.domain.screening import Evidence, Subject, SubjectIdentifier
from tests.domain.test_discount import RULE
from tests.store.answers import make_hit
from tests.store.examples import make_designation, make_version

YEARS = 10
GENDERS = replace(RULE, kind=RuleKind.BIRTHS_AND_GENDERS, years=YEARS)
NATIONS = replace(RULE, kind=RuleKind.BIRTHS_AND_NATIONS, years=YEARS)
OTHER = replace(RULE, kind=RuleKind.PERSON_AND_OTHER, years=None)

LIBYA, RUSSIA, USSR = (
    Country(text="Libya", code="ly"),
    Country(text="Russia", code="ru"),
    Country(text="USSR", code="su"),
)
NOWHERE = Country(text="Atlantis")
PERSON = Subject(
    name="A NAME",
    type=PartyType.INDIVIDUAL,
    gender=Gender.FEMALE,
    birth_dates=("1990",),
    nationalities=("de",),
)


def year(number: int, *, circa: bool = False) -> PartialDate:
    """A birth of which the year is known."""
    return PartialDate(
        earliest=date(number, 1, 1), latest=date(number, 12, 31), text=str(number), circa=circa
    )


LISTED: dict[str, Any] = {
    "genders": (Gender.MALE,),
    "birth_dates": (year(1964),),
    "nationalities": (LIBYA,),
}
FIRM: dict[str, Any] = {"party_type": PartyType.ENTITY, "addresses": (Address(country=LIBYA),)}


def pairing(*evidence: Evidence, listed: dict[str, Any] = LISTED, **asked: Any) -> Pairing:
    """A subject and a designation, with lines of the ledger between them."""
    designation = make_designation("1", **listed)
    hit = make_hit(designation, make_version(), evidence=evidence)
    return Pairing(subject=replace(PERSON, **asked), designation=designation, hit=hit)


def line(feature: str, similarity: int = 10_000) -> Evidence:
    """A line of the ledger."""
    return Evidence(feature=feature, asked="x", listed="x", similarity=similarity, contribution=0)


@pytest.mark.parametrize("rule", [GENDERS, NATIONS])
@pytest.mark.parametrize(
    ("births", "listed", "expected"),
    [
        (("1990",), (year(1964),), True),
        (("1990-03",), (year(1964),), True),
        (("1975",), (year(1964),), True),
        (("1974",), (year(1964),), False),
        (("1953",), (year(1964),), True),
        (("1954",), (year(1964),), False),
        (("1990", "1970"), (year(1964),), False),
        (("1990",), (year(1964), year(1988)), False),
        (("1990",), (year(1964, circa=True),), False),
        (("1990",), (), False),
        ((), (year(1964),), False),
        (("1900",), (year(1964),), False),
        (
            ("1990",),
            (PartialDate(earliest=date(1960, 1, 1), latest=date(1985, 12, 31), text="1960-1985"),),
            False,
        ),
    ],
)
def test_births_are_apart_wherever_they_are_in_their_spans(
    rule: Any, births: tuple[str, ...], listed: tuple[PartialDate, ...], expected: bool
) -> None:
    one = pairing(birth_dates=births, listed=LISTED | {"birth_dates": listed})
    assert closes(rule, [one]) is expected


@pytest.mark.parametrize(
    ("asked", "listed", "expected"),
    [
        (Gender.FEMALE, (Gender.MALE,), True),
        (Gender.MALE, (Gender.MALE,), False),
        (None, (Gender.MALE,), False),
        (Gender.FEMALE, (), False),
        (Gender.FEMALE, (Gender.MALE, Gender.FEMALE), False),
    ],
)
def test_genders_differ_only_where_both_are_told(
    asked: Gender | None, listed: tuple[Gender, ...], expected: bool
) -> None:
    assert closes(GENDERS, [pairing(gender=asked, listed=LISTED | {"genders": listed})]) is expected


@pytest.mark.parametrize(
    ("asked", "listed", "expected"),
    [
        ({}, {}, True),
        ({"nationalities": ()}, {}, False),
        ({}, {"nationalities": ()}, False),
        ({}, {"nationalities": (), "citizenships": (LIBYA,)}, True),
        ({"nationalities": ("de", "ly")}, {}, False),
        ({"residence_countries": ("ly",)}, {}, False),
        ({"countries": ("ly",)}, {}, False),
        ({"identifiers": (SubjectIdentifier(value="A1", country="ly"),)}, {}, False),
        ({}, {"birth_places": (Place(text="Bonn", country=Country(text="Germany", code="de")),)}, False),
        ({}, {"addresses": (Address(country=Country(text="Germany", code="de")),)}, False),
        ({}, {"nationalities": (LIBYA, NOWHERE)}, False),
        ({"nationalities": ("ru",)}, {"nationalities": (USSR,)}, False),
        ({"nationalities": ("su",)}, {"nationalities": (LIBYA,)}, False),
    ],
)
def test_nations_differ_only_where_no_link_to_a_country_is_shared_or_unknown(
    asked: dict[str, Any], listed: dict[str, Any], expected: bool
) -> None:
    assert closes(NATIONS, [pairing(**asked, listed=LISTED | listed)]) is expected


@pytest.mark.parametrize(
    ("asked", "listed", "expected"),
    [
        ({}, {}, True),
        ({}, {"party_type": PartyType.INDIVIDUAL}, False),
        ({"type": None}, {}, False),
        ({"type": PartyType.ENTITY}, {}, False),
        ({"birth_dates": ()}, {}, False),
        ({}, {"birth_dates": (year(1964),)}, False),
        ({"residence_countries": ("ly",)}, {}, False),
        ({"nationalities": ()}, {}, False),
        ({}, {"addresses": ()}, False),
        ({}, {"addresses": (), "party_type": PartyType.VESSEL, "vessel": Vessel(flag=LIBYA)}, True),
        ({"flag": "ru"}, {"addresses": (), "vessel": Vessel(former_flags=(LIBYA, RUSSIA))}, False),
    ],
)
def test_a_person_is_no_firm_and_no_ship_where_no_country_is_shared(
    asked: dict[str, Any], listed: dict[str, Any], expected: bool
) -> None:
    assert closes(OTHER, [pairing(**asked, listed=FIRM | listed)]) is expected


@pytest.mark.parametrize("rule", [GENDERS, NATIONS, OTHER])
@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (line("identifier passport"), False),
        (line("identifier passport", 0), True),
        (line("birth_place", 7_500), False),
        (line("address", 5_001), False),
        (line("country"), False),
        (line("country", 5_000), True),
        (line("gender"), True),
        (line("name"), True),
    ],
)
def test_none_speaks_where_anything_but_the_name_agrees(
    rule: Any, evidence: Evidence, expected: bool
) -> None:
    listed = FIRM if rule is OTHER else LISTED
    assert closes(rule, [pairing(evidence, listed=listed)]) is expected


def test_an_identifier_of_another_country_is_a_link_to_it() -> None:
    passport = Identifier(
        type=IdentifierType.PASSPORT,
        value="A1",
        published_type="Passport",
        country=Country(text="Germany", code="de"),
    )
    assert not closes(NATIONS, [pairing(listed=LISTED | {"identifiers": (passport,)})])


def test_the_first_of_january_is_no_full_date_on_either_side() -> None:
    new_year = PartialDate(earliest=date(1964, 1, 1), latest=date(1964, 1, 1), text="01/01/1964")
    day = replace(new_year, earliest=date(1964, 1, 2), latest=date(1964, 1, 2))
    for listed, asked, expected in (
        (new_year, "1990-05-05", False),
        (day, "1990-01-01", False),
        (day, "1990-05-05", True),
    ):
        one = pairing(birth_dates=(asked,), listed=LISTED | {"birth_dates": (listed,)})
        assert are_born_days_apart(one, YEARS) is expected
        assert are_born_apart(one, YEARS)


@given(st.dates(date(1901, 1, 2), date(2020, 1, 1)), st.integers(1901, 2020), st.sampled_from([4, 7, 10]))
def test_births_that_could_be_near_each_other_are_never_apart(born: date, listed: int, written: int) -> None:
    one = pairing(birth_dates=(born.isoformat()[:written],), listed=LISTED | {"birth_dates": (year(listed),)})
    if are_born_apart(one, YEARS):
        assert abs(born.year - listed) > YEARS
