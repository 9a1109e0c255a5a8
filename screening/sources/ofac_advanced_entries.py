"""One party of OFAC's ADVANCED XML as a designation."""

from __future__ import annotations

from datetime import date

from screening.domain.designation import (
    Address,
    AliasStrength,
    Attribute,
    Designation,
    Name,
    NameKind,
    PartyType,
)
from screening.sources.entries import has_name
from screening.sources.ofac_advanced_tables import Listing, Tables, take_period
from screening.sources.ofac_enhanced_names import KINDS, published_script, without_direction_marks
from screening.sources.ofac_lists import own_lists
from screening.sources.ofac_party import PARTY_TYPES, Feature, Party
from screening.sources.ofac_relations import LIST_LABEL
from screening.sources.prose import imo_numbers
from screening.sources.record import Record, UnreadableRecordError

_LAST_NAME = "Last Name"
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
    names = _names(profile, tables, party_type, gathered)
    designation = Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=names,
        addresses=_read_features(profile, tables, gathered),
        programmes=tuple(listing.programmes),
        measures=tuple(listing.measures),
        legal_bases=tuple(listing.legal_bases),
        remarks=(remarks,) if remarks else (),
        attributes=tuple(Attribute(label=LIST_LABEL, value=name) for name in listing.days),
        relations=tuple(tables.relations.get(number, ())),
        listed_on=_first_day(listing, own),
    )
    gathered.facts.identifiers.extend(imo_numbers(remarks, stated_in="remarks"))
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


def _names(profile: Record, tables: Tables, party_type: PartyType, gathered: Party) -> tuple[Name, ...]:
    found: list[Name] = []
    for identity in profile.open_all("Identity"):
        for document in tables.documents.get(identity.take_attribute("ID") or "", ()):
            doubt = gathered.facts.add(document) if document.value else None
            if doubt:
                identity.report("IDRegDocument", f"{document.type} {document.value}")
        for attribute in ("FixedRef", "Primary", "False"):
            identity.take_attribute(attribute)
        kinds = _part_kinds(identity, tables)
        for alias in identity.open_all("Alias"):
            found += _alias(alias, tables, kinds, party_type)
    found.sort(key=lambda name: name.kind is not NameKind.PRIMARY)
    if not found or found[0].kind is not NameKind.PRIMARY:
        raise UnreadableRecordError("it has no name")
    return tuple(found)


def _part_kinds(identity: Record, tables: Tables) -> dict[str, str]:
    """What each numbered part of a name is: ``Last Name``, ``Entity Name`` …"""
    kinds = {}
    for groups in identity.open_all("NamePartGroups"):
        for group in groups.open_list("MasterNamePartGroup", "NamePartGroup"):
            kinds[group.take_attribute("ID") or ""] = tables.word(group, "NamePartType")
    return kinds


def _alias(alias: Record, tables: Tables, kinds: dict[str, str], party_type: PartyType) -> list[Name]:
    alias.take_attribute("FixedRef")
    is_primary = alias.take_attribute("Primary") == "true"
    is_weak = alias.take_attribute("LowQuality") == "true"
    published_kind = tables.word(alias, "AliasType")
    if not is_primary and published_kind not in KINDS:
        alias.report("@AliasTypeID", published_kind)
    kind = NameKind.PRIMARY if is_primary else KINDS.get(published_kind, NameKind.AKA)
    strength = AliasStrength.WEAK if is_weak else AliasStrength.STRONG
    names = []
    for documented in alias.open_all("DocumentedName"):
        for attribute in ("ID", "FixedRef"):
            documented.take_attribute(attribute)
        is_main = tables.word(documented, "DocNameStatus").startswith("Primary")
        text, last, first, script = _documented(documented, tables, kinds, party_type)
        if not has_name(text):
            documented.report("DocumentedNamePart", text)
            continue
        name = Name(
            text=text, kind=kind, strength=strength, family_name=last, given_name=first, script=script
        )
        names.append((is_main, name))
    return [name for _, name in sorted(names, key=lambda pair: not pair[0])]


def _documented(
    documented: Record, tables: Tables, kinds: dict[str, str], party_type: PartyType
) -> tuple[str, str | None, str | None, str | None]:
    """The name as OFAC prints it, a person's family and given names, and the script."""
    family, others, script = [], [], None
    for part in documented.open_all("DocumentedNamePart"):
        for value in part.open_all("NamePartValue"):
            for attribute in ("Acronym", "ScriptStatusID"):
                value.take_attribute(attribute)
            kind, published = kinds.get(value.take_attribute("NamePartGroupID") or ""), tables.word(value, "Script")
            text = without_direction_marks(value.take_text() or "")
            script, is_known = published_script(published, text)
            if not is_known:
                value.report("@ScriptID", published)
            (family if kind == _LAST_NAME else others).append(text)
    last, first = " ".join(filter(None, family)), " ".join(filter(None, others))
    printed = ", ".join(filter(None, [last, first]))
    if last and first and party_type is PartyType.INDIVIDUAL:
        return printed, last, first, script
    return printed, None, None, script


def _read_features(profile: Record, tables: Tables, gathered: Party) -> tuple[Address, ...]:
    addresses = []
    for record in profile.open_all("Feature"):
        record.take_attribute("ID")
        kind = tables.word(record, "FeatureType")
        for reference in record.open_all("IdentityReference"):
            for attribute in ("IdentityID", "IdentityFeatureLinkTypeID"):
                reference.take_attribute(attribute)
        for version in record.open_all("FeatureVersion"):
            feature = _feature(version, tables, kind)
            addresses += _located(version, tables)
            doubt = gathered.add(feature) if feature.value and kind != _LOCATION else None
            if doubt:
                version.report("VersionDetail", f"{kind} {feature.value}")
    return tuple(dict.fromkeys(address for address in addresses if address != Address()))


def _feature(version: Record, tables: Tables, kind: str) -> Feature:
    version.take_attribute("ID")
    reliability = tables.word(version, "Reliability")
    span = take_period(version)
    words = []
    for detail in version.open_all("VersionDetail"):
        detail.take_attribute("DetailTypeID")
        words += [detail.take_text(), tables.word(detail, "DetailReference")]
    notes = [version.take("Comment"), f"reliability: {reliability}" if reliability == _FALSE else None]
    value = "; ".join(filter(None, words)) or (span.text if span else "")
    return Feature(type=kind, value=value, span=span, note="; ".join(filter(None, notes)) or None)


def _located(version: Record, tables: Tables) -> list[Address]:
    numbers = [place.take_attribute("LocationID") or "" for place in version.open_all("VersionLocation")]
    for number in numbers:
        if number not in tables.addresses:
            version.report("VersionLocation", number)
    return [tables.addresses[number] for number in numbers if number in tables.addresses]
