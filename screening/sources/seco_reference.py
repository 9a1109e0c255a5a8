"""What targets of SECO's list refer to: programmes, sets of sanctions and places.

They stand at the top and at the end of the file, in several languages; English is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from screening.domain.designation import Country
from screening.domain.listing import UnknownField
from screening.sources.entries import unknown_fields
from screening.sources.record import Record, squeeze
from screening.text.countries import is_country_code, parse_country

_LANGUAGE = "eng"


class SanctionsSet(NamedTuple):
    """A set of sanctions: the programme's key and name, the measure in words, and its origin."""

    programme: str
    legal_basis: str
    measure: str
    origin: str


class SecoPlace(NamedTuple):
    """A place: location and area with their other spellings in brackets, and the country."""

    location: str
    area: str
    country: Country | None

    @property
    def text(self) -> str:
        """The parts with commas between them."""
        parts = (self.location, self.area, self.country.text if self.country else "")
        return ", ".join(filter(None, parts))


@dataclass(slots=True)
class References:
    """The sets of sanctions and the places of a file, by their ``ssid``."""

    sets: dict[str, SanctionsSet] = field(default_factory=dict)
    places: dict[str, SecoPlace] = field(default_factory=dict)

    def read(self, record: Record) -> Iterator[UnknownField]:
        """Take in a ``sanctions-program`` or a ``place``; what is unknown in it comes out."""
        read = self._read_place if record.tag == "place" else self._read_programme
        read(record)
        yield from unknown_fields(record)

    def _read_programme(self, record: Record) -> None:
        for name in ("ssid", "version-date", "predecessor-version-date"):
            record.take_attribute(name)
        key, name = _english(record, "program-key"), _english(record, "program-name")
        origin = squeeze(record.take("origin") or "")
        for element in record.open_all("sanctions-set"):
            ssid, language = element.take_attribute("ssid") or "", element.take_attribute("lang")
            measure = squeeze(element.take_text() or "")
            if language == _LANGUAGE or ssid not in self.sets:
                self.sets[ssid] = SanctionsSet(key, name, measure, origin)

    def _read_place(self, record: Record) -> None:
        ssid = record.take_attribute("ssid") or ""
        countries = [country for country in map(read_country, record.open_all("country")) if country]
        self.places[ssid] = SecoPlace(
            _with_variants(record, "location"),
            _with_variants(record, "area"),
            countries[0] if countries else None,
        )


def read_country(record: Record) -> Country | None:
    """The country of a ``country`` element, by its code; None where it is blank."""
    code = (record.take_attribute("iso-code") or "").lower()
    text = squeeze(record.take_text() or "")
    if is_country_code(code):
        return Country(text=text or code.upper(), code=code)
    return parse_country(text) if text else None


def _english(record: Record, tag: str) -> str:
    """The text in English; where there is none, the first."""
    texts: dict[str | None, str] = {}
    for element in record.open_all(tag):
        texts.setdefault(element.take_attribute("lang"), squeeze(element.take_text() or ""))
    return texts.get(_LANGUAGE) or next(iter(texts.values()), "")


def _with_variants(record: Record, tag: str) -> str:
    text = squeeze(record.take(tag) or "")
    variants = []
    for element in record.open_all(f"{tag}-variant"):
        for name in ("variant-type", "lang", "script"):
            element.take_attribute(name)
        variants.append(squeeze(element.take_text() or ""))
    other = ", ".join(dict.fromkeys(filter(None, variants)))
    return f"{text} ({other})" if text and other else text or other
