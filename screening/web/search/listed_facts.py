"""What a list says of a party, as an analyst compares it: names, then facts in the order of their weight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from screening.domain.designation import (
    Address,
    Country,
    Designation,
    Identifier,
    Name,
    Place,
    Relation,
    Vessel,
)
from screening.web.published_values import about_identifier, about_place, address_text, joined

_VESSEL = (
    ("Vessel type", "vessel_type"),
    ("Tonnage", "tonnage"),
    ("Gross tonnage", "gross_tonnage"),
    ("Owner", "owner"),
    ("Operator", "operator"),
    ("Built", "built"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A published value, and what is said of it in smaller words."""

    text: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class ListedFacts:
    """The names of a party, its facts by their label (those that the list says), and its relations."""

    names: tuple[Name, ...]
    rows: tuple[tuple[str, tuple[Fact, ...]], ...]
    relations: tuple[Relation, ...]


def listed_facts(found: Designation) -> ListedFacts:
    """What is shown of ``found``."""
    rows = ((label, tuple(facts)) for label, facts in _rows(found))
    return ListedFacts(found.names, tuple(row for row in rows if row[1]), found.relations)


def _rows(found: Designation) -> Iterator[tuple[str, Iterable[Fact]]]:
    dates = sorted(found.birth_dates, key=lambda one: (one.earliest, one.latest))
    yield "Birth dates", (Fact(one.text, joined("circa" * one.circa, one.note)) for one in dates)
    yield "Birth places", map(_place, found.birth_places)
    yield "Gender", (Fact(one.value) for one in found.genders)
    yield "Nationalities", map(_country, found.nationalities)
    yield "Citizenships", map(_country, found.citizenships)
    yield "Identifiers", map(_identifier, found.identifiers)
    yield "Addresses", map(_address, found.addresses)
    yield from _vessel(found.vessel) if found.vessel else ()
    yield "Titles", map(Fact, found.titles)
    yield "Positions", map(Fact, found.positions)
    yield "Remarks", map(Fact, found.remarks)
    yield "Other facts", (Fact(one.value, one.label) for one in found.attributes)
    yield "Legal bases", map(Fact, found.legal_bases)
    yield "Amended on", (Fact(one.isoformat()) for one in found.amended_on)
    yield "Taken off on", (Fact(one.isoformat()) for one in (found.delisted_on,) if one)


def _vessel(vessel: Vessel) -> Iterator[tuple[str, Iterable[Fact]]]:
    yield "Flag", map(_country, (vessel.flag,) if vessel.flag else ())
    yield "Former flags", map(_country, vessel.former_flags)
    for label, name in _VESSEL:
        if value := getattr(vessel, name):
            yield label, (Fact(value),)


def _country(country: Country) -> Fact:
    return Fact(country.text)


def _place(place: Place) -> Fact:
    return Fact(place.text, about_place(place))


def _identifier(one: Identifier) -> Fact:
    return Fact(one.value, joined(one.published_type, about_identifier(one)))


def _address(one: Address) -> Fact:
    return Fact(address_text(one), one.note or "")
