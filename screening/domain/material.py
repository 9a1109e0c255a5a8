"""What is material of a subject and of a designation: a change of it voids what was decided of the two.

OFAC's guidance on false hit lists (2015) asks that they be looked at again when either side changes.
Remarks, titles, positions, relations, notes and the like are wording: they go to a person, and no more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from screening.domain.changes import compare_designations
from screening.domain.designation import Address, Country, Designation, Identifier, Vessel
from screening.domain.screening import Subject

Facts = Mapping[str, tuple[Any, ...]]
"""Kind of fact: what is said of it, in no order that matters."""


def _subject_identifiers(subject: Subject) -> list[Any]:
    known = [(one.type, _plain(one.value), one.country) for one in subject.identifiers]
    ship = [("imo", subject.imo), ("mmsi", subject.mmsi), ("call_sign", subject.call_sign)]
    return known + [(kind, _plain(value), None) for kind, value in ship if value]


def _subject_countries(subject: Subject) -> list[Any]:
    one_each = [subject.incorporation_country, subject.flag]
    several = [*subject.nationalities, *subject.residence_countries, *subject.countries]
    return [code for code in [*several, *one_each] if code]


_OF_SUBJECT: Mapping[str, Callable[[Subject], Any]] = {
    "names": lambda one: map(_plain, (one.name, *one.aliases)),
    "birth": lambda one: [*one.birth_dates, *([_plain(one.birth_place)] if one.birth_place else [])],
    "nationality": _subject_countries,
    "identifiers": _subject_identifiers,
    "addresses": lambda one: map(_plain, one.addresses),
    "gender": lambda one: [one.gender] if one.gender else [],
    "type": lambda one: [one.type] if one.type else [],
}


def _births(one: Designation) -> list[Any]:
    dates = [(each.earliest, each.latest, each.circa) for each in one.birth_dates]
    return dates + [_plain(place.text) for place in one.birth_places]


def _nationality(one: Designation) -> list[Any]:
    ship = one.vessel or Vessel()
    flags = [*ship.former_flags, *([ship.flag] if ship.flag else [])]
    return list(map(_country, [*one.nationalities, *one.citizenships, *flags]))


_OF_DESIGNATION: Mapping[str, Callable[[Designation], Any]] = {
    "names": lambda one: [(_plain(name.text), name.kind, name.strength) for name in one.names],
    "birth": _births,
    "nationality": _nationality,
    "identifiers": lambda one: map(_identifier, one.identifiers),
    "addresses": lambda one: map(_address, one.addresses),
    "gender": lambda one: one.genders,
    "type": lambda one: [one.party_type],
    "programme": lambda one: map(_plain, one.programmes),
    "measure": lambda one: map(_plain, one.measures),
}


def subject_facts(subject: Subject) -> Facts:
    """The material facts of a subject, by kind; order, case and spacing are none."""
    return {kind: _ordered(read(subject)) for kind, read in _OF_SUBJECT.items()}


def designation_facts(designation: Designation) -> Facts:
    """The material facts of a designation, by kind."""
    return {kind: _ordered(read(designation)) for kind, read in _OF_DESIGNATION.items()}


def material_changes(old: Designation, new: Designation) -> tuple[str, ...]:
    """The kinds of material facts in which two states of a designation differ."""
    before, after = designation_facts(old), designation_facts(new)
    return tuple(kind for kind in before if before[kind] != after[kind])


def wording_changes(old: Designation, new: Designation) -> tuple[str, ...]:
    """The fields in which two states differ at all, as ``compare_designations`` names them."""
    return tuple(change.field for change in compare_designations(old, new))


def _ordered(values: Any) -> tuple[Any, ...]:
    return tuple(sorted({repr(_words(value)) for value in values}))


def _words(value: Any) -> Any:
    """Enums and dates as their text, so that two ways to hold the same value are equal."""
    if isinstance(value, tuple):
        return tuple(map(_words, value))
    return value if value is None or isinstance(value, bool) else str(value)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _country(country: Country) -> str:
    return country.code or _plain(country.text)


def _identifier(one: Identifier) -> Any:
    return one.type, _plain(one.value), _country(one.country) if one.country else None


def _address(one: Address) -> Any:
    parts = (one.street, one.city, one.region, one.postal_code)
    return (
        *(_plain(part) if part else None for part in parts),
        _country(one.country) if one.country else None,
    )
