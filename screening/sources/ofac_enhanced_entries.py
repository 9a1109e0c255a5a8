"""One entry of OFAC's ENHANCED XML as a designation."""

from __future__ import annotations

from datetime import date

from screening.domain.designation import (
    Address,
    Attribute,
    Designation,
    PartyType,
    Relation,
)
from screening.sources.ofac_addresses import ADDRESS_PARTS, build_address
from screening.sources.ofac_enhanced_names import read_names
from screening.sources.ofac_enhanced_parts import (
    is_true,
    take_parts,
    take_span,
    take_word,
)
from screening.sources.ofac_ids import PublishedId
from screening.sources.ofac_lists import own_lists
from screening.sources.ofac_party import PARTY_TYPES, Feature, Party, stated_imo_numbers
from screening.sources.ofac_relations import LIST_LABEL, relation_kind
from screening.sources.record import Record, UnreadableRecordError
from screening.text.countries import parse_country

_FALSE = "False"


def lists_of(entity: Record) -> list[str]:
    """The lists that an entry is on, read without taking them."""
    groups = (group for group in entity.fields.get("sanctionsLists", ()) if isinstance(group, Record))
    fields = (field for group in groups for field in group.fields.get("sanctionsList", ()))
    names = ((field if isinstance(field, str) else field.text).strip() for field in fields)
    return [name for name in names if name]


def read_entity(list_id: str, entity: Record, reference: str, locator: str) -> Designation:
    """The designation that an ``entity`` describes, its fields taken from the record.

    Raises UnreadableRecordError for an unknown type, an entry without a name or on no list.
    """
    general = _general(entity)
    party_type = _party_type(general)
    lists, listed_on = _listed(entity, list_id)
    party = Party()
    _read_features(entity, party)
    _read_documents(entity, party)
    remarks = general.take("remarks") or ""
    designation = Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=read_names(entity, party_type),
        positions=tuple(filter(None, [general.take("title")])),
        addresses=_addresses(entity),
        programmes=_unique(entity, "sanctionsPrograms", "sanctionsProgram"),
        measures=_unique(entity, "sanctionsTypes", "sanctionsType"),
        legal_bases=_unique(entity, "legalAuthorities", "legalAuthority"),
        remarks=(remarks,) if remarks else (),
        attributes=lists,
        relations=_relations(entity),
        listed_on=listed_on,
    )
    party.facts.identifiers.extend(stated_imo_numbers(remarks, party_type))
    return party.described(designation)


def _general(entity: Record) -> Record:
    found = entity.open_all("generalInfo")
    if not found:
        raise UnreadableRecordError("it has no generalInfo")
    found[0].take("identityId")
    return found[0]


def _party_type(general: Record) -> PartyType:
    published = take_word(general, "entityType") or ""
    if published.lower() not in PARTY_TYPES:
        raise UnreadableRecordError(f"its entityType {published!r} is not known")
    return PARTY_TYPES[published.lower()]


def _listed(entity: Record, list_id: str) -> tuple[tuple[Attribute, ...], date | None]:
    """The lists that the entry is on, and the first day on which it stood on one of this list's."""
    days: dict[str, str] = {}
    for part in take_parts(entity, "sanctionsLists", "sanctionsList"):
        published_on, name = part.take_attribute("datePublished") or "", part.take_text() or ""
        if name:
            days[name] = min(days.get(name, published_on), published_on)
    own = own_lists(list_id, days)
    if not own:
        raise UnreadableRecordError("it is on no list")
    first = min((days[name] for name in own if days[name]), default=None)
    attributes = tuple(Attribute(label=LIST_LABEL, value=name) for name in days)
    return attributes, date.fromisoformat(first[:10]) if first else None


def _unique(entity: Record, outer: str, inner: str) -> tuple[str, ...]:
    texts = (part.take_text() for part in take_parts(entity, outer, inner))
    return tuple(dict.fromkeys(filter(None, texts)))


def _addresses(entity: Record) -> tuple[Address, ...]:
    found: list[Address] = []
    for record in take_parts(entity, "addresses", "address"):
        country = take_word(record, "country")
        translations = take_parts(record, "translations", "translation")
        found += [_address(translation, country) for translation in translations]
        if country and not translations:
            found.append(Address(country=parse_country(country)))
    return tuple(dict.fromkeys(address for address in found if address != Address()))


def _address(translation: Record, country: str | None) -> Address:
    is_main, script = is_true(translation, "isPrimary"), take_word(translation, "script")
    parts: dict[str, str] = {}
    for part in take_parts(translation, "addressParts", "addressPart"):
        kind, value = take_word(part, "type") or "", part.take("value") or ""
        if kind not in ADDRESS_PARTS:
            part.report("type", kind)
        parts[kind] = ", ".join(filter(None, [parts.get(kind), value]))
    if not parts and not country:
        return Address()
    return build_address(parts, country, note=None if is_main else f"in {script} script")


def _read_features(entity: Record, party: Party) -> None:
    for record in take_parts(entity, "features", "feature"):
        record.take("versionId")
        record.take("valueRefId")
        published_type, value = take_word(record, "type") or "", record.take("value") or ""
        reliability = take_word(record, "reliability")
        notes = [record.take("comments"), f"reliability: {reliability}" if reliability == _FALSE else None]
        feature = Feature(
            type=published_type,
            value=value,
            span=take_span(record, "valueDate", value),
            is_main=is_true(record, "isPrimary"),
            note="; ".join(filter(None, notes)) or None,
        )
        doubt = party.add(feature) if value else None
        if doubt:
            record.report(doubt, {"type": published_type}.get(doubt, f"{published_type} {value}"))


def _read_documents(entity: Record, party: Party) -> None:
    for record in take_parts(entity, "identityDocuments", "identityDocument"):
        take_word(record, "name")
        published_type, number = take_word(record, "type") or "", record.take("documentNumber")
        country = take_word(record, "issuingCountry") or ""
        issued, expires = take_span(record, "issueDate"), take_span(record, "expirationDate")
        published = PublishedId(
            type=published_type,
            value=number or "",
            country=parse_country(country) if country else None,
            issued_on=issued.text if issued else None,
            expires_on=expires.text if expires else None,
            note=_document_note(record, country),
            is_valid=is_true(record, "isValid") if "isValid" in record.fields else None,
        )
        if not number:
            party.facts.attributes.append(Attribute(label=published_type, value=published.note or ""))
        elif party.facts.add(published):
            record.report("type", published_type)


def _document_note(record: Record, country: str) -> str | None:
    authority, place = record.take("issuingAuthority"), record.take("issuingLocation")
    features = [part.take_text() for part in take_parts(record, "idFeatures", "idFeature")]
    notes = [
        record.take("comments"),
        f"issued by {authority}" if authority else None,
        f"issued in {place}" if place and place != country else None,
        *features,
    ]
    return "; ".join(filter(None, notes)) or None


def _relations(entity: Record) -> tuple[Relation, ...]:
    found = []
    for record in take_parts(entity, "relationships", "relationship"):
        published_type, quality = take_word(record, "type") or "", take_word(record, "quality")
        kind, is_known = relation_kind(published_type)
        if not is_known:
            record.report("type", published_type)
        for related in record.open_all("relatedEntity"):
            reference = related.take_attribute("entityId")
            name = related.take_text() or reference or ""
            wording = f"{published_type}: {name}" + (f" (quality: {quality})" if quality else "")
            found.append(Relation(kind=kind, name=name, wording=wording, authority_ref=reference))
    return tuple(dict.fromkeys(found))
