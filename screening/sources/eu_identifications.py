"""Identification documents and numbers in the EU's list.

``data/eu_identification_types.csv`` says what each published type is; a row with a keyword is for
numbers whose remark holds it, since *other* and *registration* numbers are told apart by nothing else.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from screening.domain.designation import Attribute, Identifier, IdentifierType
from screening.sources.eu_parts import Facts, is_true, open_parts, parse_published_country, remark_of
from screening.sources.record import Record, squeeze

_INVALID = {
    "knownExpired": "known to have expired",
    "knownFalse": "known to be false",
    "reportedLost": "reported lost",
    "revokedByIssuer": "revoked by the issuer",
}


def read_identifications(entity: Record, facts: Facts) -> Iterator[Identifier]:
    """All identifiers of an entry. A number that is absent leaves its remark as an attribute."""
    for record in open_parts(entity, "identification", facts):
        code = record.take_attribute("identificationTypeCode") or ""
        label = squeeze(record.take_attribute("identificationTypeDescription") or "") or code
        country, remark = parse_published_country(record), remark_of(record)
        faults = [words for name, words in _INVALID.items() if is_true(record, name)]
        expires = record.take_attribute("validTo")
        number, notes = _number(record), _notes(record, faults)
        note = "; ".join(filter(None, [*notes, remark])) or None
        if number:
            yield Identifier(
                type=_type_of(record, code, remark or ""),
                value=number,
                published_type=label,
                country=country,
                issued_on=record.take_attribute("issueDate"),
                expires_on=expires,
                note=note,
                is_valid=False if faults else None,
            )
        elif note:
            facts.attributes.append(Attribute(label=label, value=note, country=country))


def _number(record: Record) -> str | None:
    number, latin = (squeeze(record.take_attribute(name) or "") for name in ("number", "latinNumber"))
    return latin or number or None


def _notes(record: Record, faults: list[str]) -> list[str]:
    named = (
        ("issued by", "issuedBy"),
        ("region", "region"),
        ("valid from", "validFrom"),
        ("name on document", "nameOnDocument"),
    )
    stated = ((words, squeeze(record.take_attribute(name) or "")) for words, name in named)
    diplomatic = ["diplomatic"] if is_true(record, "diplomatic") else []
    return [*faults, *diplomatic, *(f"{words} {text}" for words, text in stated if text)]


def _type_of(record: Record, code: str, remark: str) -> IdentifierType:
    rows = [row for row in _rows() if row[0] == code]
    if not rows:
        record.report("@identificationTypeCode", code)
    words = remark.casefold()
    return next(
        (kind for _, keyword, kind in rows if not keyword or re.search(rf"\b{re.escape(keyword)}", words)),
        IdentifierType.OTHER,
    )


@cache
def _rows() -> tuple[tuple[str, str, IdentifierType], ...]:
    path = resources.files("screening.sources") / "data" / "eu_identification_types.csv"
    with path.open(encoding="utf-8") as lines:
        return tuple(
            (row["code"], row["keyword"], IdentifierType(row["type"])) for row in csv.DictReader(lines)
        )
