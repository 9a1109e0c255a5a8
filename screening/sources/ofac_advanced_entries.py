"""One party of OFAC's ADVANCED XML as a designation."""

from __future__ import annotations

from datetime import date

from screening.domain.designation import (
    Address,
    Attribute,
    Designation,
    PartyType,
)
from screening.sources.ofac_advanced_names import read_names
from screening.sources.ofac_advanced_tables import Listing, Tables, take_period
from screening.sources.ofac_lists import own_lists
from screening.sources.ofac_party import PARTY_TYPES, Feature, Party, stated_imo_numbers
from screening.sources.ofac_relations import LIST_LABEL
from screening.sources.record import Record, UnreadableRecordError

_LOCATION = "Location"
_FALSE = "False"


def read_party(list_id: str, tables: Tables, party: Record, reference: str, locator: str) -> Designation:
    """The designation that a ``DistinctParty`` is, with what the tables say of it.

    Raises UnreadableRecordError for an unknown type, a party without a name or on no list.
    """
    profile = _profile(party)
    number = profile.take_attribute("ID") or ""
    party_type = _party_type(profile, tables)
    listing = tables.listings[number]
    own = own_lists(list_id, listing.days)
    if not own:
        raise UnreadableRecordError("it is on no list")
    gathered, remarks = Party(), "; ".join([*party.take_all("Comment"), *profile.take_all("Comment")])
    identities = _identities(profile, tables, gathered)
    designation = Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=read_names(identities, tables, party_type),
        addresses=_read_features(profile, tables, gathered),
        programmes=tuple(listing.programmes),
        measures=tuple(listing.measures),
        legal_bases=tuple(listing.legal_bases),
        remarks=(remarks,) if remarks else (),
        attributes=tuple(Attribute(label=LIST_LABEL, value=name) for name in listing.days),
        relations=tuple(map(tables.named, tables.relations.get(number, ()))),
        listed_on=_first_day(listing, own),
    )
    gathered.facts.identifiers.extend(stated_imo_numbers(remarks, party_type))
    return gathered.described(designation)


def _profile(party: Record) -> Record:
    found = party.open_all("Profile")
    if len(found) != 1:
        raise UnreadableRecordError(f"it has {len(found)} profiles")
    return found[0]


def _first_day(listing: Listing, own: list[str]) -> date | None:
    return min((day for name in own if (day := listing.days[name])), default=None)


def _party_type(profile: Record, tables: Tables) -> PartyType:
    """``Vessel`` and ``Aircraft`` are sub-types; that of persons and entities is ``Unknown``."""
    number = profile.take_attribute("PartySubTypeID") or ""
    words = (
        tables.words.get(("PartySubType", number), ""),
        tables.words.get(("PartyType", tables.party_types.get(number, "")), ""),
    )
    for word in words:
        if word.lower() in PARTY_TYPES:
            return PARTY_TYPES[word.lower()]
    raise UnreadableRecordError(f"its type {' of '.join(words)!r} is not known")


def _identities(profile: Record, tables: Tables, gathered: Party) -> list[Record]:
    """The identities of a party, their documents gathered."""
    identities = profile.open_all("Identity")
    for identity in identities:
        for document in tables.documents.get(identity.take_attribute("ID") or "", ()):
            doubt = gathered.facts.add(document) if document.value else None
            if doubt:
                identity.report("IDRegDocument", f"{document.type} {document.value}")
        for attribute in ("FixedRef", "Primary", "False"):
            identity.take_attribute(attribute)
    return identities


def _read_features(profile: Record, tables: Tables, gathered: Party) -> tuple[Address, ...]:
    addresses = []
    for record in profile.open_all("Feature"):
        record.take_attribute("ID")
        kind = tables.word(record, "FeatureType")
        for reference in record.open_all("IdentityReference"):
            for attribute in ("IdentityID", "IdentityFeatureLinkTypeID"):
                reference.take_attribute(attribute)
        for version in record.open_all("FeatureVersion"):
            places = _places(version, tables)
            feature = _feature(version, tables, kind, places)
            if kind == _LOCATION:
                addresses += places
                continue
            doubt = gathered.add(feature) if feature.value else None
            if doubt:
                version.report("VersionDetail", f"{kind} {feature.value}")
    return tuple(dict.fromkeys(address for address in addresses if address != Address()))


def _feature(version: Record, tables: Tables, kind: str, places: list[Address]) -> Feature:
    """The fact that a version of a feature states: words, a reference value, a date or, for a
    nationality and its likes, the country of a place."""
    version.take_attribute("ID")
    reliability = tables.word(version, "Reliability")
    span = take_period(version)
    words: list[str | None] = []
    for detail in version.open_all("VersionDetail"):
        detail.take_attribute("DetailTypeID")
        words += [detail.take_text(), tables.word(detail, "DetailReference")]
    notes = [version.take("Comment"), f"reliability: {reliability}" if reliability == _FALSE else None]
    words = [word for word in words if word] or [place.country.text for place in places if place.country]
    value = "; ".join(filter(None, words)) or (span.text if span else "")
    return Feature(type=kind, value=value, span=span, note="; ".join(filter(None, notes)) or None)


def _places(version: Record, tables: Tables) -> list[Address]:
    numbers = [place.take_attribute("LocationID") or "" for place in version.open_all("VersionLocation")]
    for number in numbers:
        if number not in tables.addresses:
            version.report("VersionLocation", number)
    return [tables.addresses[number] for number in numbers if number in tables.addresses]
