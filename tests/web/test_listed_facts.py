"""What a list says of a party is shown whole, each fact under its label."""

from __future__ import annotations

from datetime import date

from screening.domain.designation import (
    Address,
    Country,
    Identifier,
    IdentifierType,
    PartialDate,
    PartyType,
    Vessel,
)
from screening.web.search.listed_facts import Fact, listed_facts
from tests.store.examples import make_designation

IRAN = Country(text="Iran", code="ir")


def test_facts_are_said_with_what_the_list_adds_to_them() -> None:
    found = make_designation(
        "1",
        birth_dates=(
            PartialDate(earliest=date(1960, 1, 1), latest=date(1960, 12, 31), text="1960", circa=True),
            PartialDate(earliest=date(1955, 5, 5), latest=date(1955, 5, 5), text="5 May 1955"),
        ),
        identifiers=(
            Identifier(
                type=IdentifierType.PASSPORT,
                value="X1",
                published_type="Passport",
                country=IRAN,
                expires_on="2001",
                is_valid=False,
            ),
        ),
        addresses=(Address(street="1 Street", city="Tehran", country=IRAN),),
    )
    rows = dict(listed_facts(found).rows)
    assert rows["Birth dates"] == (Fact("5 May 1955"), Fact("1960", "circa"))
    assert rows["Identifiers"] == (Fact("X1", "Passport, Iran, expires 2001, said to be invalid"),)
    assert rows["Addresses"] == (Fact("1 Street, Tehran, Iran"),)
    assert "Gender" not in rows


def test_a_vessel_has_facts_of_its_own() -> None:
    vessel = Vessel(vessel_type="Tanker", flag=IRAN, former_flags=(Country(text="Malta"),), gross_tonnage="9")
    found = make_designation("1", party_type=PartyType.VESSEL, vessel=vessel)
    rows = dict(listed_facts(found).rows)
    assert rows == {
        "Flag": (Fact("Iran"),),
        "Former flags": (Fact("Malta"),),
        "Vessel type": (Fact("Tanker"),),
        "Gross tonnage": (Fact("9"),),
    }
