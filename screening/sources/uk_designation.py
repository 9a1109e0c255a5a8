"""One designation of the UK Sanctions List, in the element names of its XML.

The CSV edition and the closed list of OFSI are brought into the same shape before they are read
(``uk_rows``), so that all of them are understood alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from screening.domain.designation import (
    Address,
    Attribute,
    CrossReference,
    Designation,
    Identifier,
    IdentifierType,
    PartyType,
)
from screening.sources.merging import unite
from screening.sources.prose import imo_numbers, mmsi_numbers
from screening.sources.record import Record, UnreadableRecordError, squeeze
from screening.sources.uk_details import Details, read_contacts, read_entity, read_individual, read_ship
from screening.sources.uk_measures import read_measures
from screening.sources.uk_names import read_names
from screening.text.countries import parse_country
from screening.text.dates import parse_date

_PARTY_TYPES = {
    "individual": PartyType.INDIVIDUAL,
    "entity": PartyType.ENTITY,
    "ship": PartyType.VESSEL,
}
_IDS = {
    "UniqueID": "gb_fcdo_sanctions",
    "OFSIGroupID": "gb_hmt_sanctions",
    "UNReferenceNumber": "un_sc_sanctions",
}
_LABELS = {
    "DesignationSource": "Designation source",
    "UKSanctionsListDateDesignated": "UK Sanctions List Date Designated",
}
_LINES = tuple(f"AddressLine{number}" for number in range(1, 6))


def read_designation(list_id: str, record: Record, reference: str, locator: str) -> Designation:
    """The designation that the record describes, its fields taken from it.

    Raises UnreadableRecordError for an unknown or contradictory type, or without a name.
    """
    party_type = _party_type(record)
    details = Details()
    names = read_names(record, party_type)
    read_individual(record, details)
    read_entity(record, details)
    read_ship(record, details)
    read_contacts(record, details)
    remarks = unite(chain(record.take_all("OtherInformation"), record.take_all("UKStatementofReasons")))
    listed_on, amended_on = _days(record)
    attributes = [
        Attribute(label=label, value=value)
        for tag, label in _LABELS.items()
        for value in record.take_all(tag)
    ]
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=names,
        titles=unite(squeeze(t.take_text() or "") for t in record.open_list("Titles", "Title")),
        positions=unite(details.positions),
        genders=unite(details.genders),
        birth_dates=unite(details.birth_dates),
        birth_places=unite(details.birth_places),
        nationalities=unite(details.nationalities),
        addresses=unite(_addresses(record)),
        identifiers=unite(_with_prose(details.identifiers, remarks)),
        vessel=details.vessel if party_type is PartyType.VESSEL else None,
        programmes=unite(map(squeeze, record.take_all("RegimeName"))),
        measures=read_measures(record),
        remarks=remarks,
        attributes=unite([*attributes, *details.attributes]),
        relations=unite(details.relations),
        cross_references=unite(_cross_references(record, list_id)),
        listed_on=listed_on,
        amended_on=amended_on,
    )


def _party_type(record: Record) -> PartyType:
    published = set(record.take_all("IndividualEntityShip"))
    found = {_PARTY_TYPES.get(text.casefold()) for text in published}
    party_type = found.pop() if len(found) == 1 else None
    if party_type is None:
        raise UnreadableRecordError(f"its type {', '.join(sorted(published))!r} is not known")
    return party_type


def _addresses(record: Record) -> Iterator[Address]:
    for part in record.open_list("Addresses", "Address"):
        lines = [squeeze(part.take(tag) or "") for tag in _LINES]
        country = squeeze(part.take("AddressCountry") or "")
        address = Address(
            street=", ".join(line.rstrip(", ") for line in lines if line) or None,
            city=squeeze(part.take("AddressLine6") or "") or None,
            postal_code=squeeze(part.take("AddressPostalCode") or "") or None,
            country=parse_country(country) if country else None,
        )
        if address != Address():
            yield address


def _cross_references(record: Record, list_id: str) -> Iterator[CrossReference]:
    for tag, scheme in _IDS.items():
        for reference in record.take_all(tag):
            if scheme != list_id:
                yield CrossReference(scheme=scheme, reference=squeeze(reference))


def _days(record: Record) -> tuple[date | None, tuple[date, ...]]:
    """The first day of designation; later ones, and those of updates, are amendments."""
    designated = list(_dates(record, "DateDesignated"))
    listed_on = min(designated, default=None)
    later = {*designated, *_dates(record, "LastUpdated")}
    return listed_on, tuple(sorted(day for day in later if listed_on is None or day > listed_on))


def _dates(record: Record, tag: str) -> Iterator[date]:
    for text in record.take_all(tag):
        found = parse_date(text)
        if found and found.earliest == found.latest:
            yield found.earliest
        else:
            record.report(tag, text)


def _with_prose(identifiers: list[Identifier], remarks: tuple[str, ...]) -> Iterator[Identifier]:
    yield from identifiers
    known = {i.value.removeprefix("IMO").strip() for i in identifiers if i.type is IdentifierType.IMO}
    for remark in remarks:
        found = chain(
            imo_numbers(remark, stated_in="other information"),
            mmsi_numbers(remark, stated_in="other information"),
        )
        yield from (number for number in found if number.value not in known)
