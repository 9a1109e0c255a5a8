"""Passports and national identifiers on the lists of the United Kingdom.

Numbers and their details stand in two cells, numbered alike; before 2022 in one cell of prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from screening.domain.designation import Attribute, Country, Identifier, IdentifierType
from screening.sources.numbered import side_by_side
from screening.sources.record import Record
from screening.sources.un_document_numbers import find_number
from screening.sources.un_documents import document_type
from screening.text.countries import parse_country

_DATE = r"(?P<date>\d{1,2}(?:st|nd|rd|th)? \w+\.?,? \d{4}|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d)"
_ISSUED = re.compile(rf"issued?(?: on)?:? {_DATE}", re.IGNORECASE)
_EXPIRES = re.compile(
    rf"(?:expir(?:es|ed|y|ation)|valid (?:until|to)|date of expir(?:y|ation))(?: date)?(?: on)?:? {_DATE}",
    re.IGNORECASE,
)
_INVALID = re.compile(
    r"\b(?:expired|cancel?led|revoked|stolen|lost|counterfeit|false|fraudulent|forged)\b", re.IGNORECASE
)
_TAX = re.compile(r"\b(?:tax\w*|fiscal|TIN|INN|NIF|VAT)\b", re.IGNORECASE)
_START = re.compile(r"(?P<value>[A-Z]{0,4}[- ]?\d[\w/.-]*\w)(?=$|[\s,;(])")
_CLAUSE = re.compile(r"[,.(;:]|\b(?:issued|number|no\b|passport|national|identi)", re.IGNORECASE)


class Document(NamedTuple):
    """What a kind of document is published as: the cells of its number and of its details, our
    type and the label of the column."""

    number: str
    details: str
    type: IdentifierType
    label: str


PASSPORT = Document(
    "PassportNumber", "PassportAdditionalInformation", IdentifierType.PASSPORT, "Passport number"
)
NATIONAL_IDENTIFIER = Document(
    "NationalIdentifierNumber",
    "NationalIdentifierAdditionalInformation",
    IdentifierType.NATIONAL_ID,
    "National Identifier number",
)


def read_document(record: Record, document: Document) -> Iterator[Identifier | Attribute]:
    """The identifiers of one published unit; details without any number are attributes."""
    number, details = record.take(document.number) or "", record.take(document.details) or ""
    for value, detail in side_by_side(number, details):
        value = value.strip(" .") or _in_prose(detail)
        if value:
            yield _identifier(value, detail, document)
        elif detail:
            yield Attribute(label=document.label, value=detail, country=_country(detail))


def _identifier(value: str, detail: str, document: Document) -> Identifier:
    issued, expires = _ISSUED.search(detail), _EXPIRES.search(detail)
    return Identifier(
        type=_type(detail, document),
        value=value,
        published_type=document.label,
        country=_country(detail),
        issued_on=issued["date"] if issued else None,
        expires_on=expires["date"] if expires else None,
        note=detail or None,
        is_valid=False if _INVALID.search(detail) else None,
    )


def _type(detail: str, document: Document) -> IdentifierType:
    if document.type is IdentifierType.PASSPORT:
        return document.type
    if _TAX.search(detail):
        return IdentifierType.TAX_ID
    return document_type(detail) or document.type


def _in_prose(detail: str) -> str:
    start = _START.match(detail)
    if start:
        return start["value"]
    found = find_number("", "", detail)
    return found.value if found and re.search(r"\d{3}", found.value) else ""


def _country(detail: str) -> Country | None:
    """The country that the details begin with or that stands alone in brackets."""
    bracketed = (_CLAUSE.split(text)[0] for text in re.findall(r"\(([^()]+)\)", detail))
    for text in (_CLAUSE.split(detail)[0], *detail.split()[:1], *bracketed):
        country = parse_country(text.strip()) if text.strip() else None
        if country and country.code:
            return country
    return None
