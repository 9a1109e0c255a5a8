"""One ``sanctionEntity`` of the EU's list as a designation.

The numbers (``logicalId``) of names, addresses and other parts of an entry are read and left out:
they say nothing of the party. Every part cites the regulation that brought it in: the days of
these regulations say when the entry was listed and amended.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from screening.domain.designation import (
    Attribute,
    Country,
    CrossReference,
    Designation,
    Identifier,
    IdentifierType,
    PartyType,
)
from screening.sources.eu_addresses import read_addresses
from screening.sources.eu_births import read_births
from screening.sources.eu_identifications import read_identifications
from screening.sources.eu_names import read_names
from screening.sources.eu_parts import Facts, iso_date, open_parts, parse_published_country, read_information
from screening.sources.merging import unite
from screening.sources.prose import imo_numbers
from screening.sources.record import Record, UnreadableRecordError, squeeze

_PARTY_TYPES = {"person": PartyType.INDIVIDUAL, "enterprise": PartyType.ENTITY}
_CLASSIFICATIONS = {PartyType.INDIVIDUAL: "P", PartyType.ENTITY: "E"}


def read_entity(list_id: str, entity: Record, reference: str, locator: str) -> Designation:
    """The designation that the element describes, its fields taken from the record.

    Raises UnreadableRecordError for an unknown ``subjectType`` or an entity without a name.
    """
    facts = Facts()
    party_type = _party_type(entity)
    remarks = _remarks(entity)
    facts.attributes += map(read_information, entity.open_all("additionalInformation"))
    programmes = _programmes(entity, facts)
    listing = [iso_date(entity, name) for name in ("designationDate", "delistingDate")]
    names = read_names(entity, facts, party_type)
    births = read_births(entity, facts)
    citizenships = tuple(_citizenships(entity, facts))
    addresses, contacts = read_addresses(entity, facts)
    identifiers = (*read_identifications(entity, facts), *contacts)
    listed_on, amended_on = _days(listing[0], facts)
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=names,
        titles=unite(facts.titles),
        positions=unite(facts.positions),
        genders=unite(facts.genders),
        birth_dates=unite(births.dates),
        birth_places=unite(births.places),
        citizenships=unite(citizenships),
        addresses=unite(addresses),
        identifiers=unite([*identifiers, *_in_prose(remarks, identifiers)]),
        programmes=programmes,
        remarks=remarks,
        attributes=unite(facts.attributes),
        legal_bases=unite(facts.legal_bases),
        cross_references=_cross_references(entity),
        listed_on=listed_on,
        amended_on=amended_on,
        delisted_on=listing[1],
    )


def _party_type(entity: Record) -> PartyType:
    subjects = entity.open_all("subjectType")
    code = (subjects[0].take_attribute("code") if subjects else None) or ""
    party_type = _PARTY_TYPES.get(code)
    if party_type is None:
        raise UnreadableRecordError(f"its subjectType {code!r} is not known")
    classification = subjects[0].take_attribute("classificationCode")
    if classification not in (None, _CLASSIFICATIONS[party_type]):
        subjects[0].report("@classificationCode", classification or "")
    return party_type


def _remarks(entity: Record) -> tuple[str, ...]:
    details = entity.take_attribute("designationDetails")
    return unite(filter(None, [*entity.take_all("remark"), details]))


def _programmes(entity: Record, facts: Facts) -> tuple[str, ...]:
    programmes = []
    for regulation in open_parts(entity, "regulation", facts):
        programmes.append(regulation.take_attribute("programme"))
        kinds = [regulation.take_attribute(name) for name in ("organisationType", "regulationType")]
        title, published = facts.cite(regulation)
        in_force = regulation.take_attribute("entryIntoForceDate")
        parts = [
            " ".join(filter(None, kinds)),
            f"published {published}" if published else None,
            f"in force {in_force}" if in_force else None,
            *regulation.take_all("publicationUrl"),
            *regulation.take_all("remark"),
        ]
        value = "; ".join(filter(None, parts))
        facts.attributes.append(Attribute(label=f"regulation {title}", value=value))
        for corrigendum in regulation.open_all("corrigendum"):
            facts.cite(corrigendum)
    return unite(filter(None, programmes))


def _days(designated: date | None, facts: Facts) -> tuple[date | None, tuple[date, ...]]:
    """The day of listing (as stated, else of the first regulation cited), and later days."""
    listed = designated or min(facts.cited_on, default=None)
    return listed, tuple(sorted(day for day in set(facts.cited_on) if listed and day > listed))


def _cross_references(entity: Record) -> tuple[CrossReference, ...]:
    united_nations = squeeze(entity.take_attribute("unitedNationId") or "")
    logical_id = entity.take_attribute("logicalId")
    found = (("un_sc_sanctions", united_nations), ("logicalId", logical_id))
    return tuple(CrossReference(scheme=scheme, reference=ref) for scheme, ref in found if ref)


def _citizenships(entity: Record, facts: Facts) -> Iterator[Country]:
    for record in open_parts(entity, "citizenship", facts):
        country = parse_published_country(record)
        if country:
            yield country
        stated = [
            record.take_attribute("region"),
            *(f"{label} {day}" for label, day in _acquired_and_lost(record)),
            *map(squeeze, record.take_all("remark")),
        ]
        remark = "; ".join(filter(None, stated))
        if remark:
            facts.attributes.append(Attribute(label="citizenship", value=remark, country=country))


def _acquired_and_lost(record: Record) -> Iterator[tuple[str, str]]:
    for name, label in (("acquisitionDate", "acquired"), ("disenfranchisementDate", "lost")):
        day = record.take_attribute(name)
        if day:
            yield label, day


def _in_prose(remarks: tuple[str, ...], identifiers: tuple[Identifier, ...]) -> Iterator[Identifier]:
    known = {i.value for i in identifiers if i.type is IdentifierType.IMO}
    for remark in remarks:
        yield from (i for i in imo_numbers(remark, stated_in="remark") if i.value not in known)
