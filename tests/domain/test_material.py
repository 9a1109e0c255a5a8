"""Whatever is material voids a decision when it changes, and nothing else does."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.domain.designation import (
    Address,
    AliasStrength,
    Attribute,
    Country,
    Designation,
    Gender,
    Identifier,
    IdentifierType,
    Name,
    NameKind,
    PartialDate,
    PartyType,
    Place,
    Vessel,
)
from screening.domain.material import material_changes, subject_facts, wording_changes
from screening.domain.screening import Subject, SubjectIdentifier

LISTED = Designation(
    list_id="a_list",
    authority_ref="1",
    party_type=PartyType.INDIVIDUAL,
    names=(Name(text="IVANOV, Ivan", kind=NameKind.PRIMARY), Name(text="IVANOFF")),
    locator="entry[1]",
    programmes=("CAR",),
    measures=("asset freeze",),
    genders=(Gender.MALE,),
    nationalities=(Country(text="Russia", code="ru"),),
    birth_dates=(PartialDate(earliest=date(1956, 1, 1), latest=date(1956, 12, 31), text="1956"),),
    remarks=("a remark",),
)
MATERIAL: dict[str, tuple[str, Any]] = {
    "a name more": ("names", (*LISTED.names, Name(text="IVANCHUK"))),
    "a name less": ("names", LISTED.names[:1]),
    "a weaker alias": ("names", (LISTED.names[0], replace(LISTED.names[1], strength=AliasStrength.WEAK))),
    "a birth date": (
        "birth_dates",
        (PartialDate(earliest=date(1957, 1, 1), latest=date(1957, 12, 31), text="1957"),),
    ),
    "a birth place": ("birth_places", (Place(text="Moscow"),)),
    "a nationality": ("nationalities", (Country(text="Syria", code="sy"),)),
    "a citizenship": ("citizenships", (Country(text="Syria", code="sy"),)),
    "a flag": ("vessel", Vessel(flag=Country(text="Iran", code="ir"))),
    "an identifier": (
        "identifiers",
        (Identifier(type=IdentifierType.PASSPORT, value="A 1", published_type="Passport"),),
    ),
    "an address": ("addresses", (Address(city="Damascus"),)),
    "a gender": ("genders", ()),
    "a type": ("party_type", PartyType.ENTITY),
    "a programme": ("programmes", ("CAR", "DRC")),
    "a measure": ("measures", ()),
}
WORDING: dict[str, tuple[str, Any]] = {
    "case and spaces": ("names", (replace(LISTED.names[0], text="Ivanov,  IVAN"), LISTED.names[1])),
    "a note on a name": ("names", (replace(LISTED.names[0], note="good quality"), LISTED.names[1])),
    "a remark": ("remarks", ("another remark",)),
    "a title": ("titles", ("General",)),
    "a position": ("positions", ("Minister",)),
    "an attribute": ("attributes", (Attribute(label="Build", value="slim"),)),
    "the words of a date": ("birth_dates", (replace(LISTED.birth_dates[0], text="in 1956"),)),
    "a legal basis": ("legal_bases", ("2020/1",)),
    "the day of listing": ("listed_on", date(2020, 1, 1)),
}


@pytest.mark.parametrize("what", MATERIAL)
def test_a_change_of_a_material_fact_is_material(what: str) -> None:
    name, value = MATERIAL[what]
    changed = replace(LISTED, **{name: value})
    assert len(material_changes(LISTED, changed)) == 1
    assert material_changes(LISTED, changed) == material_changes(changed, LISTED)


@pytest.mark.parametrize("what", WORDING)
def test_a_change_of_wording_is_none_and_is_told(what: str) -> None:
    name, value = WORDING[what]
    changed = replace(LISTED, **{name: value})
    assert material_changes(LISTED, changed) == ()
    assert wording_changes(LISTED, changed) == (name,)


@given(st.lists(st.sampled_from(sorted(MATERIAL)), unique=True), st.lists(st.sampled_from(sorted(WORDING))))
def test_any_change_is_material_where_one_of_it_is(material: list[str], wording: list[str]) -> None:
    changes = [WORDING[one] for one in wording] + [MATERIAL[one] for one in material]
    changed = replace(LISTED, **dict(changes))
    assert bool(material_changes(LISTED, changed)) is bool(material)


def test_the_order_of_values_is_no_change() -> None:
    turned = replace(LISTED, names=LISTED.names[::-1], programmes=LISTED.programmes[::-1])
    assert material_changes(LISTED, turned) == ()


SUBJECT = Subject(name="Ivan Petrov", aliases=("Vanya",), birth_dates=("1956",), nationalities=("ru",))
SAME = replace(SUBJECT, name="IVAN  PETROV", context={"branch": "north"})
OTHERS: list[dict[str, Any]] = [
    {"name": "Ivan Petrow"},
    {"aliases": ()},
    {"type": PartyType.INDIVIDUAL},
    {"gender": Gender.MALE},
    {"birth_dates": ("1956-03",)},
    {"birth_place": "Moscow"},
    {"nationalities": ("ru", "sy")},
    {"residence_countries": ("sy",)},
    {"incorporation_country": "sy"},
    {"countries": ("sy",)},
    {"identifiers": (SubjectIdentifier(value="1", type=IdentifierType.PASSPORT),)},
    {"addresses": ("1 Street",)},
    {"imo": "9116412"},
    {"mmsi": "1"},
    {"call_sign": "X"},
    {"flag": "ir"},
]


def test_every_field_of_a_subject_is_material_but_its_context() -> None:
    assert subject_facts(SAME) == subject_facts(SUBJECT)
    assert {next(iter(one)) for one in OTHERS} == {one.name for one in fields(Subject)} - {"context"}


@pytest.mark.parametrize("other", OTHERS, ids=lambda one: next(iter(one)))
def test_another_subject_has_other_facts(other: dict[str, Any]) -> None:
    assert subject_facts(replace(SUBJECT, **other)) != subject_facts(SUBJECT)


@given(st.text(), st.text(), st.text())
def test_no_two_ways_to_split_names_are_the_same(one: str, two: str, three: str) -> None:
    joined = subject_facts(Subject(name=one, aliases=(f"{two}, {three}",)))
    apart = subject_facts(Subject(name=one, aliases=(two, three)))
    assert joined != apart
