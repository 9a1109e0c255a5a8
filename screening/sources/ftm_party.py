"""A party of a FollowTheMoney dataset as a designation.

``data/ftm_properties.csv`` says what each property of the model is here. A property that is not in
it is kept as an attribute and reported.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from screening.domain.designation import (
    Address,
    AliasStrength,
    CrossReference,
    Designation,
    Gender,
    Identifier,
    IdentifierType,
    Name,
    NameKind,
    PartyType,
    Vessel,
)
from screening.sources.entries import has_name
from screening.sources.ftm_facts import Facts, take_paper
from screening.sources.ftm_links import Links, Properties
from screening.sources.merging import unique_names
from screening.sources.places import parse_place
from screening.sources.record import UnreadableRecordError, squeeze
from screening.sources.scripts import script_of
from screening.text.countries import parse_country
from screening.text.dates import parse_date

PARTY_TYPES = {
    "Person": PartyType.INDIVIDUAL,
    "Company": PartyType.ENTITY,
    "Organization": PartyType.ENTITY,
    "LegalEntity": PartyType.ENTITY,
    "PublicBody": PartyType.ENTITY,
    "Asset": PartyType.ENTITY,
    "Thing": PartyType.ENTITY,
    "Vessel": PartyType.VESSEL,
    "Airplane": PartyType.AIRCRAFT,
}
_KINDS = {
    "primary": (NameKind.PRIMARY, AliasStrength.STRONG),
    "alias": (NameKind.AKA, AliasStrength.STRONG),
    "weak": (NameKind.AKA, AliasStrength.WEAK),
    "former": (NameKind.FKA, AliasStrength.STRONG),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An entity of the dataset that is a party."""

    id: str
    schema: str
    caption: str
    properties: Properties
    referents: Sequence[str] = ()
    changed_on: date | None = None


def read_party(party: Party, links: Links, *, list_id: str, locator: str) -> tuple[Designation, _Unread]:
    """The designation, and the properties and values that were not understood.

    Raises UnreadableRecordError for a schema that is no party and for a party without a name.
    """
    if party.schema not in PARTY_TYPES:
        raise UnreadableRecordError(f"its schema {party.schema!r} is no party")
    facts = Facts()
    for name, values in party.properties.items():
        for value in values:
            _take(facts, party, name, value, links)
    for schema, paper in links.papers(party.id):
        take_paper(facts, schema, paper)
    tuples: dict[str, Any] = {name: tuple(dict.fromkeys(found)) for name, found in facts.tuples.items()}
    listed = tuples.pop("listed_on", ())
    designation = Designation(
        list_id=list_id,
        authority_ref=party.id,
        party_type=PARTY_TYPES[party.schema],
        names=_names(party, facts),
        locator=locator,
        vessel=facts.vessel if facts.vessel != Vessel() else None,
        relations=tuple(links.relations(party.id)),
        listed_on=min(listed, default=None),
        amended_on=(party.changed_on,) if party.changed_on else (),
        **tuples,
    )
    return replace(designation, cross_references=_references(party, designation)), facts.unread


_Unread = list[tuple[str, str]]


def _names(party: Party, facts: Facts) -> tuple[Name, ...]:
    """The caption first; of equal names the strongest is kept."""
    names = [name for name in facts.names if has_name(name.text)]
    caption = squeeze(party.caption)
    if has_name(caption):
        names.insert(0, Name(text=caption, kind=NameKind.PRIMARY, script=script_of(caption)))
    if not names:
        raise UnreadableRecordError("it has no name")
    first, *others = unique_names(sorted(names, key=lambda name: name.kind is not NameKind.PRIMARY))
    aliases = (replace(n, kind=NameKind.AKA) if n.kind is NameKind.PRIMARY else n for n in others)
    return (replace(first, kind=NameKind.PRIMARY), *aliases)


def _references(party: Party, designation: Designation) -> tuple[CrossReference, ...]:
    others = (CrossReference(scheme="referent", reference=reference) for reference in party.referents)
    return (*designation.cross_references, *others)


def _take(facts: Facts, party: Party, name: str, value: str, links: Links) -> None:
    kind = _table().get(name)
    if kind is None:
        facts.unread.append((name, value))
        facts.keep(name, value)
    elif value.strip():
        _TAKERS.get(kind.partition(":")[0], _identifier)(
            facts, _Fact(kind, name, value.strip(), party, links)
        )


@dataclass(frozen=True, slots=True)
class _Fact:
    kind: str
    name: str
    value: str
    party: Party
    links: Links


def _name(facts: Facts, fact: _Fact) -> None:
    kind, strength = _KINDS[fact.kind.partition(":")[2]]
    text = squeeze(fact.value)
    facts.names.append(Name(text=text, kind=kind, strength=strength, script=script_of(text)))


def _identifier(facts: Facts, fact: _Fact) -> None:
    type = IdentifierType(fact.kind)
    is_person = PARTY_TYPES[fact.party.schema] is PartyType.INDIVIDUAL
    if type is IdentifierType.NATIONAL_ID and not is_person:
        type = IdentifierType.REGISTRATION
    if type is IdentifierType.REGISTRATION and fact.party.schema == "Airplane":
        type = IdentifierType.TAIL_NUMBER
    facts.add("identifiers", Identifier(type=type, value=fact.value, published_type=fact.name))


def _birth_date(facts: Facts, fact: _Fact) -> None:
    found = parse_date(fact.value)
    if found:
        facts.add("birth_dates", found)
    else:
        facts.unread.append((fact.name, fact.value))
        facts.keep(fact.name, fact.value)


def _gender(facts: Facts, fact: _Fact) -> None:
    if fact.value in set(Gender):
        facts.add("genders", Gender(fact.value))
    else:
        facts.keep(fact.name, fact.value)


def _address_entity(facts: Facts, fact: _Fact) -> None:
    found = fact.links.address(fact.value)
    facts.add("addresses" if isinstance(found, Address) else "attributes", found)


def _flag(facts: Facts, fact: _Fact) -> None:
    if facts.vessel.flag:
        facts.keep(fact.name, fact.value)
    else:
        facts.vessel = replace(facts.vessel, flag=parse_country(fact.value))


def _former_flag(facts: Facts, fact: _Fact) -> None:
    flags = (*facts.vessel.former_flags, parse_country(fact.value))
    facts.vessel = replace(facts.vessel, former_flags=flags)


def _of_vessel(facts: Facts, fact: _Fact) -> None:
    """A text of the ship's; kept as an attribute where the party is none or it has one already."""
    if fact.party.schema == "Vessel" and getattr(facts.vessel, fact.kind) is None:
        said: dict[str, Any] = {fact.kind: fact.value}
        facts.vessel = replace(facts.vessel, **said)
    else:
        facts.keep(fact.name, fact.value)


def _adder(field_name: str, read: Callable[[str], object] = str) -> Callable[[Facts, _Fact], None]:
    return lambda facts, fact: facts.add(field_name, read(fact.value))


_TAKERS: dict[str, Callable[[Facts, _Fact], None]] = {
    "name": _name,
    "birth_date": _birth_date,
    "birth_place": _adder("birth_places", parse_place),
    "nationality": _adder("nationalities", parse_country),
    "citizenship": _adder("citizenships", parse_country),
    "gender": _gender,
    "title": _adder("titles"),
    "position": _adder("positions"),
    "address": _adder("addresses", lambda value: Address(street=value)),
    "address_entity": _address_entity,
    "country": _adder("addresses", lambda value: Address(country=parse_country(value), note="country")),
    "flag": _flag,
    "former_flag": _former_flag,
    **dict.fromkeys(("vessel_type", "tonnage", "gross_tonnage", "built"), _of_vessel),
    "programme": _adder("programmes"),
    "remark": _adder("remarks"),
    "un_reference": _adder(
        "cross_references", lambda value: CrossReference(scheme="un_sc_sanctions", reference=value)
    ),
    "attribute": lambda facts, fact: facts.keep(fact.name, fact.value),
}


@cache
def _table() -> dict[str, str]:
    path = resources.files("screening.sources") / "data" / "ftm_properties.csv"
    with path.open(encoding="utf-8") as lines:
        return {row["property"]: row["kind"] for row in csv.DictReader(lines)}
