"""A row of a customer's own list as a designation, by the mapping that the customer declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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
    Relation,
    RelationKind,
    Vessel,
)
from screening.sources.entries import has_name, require_name
from screening.sources.free_dates import read_dates
from screening.sources.places import parse_place
from screening.sources.record import Record, UnreadableRecordError, squeeze
from screening.sources.scripts import script_of
from screening.text.countries import parse_country
from screening.text.dates import parse_date

ACCOUNT = ("owner", "reason", "review_on", "basis")
"""What every entry answers for: who keeps it, why it is listed, until when to look at it again, and
the rule or contract behind it."""
PARTY_WORDS = {
    **dict.fromkeys(("individual", "person", "natural person"), PartyType.INDIVIDUAL),
    **dict.fromkeys(("entity", "company", "organisation", "organization", "legal entity"), PartyType.ENTITY),
    **dict.fromkeys(("vessel", "ship"), PartyType.VESSEL),
    **dict.fromkeys(("aircraft", "airplane"), PartyType.AIRCRAFT),
}
_GENDERS = {word: gender for gender in Gender for word in (gender.value, gender.value[0])}
_NAMES = {
    "aliases": (NameKind.AKA, AliasStrength.STRONG),
    "weak_aliases": (NameKind.AKA, AliasStrength.WEAK),
    "former_names": (NameKind.FKA, AliasStrength.STRONG),
}
_IDENTIFIERS = tuple(type.value for type in IdentifierType)
FIELDS = frozenset(
    {
        *("reference", "name", "type", "birth_date", "birth_place", "nationality", "citizenship", "gender"),
        *("title", "position", "address", "country", "flag", "vessel_type", "programme", "remarks"),
        *("listed_on", "majority_owned_by", "share", *ACCOUNT, *_NAMES, *_IDENTIFIERS),
    }
)
"""What a column of an own list may be."""
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Which column of the table each field is, what stands where a column is missing or a cell is
    blank, and what parts several values in a cell."""

    columns: dict[str, str]
    defaults: dict[str, str]
    separator: str


@dataclass(frozen=True, slots=True)
class _Cells:
    row: Record
    mapping: Mapping

    def one(self, field: str) -> str | None:
        """The value of a field, squeezed; its default where the cell is blank."""
        column = self.mapping.columns.get(field)
        text = self.row.take(column) if column else None
        return squeeze(text) if text else self.mapping.defaults.get(field)

    def several(self, field: str) -> list[str]:
        """The values of a field."""
        parts = (self.one(field) or "").split(self.mapping.separator)
        return [part.strip() for part in parts if part.strip()]

    def odd(self, field: str, value: str) -> None:
        """Report a value that is not understood."""
        self.row.report(self.mapping.columns.get(field, field), value)


def read_own_row(mapping: Mapping, list_id: str, row: Record, reference: str, locator: str) -> Designation:
    """The designation; values that are not understood are reported and kept.

    Raises UnreadableRecordError for a row without a name or with a type that is not known.
    """
    cells = _Cells(row, mapping)
    cells.one("reference")
    party_type = _party_type(cells)
    flag, vessel_type = cells.one("flag"), cells.one("vessel_type")
    vessel = Vessel(vessel_type=vessel_type, flag=parse_country(flag) if flag else None)
    basis, reason = cells.one("basis"), cells.one("reason")
    attributes = list(_account(cells, reason=reason, basis=basis))
    listed_on = _day(cells, "listed_on")
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=tuple(_names(cells)),
        titles=tuple(cells.several("title")),
        positions=tuple(cells.several("position")),
        genders=tuple(_genders(cells)),
        birth_dates=_births(cells, attributes),
        birth_places=tuple(map(parse_place, cells.several("birth_place"))),
        nationalities=_countries(cells, "nationality"),
        citizenships=_countries(cells, "citizenship"),
        addresses=tuple(_addresses(cells)),
        identifiers=tuple(_identifiers(cells)),
        vessel=vessel if vessel != Vessel() else None,
        programmes=tuple(cells.several("programme")),
        remarks=tuple(text for text in (reason, cells.one("remarks")) if text),
        attributes=tuple(attributes),
        legal_bases=(basis,) if basis else (),
        relations=tuple(_owners(cells)),
        listed_on=listed_on,
    )


def _party_type(cells: _Cells) -> PartyType:
    word = cells.one("type") or ""
    if word.lower() not in PARTY_WORDS:
        raise UnreadableRecordError(f"its type {word!r} is not known")
    return PARTY_WORDS[word.lower()]


def _names(cells: _Cells) -> Iterator[Name]:
    name = require_name(cells.one("name"))
    yield Name(text=name, kind=NameKind.PRIMARY, script=script_of(name))
    for field, (kind, strength) in _NAMES.items():
        for text in cells.several(field):
            if has_name(text):
                yield Name(text=text, kind=kind, strength=strength, script=script_of(text))
            else:
                cells.odd(field, text)


def _genders(cells: _Cells) -> Iterator[Gender]:
    for word in cells.several("gender"):
        if word.lower() in _GENDERS:
            yield _GENDERS[word.lower()]
        else:
            cells.odd("gender", word)


def _births(cells: _Cells, attributes: list[Attribute]) -> tuple[PartialDate, ...]:
    found = read_dates((cells.one("birth_date") or "").replace(cells.mapping.separator, ";"))
    for part in found.unread:
        cells.odd("birth_date", part)
        attributes.append(Attribute(label="birth_date", value=part))
    return found.dates


def _countries(cells: _Cells, field: str) -> tuple[Country, ...]:
    return tuple(map(parse_country, cells.several(field)))


def _addresses(cells: _Cells) -> Iterator[Address]:
    """Each address with the country where there is one of each; else they stand side by side."""
    streets, countries = cells.several("address"), _countries(cells, "country")
    if len(streets) == 1 and len(countries) == 1:
        yield Address(street=streets[0], country=countries[0])
        return
    yield from (Address(street=street) for street in streets)
    yield from (Address(country=country) for country in countries)


def _identifiers(cells: _Cells) -> Iterator[Identifier]:
    for type in IdentifierType:
        for value in cells.several(type.value):
            published_type = cells.mapping.columns.get(type.value, type.value)
            yield Identifier(type=type, value=value, published_type=published_type)


def _account(cells: _Cells, *, reason: str | None, basis: str | None) -> Iterator[Attribute]:
    """Owner and day of review as attributes; whatever an entry does not answer for is reported."""
    owner, review = cells.one("owner"), cells.one("review_on")
    for field, value in zip(ACCOUNT, (owner, reason, review, basis), strict=True):
        if not value:
            cells.odd(field, "")
    if owner:
        yield Attribute(label="owner", value=owner)
    if review:
        found = parse_date(review)
        if found is None or found.earliest != found.latest:
            cells.odd("review_on", review)
        yield Attribute(label="review_on", value=found.earliest.isoformat() if found else review)


def _day(cells: _Cells, field: str) -> date | None:
    text = cells.one(field)
    found = parse_date(text) if text else None
    if text and found is None:
        cells.odd(field, text)
    return found.earliest if found else None


def _owners(cells: _Cells) -> Iterator[Relation]:
    """Who owns the majority, each with the share in percent that stands in the same place."""
    owners, shares = cells.several("majority_owned_by"), cells.several("share")
    if shares and len(shares) != len(owners):
        cells.odd("share", cells.mapping.separator.join(shares))
        shares = []
    for position, owner in enumerate(owners):
        text = shares[position] if shares else None
        share = _share(text) if text else None
        if text and share is None:
            cells.odd("share", text)
        wording = f"majority owned by {owner}" + (f" ({text})" if text else "")
        yield Relation(kind=RelationKind.OWNED_BY, name=owner, wording=wording, share=share)


def _share(text: str) -> float | None:
    found = _SHARE.fullmatch(text)
    share = float(found[1].replace(",", ".")) if found else 0.0
    return share if 0 < share <= 100 else None
