"""Canada's consolidated list of autonomous sanctions as XML, in the tags of 2020 and of 2025.

The list has no ids. An entry is known by its regulation (the English words of ``Country``, or
the abbreviation behind them), schedule and item: ``Russia:1,Part1:578``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from screening.domain.designation import (
    Attribute,
    Designation,
    Identifier,
    IdentifierType,
    Name,
    PartialDate,
    PartyType,
    Vessel,
)
from screening.domain.errors import BadListFile
from screening.domain.listing import ListFormat, ListHeader, Parsed, PublishedFile
from screening.sources.ca_names import entity_names, individual_names
from screening.sources.entries import EntryReader, require_name, unknown_fields
from screening.sources.free_dates import read_dates
from screening.sources.raw_xml import find_xml_records
from screening.sources.record import Record, UnreadableRecordError, squeeze
from screening.sources.xml import Layout, only_file, records, root_name
from screening.text.dates import parse_date

_LAYOUT = Layout(
    root="data-set",
    records=("record",),
    expected="Canada's consolidated list in XML (root <data-set>)",
)
_ABBREVIATION = re.compile(r"\(([A-Z]{3,})\)$")


def sema_format(list_id: str) -> ListFormat:
    """The XML format of Canada's list, in either layout."""
    return ListFormat(
        name="ca-sema-xml",
        parser_version=1,
        recognises=lambda heads: [root_name(head) for head in heads.values()] == [_LAYOUT.root],
        parse=partial(parse_sema, list_id=list_id),
        find_records=find_xml_records,
    )


def parse_sema(files: tuple[PublishedFile, ...], *, list_id: str) -> Iterator[Parsed]:
    """A header (the file does not say when it was published), then every entry.

    Raises BadListFile for what is no such file.
    """
    file = only_file(files, _LAYOUT)
    reader = EntryReader("Item", partial(_designation, list_id))
    for record in records(file, _LAYOUT):
        if record.tag == _LAYOUT.root:
            yield ListHeader(None)
        yield from _read(reader, record) if record.tag == "record" else unknown_fields(record)
    if not reader.count:
        raise BadListFile(f"{file.name} has no record; expected all of {_LAYOUT.expected}.")


def programme_of(country: str) -> str:
    """The regulation's short name: its abbreviation, else the English words before the slash."""
    english = squeeze(country).partition(" / ")[0]
    abbreviation = _ABBREVIATION.search(english)
    return abbreviation[1] if abbreviation else english


def _read(reader: EntryReader, record: Record) -> Iterator[Parsed]:
    key = {tag: _seen(record, tag) for tag in ("Country", "Schedule", "Item")}
    parts = (programme_of(key["Country"]), key["Schedule"], key["Item"])
    reference = ":".join("".join(part.split()) for part in parts)
    locator = "record" + "".join(f"[{tag}={value}]" for tag, value in key.items() if value)
    yield from reader.read(record, reference if parts[0] and parts[2] else "", locator)


def _seen(record: Record, tag: str) -> str:
    """The text of a field that stays in the record."""
    field = record.fields.get(tag, [""])[0]
    return squeeze(field if isinstance(field, str) else field.text)


def _designation(list_id: str, record: Record, reference: str, locator: str) -> Designation:
    country, schedule, item = (squeeze(record.take(tag) or "") for tag in ("Country", "Schedule", "Item"))
    party_type = _party_type(record)
    names = _names(record, party_type)
    require_name(names[0].text)
    dates, unread = _DATES[party_type](record)
    listed = record.take("DateOfListing")
    listed_on = parse_date(listed) if listed else None
    if listed and listed_on is None:
        record.report("DateOfListing", listed)
    title = _either(record, "Title", "TitleOrShip")
    is_vessel = party_type is PartyType.VESSEL
    built = unread[0].value if is_vessel and unread else None
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=names,
        titles=(title,) if title and not is_vessel else (),
        birth_dates=dates,
        identifiers=_imo(record),
        vessel=Vessel(vessel_type=title, built=built) if is_vessel else None,
        programmes=(programme_of(country),),
        legal_bases=(
            ", ".join(filter(None, (country, schedule and f"Schedule {schedule}", f"item {item}"))),
        ),
        attributes=() if is_vessel else unread,
        listed_on=listed_on.earliest if listed_on else None,
    )


def _either(record: Record, *tags: str) -> str | None:
    """The text of the one tag of several layouts that the record has, squeezed."""
    text = next((text for tag in tags if (text := record.take(tag))), None)
    return squeeze(text) if text else None


def _party_type(record: Record) -> PartyType:
    is_individual = "LastName" in record.fields or "GivenName" in record.fields
    is_entity = "Entity" in record.fields or "EntityOrShip" in record.fields
    if is_individual == is_entity:
        raise UnreadableRecordError("it names both a person and an entity" if is_entity else "it has no name")
    if is_individual:
        return PartyType.INDIVIDUAL
    is_ship = "ShipIMONumber" in record.fields or "TitleOrShip" in record.fields
    return PartyType.VESSEL if is_ship else PartyType.ENTITY


def _names(record: Record, party_type: PartyType) -> tuple[Name, ...]:
    aliases = record.take("Aliases")
    if party_type is PartyType.INDIVIDUAL:
        return individual_names(record.take("LastName"), record.take("GivenName"), aliases)
    return entity_names(_either(record, "Entity", "EntityOrShip") or "", aliases)


def _birth(record: Record) -> tuple[tuple[PartialDate, ...], tuple[Attribute, ...]]:
    text = _either(record, "DateOfBirth", "DateOfBirthOrShipBuildDate")
    found = read_dates(text or "")
    for part in found.unread:
        record.report("DateOfBirth", part)
    return found.dates, tuple(Attribute(label="date of birth", value=part) for part in found.unread)


def _other_date(record: Record) -> tuple[tuple[PartialDate, ...], tuple[Attribute, ...]]:
    """A date that is nobody's birth: kept as published."""
    text = _either(record, "DateOfBirth", "DateOfBirthOrShipBuildDate")
    return (), (Attribute(label="DateOfBirthOrShipBuildDate", value=text),) if text else ()


_DATES: dict[PartyType, Callable[[Record], tuple[tuple[PartialDate, ...], tuple[Attribute, ...]]]] = {
    PartyType.INDIVIDUAL: _birth,
    PartyType.ENTITY: _other_date,
    PartyType.VESSEL: _other_date,
}


def _imo(record: Record) -> tuple[Identifier, ...]:
    numbers = record.take_all("ShipIMONumber")
    return tuple(
        Identifier(type=IdentifierType.IMO, value=number, published_type="ShipIMONumber")
        for number in numbers
    )
