"""What all parts of an EU entry have: a number, a language, the regulation that brought them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from screening.domain.designation import Attribute, Country, Gender
from screening.sources.record import Record, squeeze
from screening.text.countries import is_country_code, parse_country

_UNKNOWN = "00"
_BOOLEANS = {"true": True, "false": False}


@dataclass(slots=True)
class Facts:
    """What the parts of an entry say beside their own matter, gathered over all of them.
    ``cited_on`` are the days on which the regulations of ``legal_bases`` were published."""

    attributes: list[Attribute] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    genders: list[Gender] = field(default_factory=list)
    legal_bases: list[str] = field(default_factory=list)
    cited_on: list[date] = field(default_factory=list)

    def cite(self, regulation: Record) -> tuple[str, date | None]:
        """The number of a regulation and the day of its publication, noted as a legal basis."""
        for name in ("regulationType", "publicationUrl", "logicalId"):
            regulation.take_attribute(name)
        title = squeeze(regulation.take_attribute("numberTitle") or "")
        day = iso_date(regulation, "publicationDate")
        if title:
            self.legal_bases.append(title)
        if day:
            self.cited_on.append(day)
        return title, day


def open_parts(entity: Record, tag: str, facts: Facts) -> Iterator[Record]:
    """The parts ``tag`` of an entry; what all parts have is taken from them and noted in ``facts``."""
    for part in entity.open_all(tag):
        for name in ("logicalId", "regulationLanguage"):
            part.take_attribute(name)
        for summary in part.open_all("regulationSummary"):
            facts.cite(summary)
        for information in part.open_all("additionalInformation"):
            facts.attributes.append(read_information(information))
        yield part


def read_information(information: Record) -> Attribute:
    """The pair of a key and a value that an ``additionalInformation`` is."""
    key, value = (information.take_attribute(name) or "" for name in ("key", "value"))
    return Attribute(label=key, value=value)


def parse_published_country(record: Record) -> Country | None:
    """The country of a part, by its code; None where the code says that it is unknown."""
    code = record.take_attribute("countryIso2Code") or _UNKNOWN
    text = squeeze(record.take_attribute("countryDescription") or "")
    if is_country_code(code.lower()):
        return Country(text=text or code, code=code.lower())
    if code == _UNKNOWN and text in ("", "UNKNOWN"):
        return None
    return parse_country(text or code)


def iso_date(record: Record, name: str) -> date | None:
    """The day in the attribute ``name``; what is no day is reported."""
    text = record.take_attribute(name)
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        record.report(f"@{name}", text or "")
        return None


def is_true(record: Record, name: str) -> bool:
    """The attribute ``name``, ``true`` or ``false``; anything else is reported and is not true."""
    text = record.take_attribute(name) or "false"
    if text not in _BOOLEANS:
        record.report(f"@{name}", text)
    return _BOOLEANS.get(text, False)


def remark_of(record: Record) -> str | None:
    """The remarks of a part, in one line."""
    return "; ".join(squeeze(remark) for remark in record.take_all("remark")) or None
