"""OFAC's ``idList``: identifiers, but also gender, flags, build years and sanctions notices.

``data/ofac_id_types.csv`` says what each published type is: an identifier type of ours, or
``attribute``, ``country`` (an attribute that names a country), ``gender`` or ``former_flag``.
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


@dataclass(slots=True)
class Facts:
    """What an entry's ``idList`` says, sorted by kind."""

    identifiers: list[Identifier] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    genders: list[Gender] = field(default_factory=list)
    former_flags: list[Country] = field(default_factory=list)


def read_ids(entry: Record) -> Facts:
    """Everything in the ``idList`` of an OFAC entry; types and values that are not understood are
    kept and reported as leftovers of the entry."""
    facts = Facts()
    for record in entry.open_list("idList", "id"):
        record.take("uid")
        published_type = record.take("idType") or ""
        value = record.take("idNumber")
        if value:
            _KINDS.get(kind_of(published_type), _identifier)(facts, published_type, value, record)
    return facts


def kind_of(published_type: str) -> str:
    """The table's kind of a published type; empty where the table does not know it."""
    table = _table()
    if published_type in table:
        return table[published_type]
    families = (k for k in table if k.endswith("*") and published_type.startswith(k[:-1]))
    return table.get(next(families, ""), "")


def _identifier(facts: Facts, published_type: str, value: str, record: Record) -> None:
    kind = kind_of(published_type)
    if not kind:
        record.report("idType", published_type)
    facts.identifiers.append(
        Identifier(
            type=_refined(IdentifierType(kind or "other"), value),
            value=value,
            published_type=published_type,
            country=_country(record),
            issued_on=record.take("issueDate"),
            expires_on=record.take("expirationDate"),
        )
    )


def _refined(type: IdentifierType, value: str) -> IdentifierType:
    """Some published types hold numbers of two kinds; the number itself says which it is."""
    if value.startswith("IMO ") and _IMO_NUMBER.fullmatch(value):
        return IdentifierType.IMO
    pattern = _SHAPES.get(type)
    return type if pattern is None or pattern.fullmatch(value) else IdentifierType.REGISTRATION


_SHAPES = {IdentifierType.IMO: _IMO_NUMBER, IdentifierType.LEI: _LEI}


def _attribute(facts: Facts, published_type: str, value: str, record: Record) -> None:
    facts.attributes.append(Attribute(label=published_type, value=value, country=_country(record)))


def _country_attribute(facts: Facts, published_type: str, value: str, record: Record) -> None:
    facts.attributes.append(Attribute(label=published_type, value=value, country=parse_country(value)))


def _gender(facts: Facts, published_type: str, value: str, record: Record) -> None:
    if value in _GENDERS:
        facts.genders.append(_GENDERS[value])
    else:
        record.report("idNumber", f"{published_type} {value}")


def _former_flag(facts: Facts, published_type: str, value: str, record: Record) -> None:
    facts.former_flags.append(parse_country(value))


def _country(record: Record) -> Country | None:
    text = record.take("idCountry")
    return parse_country(text) if text else None


_KINDS: dict[str, Callable[[Facts, str, str, Record], None]] = {
    "attribute": _attribute,
    "country": _country_attribute,
    "gender": _gender,
    "former_flag": _former_flag,
}


@cache
def _table() -> dict[str, str]:
    path = resources.files("screening.sources") / "data" / "ofac_id_types.csv"
    with path.open(encoding="utf-8") as lines:
        return {row["id_type"]: row["kind"] for row in csv.DictReader(lines)}
