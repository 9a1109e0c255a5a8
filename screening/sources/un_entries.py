"""One entry of the UN's consolidated list as a designation.

Texts are taken with their blanks and line breaks squeezed: editions differ in nothing else.
``SORT_KEY`` and ``SORT_KEY_LAST_MOD`` order the file and are left out, as are ``LIST_TYPE`` (always
``UN List``) and ``VERSIONNUM`` (always 1) where they say what they always say.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from screening.domain.designation import (
    Address,
    Attribute,
    Country,
    Designation,
    Gender,
    PartyType,
    Place,
)
from screening.sources.record import Record, squeeze
from screening.sources.un_aliases import read_names
from screening.sources.un_births import read_birth_dates
from screening.sources.un_documents import imo_numbers, read_documents
from screening.text.countries import parse_country

PARTY_TYPES = {"INDIVIDUAL": PartyType.INDIVIDUAL, "ENTITY": PartyType.ENTITY}
_GENDERS = {"male": (Gender.MALE,), "female": (Gender.FEMALE,), "unknown": (), "": ()}
_ATTRIBUTES = ("DATAID", "SUBMITTED_BY", "SUBMITTED_ON")
_CONSTANTS = {"VERSIONNUM": "1"}
_BLANKS = frozenset(["", "na", "n/a", "null"])


def read_entry(list_id: str, entry: Record, reference: str, locator: str) -> Designation:
    """The designation that an ``INDIVIDUAL`` or ``ENTITY`` describes, its fields taken from it.

    Raises UnreadableRecordError for an entry without a name.
    """
    names, birth_dates, alias_places = read_names(entry)
    own_dates, odd_dates = read_birth_dates(entry)
    documents, odd_documents = read_documents(entry)
    comments = squeeze(entry.take("COMMENTS1") or "")
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=PARTY_TYPES[entry.tag],
        locator=locator,
        names=names,
        titles=_values(entry, "TITLE"),
        positions=_values(entry, "DESIGNATION"),
        genders=_genders(entry),
        birth_dates=(*own_dates, *birth_dates),
        birth_places=(*_places(entry), *alias_places),
        nationalities=_nationalities(entry),
        addresses=_addresses(entry),
        identifiers=(*documents, *imo_numbers(comments)),
        programmes=tuple(map(squeeze, entry.take_all("UN_LIST_TYPE"))),
        remarks=(comments,) if comments else (),
        attributes=(*_attributes(entry), *odd_dates, *odd_documents),
        listed_on=next(iter(_days(entry, "LISTED_ON", entry.take_all("LISTED_ON"))), None),
        amended_on=_days(entry, "LAST_DAY_UPDATED", _values(entry, "LAST_DAY_UPDATED")),
    )


def _values(entry: Record, tag: str) -> tuple[str, ...]:
    """The VALUEs of a repeatable field, none twice."""
    texts = (squeeze(text) for group in entry.open_all(tag) for text in group.take_all("VALUE"))
    return tuple(dict.fromkeys(texts))


def _genders(entry: Record) -> tuple[Gender, ...]:
    published = entry.take("GENDER") or ""
    if published.lower() not in _GENDERS:
        entry.report("GENDER", published)
    return _GENDERS.get(published.lower(), ())


def _nationalities(entry: Record) -> tuple[Country, ...]:
    texts = (text for text in _values(entry, "NATIONALITY") if text.casefold() not in _BLANKS)
    return tuple(map(parse_country, texts))


def _places(entry: Record) -> list[Place]:
    places = (_place(record) for record in entry.open_all("INDIVIDUAL_PLACE_OF_BIRTH"))
    return [place for place in places if place]


def _place(record: Record) -> Place | None:
    parts = [squeeze(record.take(tag) or "") for tag in ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")]
    note = squeeze(record.take("NOTE") or "")
    text = ", ".join(filter(None, parts)) or note
    country = parse_country(parts[-1]) if parts[-1] else None
    return Place(text=text, country=country, note=note if note not in ("", text) else None) if text else None


def _addresses(entry: Record) -> tuple[Address, ...]:
    found = (_address(record) for record in entry.open_all(f"{entry.tag}_ADDRESS"))
    return tuple(address for address in found if address != Address())


def _address(record: Record) -> Address:
    tags = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE")
    street, city, region, postal_code, country, note = (squeeze(record.take(tag) or "") for tag in tags)
    return Address(
        street=street or None,
        city=city or None,
        region=region or None,
        postal_code=postal_code or None,
        country=parse_country(country) if country else None,
        note=note or None,
    )


def _attributes(entry: Record) -> list[Attribute]:
    entry.take("SORT_KEY")
    entry.take("SORT_KEY_LAST_MOD")
    kept = [(tag, entry.take(tag)) for tag in (*_ATTRIBUTES, *_CONSTANTS)]
    kept += [("LIST_TYPE", text) for text in _values(entry, "LIST_TYPE") if text != "UN List"]
    return [
        Attribute(label=tag, value=squeeze(text))
        for tag, text in kept
        if text and text != _CONSTANTS.get(tag)
    ]


def _days(entry: Record, tag: str, texts: Iterable[str]) -> tuple[date, ...]:
    """The days of XML dates, without their time zones (``2016-11-30-05:00``); others are reported."""
    days = []
    for text in texts:
        try:
            days.append(date.fromisoformat(text[:10]))
        except ValueError:
            entry.report(tag, text)
    return tuple(days)
