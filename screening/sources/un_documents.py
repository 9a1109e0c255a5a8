"""Identity documents in the UN's list: typed elements, but with much of it in prose.

The number may stand in ``NUMBER``, alone or after words (``Russian foreign travel passport number
515458008``), in ``TYPE_OF_DOCUMENT2`` or in ``NOTE``. The words go to the published type, so that
the value is the number; a document in which no number is found is kept as an attribute.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

from screening.domain.designation import Attribute, Country, Identifier, IdentifierType
from screening.sources.record import Record, squeeze
from screening.sources.un_document_numbers import find_number
from screening.text.countries import parse_country

_IMO = re.compile(r"\bIMO\)?(?: number)?:? (\d{7})\b", re.I)


def read_documents(record: Record) -> tuple[list[Identifier], list[Attribute]]:
    """The documents of an individual: those with a number, and those without one."""
    identifiers, attributes = [], []
    for document in record.open_all("INDIVIDUAL_DOCUMENT"):
        found = _document(document)
        if isinstance(found, Identifier):
            identifiers.append(found)
        elif found:
            attributes.append(found)
    return identifiers, attributes


def imo_numbers(comments: str | None) -> list[Identifier]:
    """IMO numbers that the comments state: the UN's list has no field for them."""
    numbers = dict.fromkeys(_IMO.findall(comments or ""))
    return [
        Identifier(type=IdentifierType.IMO, value=n, published_type="IMO", note="stated in the comments")
        for n in numbers
    ]


def document_type(published: str) -> IdentifierType | None:
    """The type that a published wording names; None where it names none that is known."""
    wording = squeeze(published).casefold()
    return next((type for keyword, type in _keywords() if keyword in wording), None)


def _document(document: Record) -> Identifier | Attribute | None:
    wordings = [squeeze(document.take(tag) or "") for tag in ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2")]
    number, note = (squeeze(document.take(tag) or "") for tag in ("NUMBER", "NOTE"))
    issuing, issued_in, place = _issue(document)
    issued, notes = document.take("DATE_OF_ISSUE"), [note, issued_in]
    kind = ", ".join(dict.fromkeys(filter(None, wordings)))
    found = find_number(number, wordings[1], note)
    if found is None:
        value = "; ".join(filter(None, [issued, *notes]))
        return Attribute(label=kind, value=value, country=issuing or place) if kind or value else None
    return Identifier(
        type=_type(document, found.label, *reversed(wordings)),
        value=found.value,
        published_type=_with_label(kind, found.label),
        country=issuing or found.country or place,
        issued_on=issued,
        note="; ".join(filter(None, [found.remark, *notes])) or None,
    )


def _type(document: Record, *wordings: str) -> IdentifierType:
    """The type that the first of the wordings names; reported where none names any."""
    found = next(filter(None, map(document_type, wordings)), None)
    if found is None and any(wordings):
        document.report("TYPE_OF_DOCUMENT", wordings[-1])
    return found or IdentifierType.OTHER


def _with_label(kind: str, label: str) -> str:
    return kind if not label or label in kind else f"{kind}: {label}".strip(": ")


def _issue(document: Record) -> tuple[Country | None, str | None, Country | None]:
    """The issuing country, the words for where it was issued, and the country of that place."""
    tags = ("ISSUING_COUNTRY", "CITY_OF_ISSUE", "COUNTRY_OF_ISSUE")
    issuing, city, place = (squeeze(document.take(tag) or "") for tag in tags)
    where = ", ".join(filter(None, [city, place if place != issuing else ""]))
    return _country(issuing), f"issued in {where}" if where else None, _country(place)


def _country(text: str) -> Country | None:
    return parse_country(text) if text else None


@cache
def _keywords() -> tuple[tuple[str, IdentifierType], ...]:
    path = resources.files("screening.sources") / "data" / "un_document_types.csv"
    with path.open(encoding="utf-8") as lines:
        return tuple((row["keyword"], IdentifierType(row["type"])) for row in csv.DictReader(lines))
