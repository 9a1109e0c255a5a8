"""OFAC's ids: identifiers, but also gender, flags, build years and sanctions notices.

``data/ofac_id_types.csv`` says what each published type is: an identifier type of ours, or
``attribute``, ``country`` (an attribute that names a country), ``gender``, ``former_flag`` or
``built`` (a vessel's year of build).
A row that ends in ``*`` stands for all types that begin so. A type that is not in the table is
kept as an identifier of type *other* and reported.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from screening.domain.designation import Attribute, Country, Gender, Identifier, IdentifierType
from screening.sources.record import Record
from screening.text.countries import parse_country

_IMO_NUMBER = re.compile(r"IMO\s*\d+|\d{7}")
_LEI = re.compile(r"[0-9A-Z]{18}\d{2}")
_GENDERS = {"Male": Gender.MALE, "Female": Gender.FEMALE}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedId:
    """One of OFAC's ids as any of its formats prints it; ``type`` is the published type."""

    type: str
    value: str
    country: Country | None = None
    issued_on: str | None = None
    expires_on: str | None = None
    note: str | None = None
    is_valid: bool | None = None


@dataclass(slots=True)
class Facts:
    """What the ids of an entry say, sorted by kind."""

    identifiers: list[Identifier] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    genders: list[Gender] = field(default_factory=list)
    former_flags: list[Country] = field(default_factory=list)
    built: str | None = None

    def add(self, published: PublishedId) -> str | None:
        """Sort one id in. What is not understood of it, its ``type`` or its ``value``, is the
        answer; even then it is kept where it may identify the party."""
        return _KINDS.get(kind_of(published.type), _identifier)(self, published)


def read_ids(entry: Record) -> Facts:
    """Everything in the ``idList`` of an OFAC entry; types and values that are not understood are
    kept and reported as leftovers of the entry."""
    facts = Facts()
    for record in entry.open_list("idList", "id"):
        published = _published(record)
        if not published:
            continue
        doubt = facts.add(published)
        if doubt == "type":
            record.report("idType", published.type)
        elif doubt:
            record.report("idNumber", f"{published.type} {published.value}")
    return facts


def kind_of(published_type: str) -> str:
    """The table's kind of a published type; empty where the table does not know it."""
    table, published_type = _table(), published_type.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if published_type in table:
        return table[published_type]
    families = (k for k in table if k.endswith("*") and published_type.startswith(k[:-1]))
    return table.get(next(families, ""), "")


def _published(record: Record) -> PublishedId | None:
    record.take("uid")
    published_type, country = record.take("idType") or "", record.take("idCountry")
    issued, expires = record.take("issueDate"), record.take("expirationDate")
    value = record.take("idNumber")
    if value is None:
        return None
    return PublishedId(
        type=published_type,
        value=value,
        country=parse_country(country) if country else None,
        issued_on=issued,
        expires_on=expires,
    )


def _identifier(facts: Facts, published: PublishedId) -> str | None:
    kind = kind_of(published.type)
    facts.identifiers.append(
        Identifier(
            type=_refined(IdentifierType(kind or "other"), published.value),
            value=published.value,
            published_type=published.type,
            country=published.country,
            issued_on=published.issued_on,
            expires_on=published.expires_on,
            note=published.note,
            is_valid=published.is_valid,
        )
    )
    return None if kind else "type"


def _refined(type: IdentifierType, value: str) -> IdentifierType:
    """Some published types hold numbers of two kinds; the number itself says which it is."""
    if value.startswith("IMO ") and _IMO_NUMBER.fullmatch(value):
        return IdentifierType.IMO
    pattern = _SHAPES.get(type)
    return type if pattern is None or pattern.fullmatch(value) else IdentifierType.REGISTRATION


_SHAPES = {IdentifierType.IMO: _IMO_NUMBER, IdentifierType.LEI: _LEI}


def _attribute(facts: Facts, published: PublishedId) -> str | None:
    value = " ".join(filter(None, [published.value, published.note]))
    facts.attributes.append(Attribute(label=published.type, value=value, country=published.country))
    return None


def _country_attribute(facts: Facts, published: PublishedId) -> str | None:
    country = parse_country(published.value)
    facts.attributes.append(Attribute(label=published.type, value=published.value, country=country))
    return None


def _gender(facts: Facts, published: PublishedId) -> str | None:
    gender = _GENDERS.get(published.value)
    if gender is None:
        return "value"
    facts.genders.append(gender)
    return None


def _former_flag(facts: Facts, published: PublishedId) -> str | None:
    facts.former_flags.append(parse_country(published.value))
    return None


def _built(facts: Facts, published: PublishedId) -> str | None:
    facts.built = published.value
    return None


_KINDS: dict[str, Callable[[Facts, PublishedId], str | None]] = {
    "attribute": _attribute,
    "country": _country_attribute,
    "gender": _gender,
    "former_flag": _former_flag,
    "built": _built,
}


def known_types() -> tuple[str, ...]:
    """All published types of the table, those that end in ``*`` included."""
    return tuple(_table())


@cache
def _table() -> dict[str, str]:
    path = resources.files("screening.sources") / "data" / "ofac_id_types.csv"
    with path.open(encoding="utf-8") as lines:
        return {row["id_type"]: row["kind"] for row in csv.DictReader(lines)}
