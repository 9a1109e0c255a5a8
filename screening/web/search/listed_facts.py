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
    yield "Birth dates", (Fact(one.text, _aside("circa" * one.circa, one.note)) for one in dates)
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
    country = place.country.text if place.country else ""
    return Fact(place.text, _aside("" if country in place.text else country, place.note))


def _identifier(one: Identifier) -> Fact:
    validity = "said to be invalid" if one.is_valid is False else ""
    issued = f"issued {one.issued_on}" if one.issued_on else ""
    expires = f"expires {one.expires_on}" if one.expires_on else ""
    country = one.country.text if one.country else ""
    return Fact(one.value, _aside(one.published_type, country, issued, expires, validity, one.note))


def _address(one: Address) -> Fact:
    parts = (one.street, one.city, one.region, one.postal_code, one.country.text if one.country else None)
    return Fact(", ".join(filter(None, parts)), one.note or "")


def _aside(*parts: str | None) -> str:
    return ", ".join(filter(None, parts))
