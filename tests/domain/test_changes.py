from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from screening.domain.changes import FieldChange, compare_designations
from screening.domain.codec import fingerprint
from screening.domain.designation import (
    AliasStrength,
    Country,
    Designation,
    Gender,
    Name,
    NameKind,
    PartyType,
    Vessel,
)
from screening.domain.listing import ChangeCause, ChangeKind, ListVersion, VersionState, cause_of

PRIMARY = Name(text="KOH, Peter", kind=NameKind.PRIMARY)
ALIAS = Name(text="KO, Peter")
OLD = Designation(
    list_id="xx", authority_ref="1", party_type=PartyType.INDIVIDUAL, names=(PRIMARY, ALIAS), locator="r[i=1]"
)
KOREA = Country(text="Korea", code="kr")


def test_a_state_does_not_differ_from_itself() -> None:
    assert compare_designations(OLD, OLD) == ()


def test_neither_the_order_of_values_nor_the_place_in_the_file_is_a_difference() -> None:
    new = replace(OLD, names=(ALIAS, PRIMARY), locator="elsewhere[i=1]")
    assert fingerprint(new) == fingerprint(OLD)
    assert compare_designations(OLD, new) == ()


def test_only_the_values_that_differ_are_told() -> None:
    weak = replace(ALIAS, strength=AliasStrength.WEAK)
    new = replace(OLD, names=(PRIMARY, weak), programmes=("DPRK",))
    assert compare_designations(OLD, new) == (
        FieldChange("names", (ALIAS,), (weak,)),
        FieldChange("programmes", (), ("DPRK",)),
    )


def test_a_value_that_stands_there_once_less_is_told_once() -> None:
    twice = replace(OLD, names=(PRIMARY, ALIAS, ALIAS))
    assert compare_designations(twice, OLD) == (FieldChange("names", (ALIAS,), ()),)


def test_a_single_value_goes_from_what_to_what() -> None:
    old = replace(OLD, listed_on=date(2020, 1, 1))
    new = replace(OLD, party_type=PartyType.ENTITY, genders=(Gender.MALE,))
    assert compare_designations(old, new) == (
        FieldChange("party_type", (PartyType.INDIVIDUAL,), (PartyType.ENTITY,)),
        FieldChange("genders", (), (Gender.MALE,)),
        FieldChange("listed_on", (date(2020, 1, 1),), ()),
    )


def test_the_facts_of_a_ship_are_told_one_by_one() -> None:
    old = replace(OLD, vessel=Vessel(flag=KOREA, tonnage="9"))
    new = replace(OLD, vessel=Vessel(former_flags=(KOREA,), tonnage="9"))
    assert compare_designations(old, new) == (
        FieldChange("vessel.flag", (KOREA,), ()),
        FieldChange("vessel.former_flags", (), (KOREA,)),
    )
    assert compare_designations(OLD, old) == (
        FieldChange("vessel.flag", (), (KOREA,)),
        FieldChange("vessel.tonnage", (), ("9",)),
    )


@pytest.mark.parametrize(
    ("sha256", "form", "parser", "causes"),
    [
        ("b" * 64, "xml", 1, "published published published"),
        ("a" * 64, "xml", 2, "reparsed reparsed reparsed"),
        ("b" * 64, "xml", 2, "published reparsed published"),
        ("b" * 64, "csv", 1, "published reparsed published"),
    ],
)
def test_what_we_read_differently_is_not_called_the_authoritys(
    sha256: str, form: str, parser: int, causes: str
) -> None:
    old, new = _version("a" * 64, "xml", 1), _version(sha256, form, parser)
    kinds = (ChangeKind.ADDED, ChangeKind.AMENDED, ChangeKind.REMOVED)
    assert [cause_of(kind, old, new) for kind in kinds] == [ChangeCause(cause) for cause in causes.split()]


def _version(sha256: str, form: str, parser: int) -> ListVersion:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return ListVersion(
        list_id="xx",
        version=f"2026-01-01.{sha256[:8]}",
        published_on=now.date(),
        retrieved_at=now,
        checked_at=now,
        sha256=sha256,
        format=form,
        parser_version=parser,
        designations=1,
        state=VersionState.SUPERSEDED,
    )
