"""The identities of a target of SECO's list: names, births, nationalities, documents, addresses."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from screening.domain.designation import (
    Address,
    Attribute,
    Country,
    Identifier,
    IdentifierType,
    Name,
    PartialDate,
    PartyType,
    Place,
)
from screening.sources.calendars import span_of_year
from screening.sources.record import Record, squeeze
from screening.sources.seco_names import read_name
from screening.sources.seco_reference import References, SecoPlace, read_country
from screening.text.dates import parse_date

_NOWHERE = SecoPlace("", "", None)
_DATE_PARTS = ("year", "month", "day")


@dataclass(slots=True)
class Identity:
    """What the identities of one target say, the main one first."""

    names: list[Name] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    birth_dates: list[PartialDate] = field(default_factory=list)
    birth_places: list[Place] = field(default_factory=list)
    nationalities: list[Country] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)


def read_identities(body: Record, references: References, party_type: PartyType) -> Identity:
    """Everything in the ``identity`` elements of a target's body. A date that is not a person's is
    an attribute: of an entity it is the day of its foundation."""
    found = Identity()
    opened = [(record.take_attribute("main") == "true", record) for record in body.open_all("identity")]
    for is_main, record in sorted(opened, key=lambda each: not each[0]):
        record.take_attribute("ssid")
        for name in record.open_all("name"):
            names, titles = read_name(name, is_main=is_main)
            found.names += names
            found.titles += titles
        _add_dates(record, found, party_type)
        for element in record.open_all("place-of-birth"):
            place = _place(element, references)
            found.birth_places += [Place(text=place.text, country=place.country, note=_note(element))]
        for element in record.open_all("nationality"):
            element.take_attribute("ssid")
            found.nationalities += filter(None, map(read_country, element.open_all("country")))
        found.addresses += (_address(e, references) for e in record.open_all("address"))
        found.identifiers += (_document(e, references) for e in record.open_all("identification-document"))
    found.birth_places = [place for place in found.birth_places if place.text]
    found.addresses = [address for address in found.addresses if address != Address()]
    return found


def _add_dates(record: Record, found: Identity, party_type: PartyType) -> None:
    for element in record.open_all("day-month-year"):
        note = _note(element)
        day = _date(element)
        if day is None:
            continue
        if party_type is PartyType.INDIVIDUAL:
            found.birth_dates.append(replace(day, note=note))
        else:
            found.attributes.append(Attribute(label="day-month-year", value=day.text))


def _date(element: Record) -> PartialDate | None:
    calendar = (element.take_attribute("calendar") or "Gregorian").casefold()
    parts = [element.take_attribute(name) or "" for name in _DATE_PARTS]
    stated = [part.zfill(2) for part in parts if part.isdecimal() and int(part)]
    text = "-".join(stated)
    if calendar == "gregorian":
        found = parse_date(text) if parts[0] else None
    else:
        span = span_of_year(calendar, int(parts[0]) if parts[0].isdecimal() else 0)
        found = PartialDate(earliest=span[0], latest=span[1], text=text, calendar=calendar) if span else None
    if found is None and any(parts):
        element.report("@year", f"{calendar} {text}")
    return found


def _note(element: Record) -> str | None:
    """What is said of a part's quality where it is low, and its remarks."""
    element.take_attribute("ssid")
    quality = element.take_attribute("quality")
    if quality not in (None, "good", "low"):
        element.report("@quality", quality or "")
    current = element.take_attribute("current")
    if current not in (None, "true", "false"):
        element.report("@current", current or "")
    remarks = [squeeze(text) for tag in ("remark", "remarks") for text in element.take_all(tag)]
    words = ["low quality" if quality == "low" else "", "former" if current == "false" else ""]
    return "; ".join(filter(None, [*words, *remarks])) or None


def _place(element: Record, references: References) -> SecoPlace:
    place_id = element.take_attribute("place-id")
    if place_id and place_id not in references.places:
        element.report("@place-id", place_id)
    return references.places.get(place_id or "", _NOWHERE)


def _address(element: Record, references: References) -> Address:
    place, note = _place(element, references), _note(element)
    care_of, details, box, code = (
        squeeze(element.take(tag) or "") for tag in ("c-o", "address-details", "p-o-box", "zip-code")
    )
    lines = (care_of and f"c/o {care_of}", details, box and f"P.O. Box {box}")
    return Address(
        street=", ".join(filter(None, lines)) or None,
        city=place.location or None,
        region=place.area or None,
        postal_code=code or None,
        country=place.country,
        note=note,
    )


def _document(element: Record, references: References) -> Identifier:
    published = element.take_attribute("document-type") or ""
    if published not in _types():
        element.report("@document-type", published)
    issuers: list[Country] = []
    for issuer in element.open_all("issuer"):
        code = issuer.take_attribute("code")
        if code:
            issuer.attributes["iso-code"] = code
        issuers += filter(None, [read_country(issuer)])
    places = [_place(place, references).text for place in element.open_all("place-of-issue")]
    notes = [_note(element), *(f"issued in {text}" for text in places if text)]
    return Identifier(
        type=_types().get(published, IdentifierType.OTHER),
        value=squeeze(element.take("number") or ""),
        published_type=published,
        country=issuers[0] if issuers else None,
        issued_on=element.take("date-of-issue"),
        expires_on=element.take("expiry-date"),
        note="; ".join(filter(None, notes)) or None,
    )


@cache
def _types() -> dict[str, IdentifierType]:
    return {row[0]: row[1] for row in _rows("seco_document_types.csv")}


def _rows(name: str) -> Iterator[tuple[str, IdentifierType]]:
    path = resources.files("screening.sources") / "data" / name
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            yield row["document_type"], IdentifierType(row["type"])
