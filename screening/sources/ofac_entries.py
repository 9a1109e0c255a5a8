"""One entry of OFAC's classic XML as a designation.

The numbers (``uid``) of names, addresses and other parts of an entry are read and left out: they
say nothing of the party. ``mainEntry`` puts the main values first; a birth date that is not the
main one is noted as alternate.
"""

from __future__ import annotations

from screening.domain.designation import (
    Address,
    AliasStrength,
    Attribute,
    Country,
    Designation,
    Identifier,
    IdentifierType,
    Name,
    NameKind,
    PartialDate,
    PartyType,
    Vessel,
)
from screening.sources.entries import has_name, require_name
from screening.sources.ofac_ids import Facts, read_ids
from screening.sources.ofac_party import name_parts, stated_imo_numbers
from screening.sources.ofac_remarks import linked_parties
from screening.sources.places import parse_place
from screening.sources.record import Record, UnreadableRecordError
from screening.text.countries import parse_country
from screening.text.dates import parse_date

_PARTY_TYPES = {
    "Individual": PartyType.INDIVIDUAL,
    "Entity": PartyType.ENTITY,
    "Vessel": PartyType.VESSEL,
    "Aircraft": PartyType.AIRCRAFT,
}
_STRENGTHS = {"strong": AliasStrength.STRONG, "weak": AliasStrength.WEAK}
_KINDS = {"a.k.a.": NameKind.AKA, "f.k.a.": NameKind.FKA, "n.k.a.": NameKind.NKA}


def read_entry(list_id: str, entry: Record, reference: str, locator: str) -> Designation:
    """The designation that an ``sdnEntry`` describes, its fields taken from the record.

    Raises UnreadableRecordError for an unknown ``sdnType`` or an entry without a name.
    """
    published_type = entry.take("sdnType") or ""
    if published_type not in _PARTY_TYPES:
        raise UnreadableRecordError(f"its sdnType {published_type!r} is not known")
    party_type = _PARTY_TYPES[published_type]
    facts = read_ids(entry)
    birth_dates = _birth_dates(entry, facts)
    vessel, call_signs = _vessel(entry, facts)
    remarks = entry.take("remarks") or ""
    return Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=_names(entry, party_type),
        positions=_one(entry.take("title")),
        genders=tuple(facts.genders),
        birth_dates=birth_dates,
        birth_places=tuple(
            map(parse_place, _listed(entry, "placeOfBirthList", "placeOfBirthItem", "placeOfBirth"))
        ),
        nationalities=_countries(entry, "nationalityList", "nationality"),
        citizenships=_countries(entry, "citizenshipList", "citizenship"),
        addresses=_addresses(entry),
        identifiers=(*facts.identifiers, *call_signs, *stated_imo_numbers(remarks, party_type)),
        vessel=vessel,
        programmes=tuple(p for group in entry.open_all("programList") for p in group.take_all("program")),
        remarks=_one(remarks),
        attributes=tuple(facts.attributes),
        relations=linked_parties(remarks),
    )


def _one(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _names(entry: Record, party_type: PartyType) -> tuple[Name, ...]:
    primary = _name(entry, party_type, NameKind.PRIMARY, AliasStrength.STRONG)
    require_name(primary.text)
    aliases = (_alias(aka, party_type) for aka in entry.open_list("akaList", "aka"))
    return (primary, *(alias for alias in aliases if alias))


def _alias(aka: Record, party_type: PartyType) -> Name | None:
    aka.take("uid")
    kind, strength = aka.take("type") or "", aka.take("category") or ""
    if kind not in _KINDS:
        aka.report("type", kind)
    if strength not in _STRENGTHS:
        aka.report("category", strength)
    alias = _name(
        aka, party_type, _KINDS.get(kind, NameKind.AKA), _STRENGTHS.get(strength, AliasStrength.STRONG)
    )
    if has_name(alias.text):
        return alias
    aka.report("lastName", alias.text)
    return None


def _name(record: Record, party_type: PartyType, kind: NameKind, strength: AliasStrength) -> Name:
    last, first = record.take("lastName"), record.take("firstName")
    family, given = name_parts(last or "", first or "", party_type)
    return Name(
        text=", ".join(filter(None, (last, first))),
        kind=kind,
        strength=strength,
        family_name=family,
        given_name=given,
    )


def _listed(entry: Record, outer: str, inner: str, tag: str) -> list[str]:
    """The values of a list of items, the main ones first."""
    return [text for text, _ in _items(entry, outer, inner, tag)]


def _items(entry: Record, outer: str, inner: str, tag: str) -> list[tuple[str, bool]]:
    """The values of a list of items, each with whether it is a main one; main ones first."""
    values = []
    for item in entry.open_list(outer, inner):
        item.take("uid")
        is_main = item.take("mainEntry") != "false"
        text = item.take(tag)
        if text:
            values.append((text, is_main))
    return sorted(values, key=lambda value: not value[1])


def _birth_dates(entry: Record, facts: Facts) -> tuple[PartialDate, ...]:
    dates = []
    for text, is_main in _items(entry, "dateOfBirthList", "dateOfBirthItem", "dateOfBirth"):
        date = parse_date(text, note=None if is_main else "alternate")
        if date is None:
            facts.attributes.append(Attribute(label="dateOfBirth", value=text))
            entry.report("dateOfBirthList/dateOfBirthItem/dateOfBirth", text)
        else:
            dates.append(date)
    return tuple(dates)


def _countries(entry: Record, outer: str, inner: str) -> tuple[Country, ...]:
    return tuple(map(parse_country, _listed(entry, outer, inner, "country")))


def _addresses(entry: Record) -> tuple[Address, ...]:
    found = (_address(record) for record in entry.open_list("addressList", "address"))
    return tuple(address for address in found if address != Address())


def _address(record: Record) -> Address:
    record.take("uid")
    lines = [record.take(tag) for tag in ("address1", "address2", "address3")]
    regions = [record.take(tag) for tag in ("stateOrProvince", "region")]
    country = record.take("country")
    return Address(
        street=", ".join(filter(None, lines)) or None,
        city=record.take("city"),
        region=", ".join(filter(None, regions)) or None,
        postal_code=record.take("postalCode"),
        country=parse_country(country) if country else None,
    )


def _vessel(entry: Record, facts: Facts) -> tuple[Vessel | None, list[Identifier]]:
    infos = entry.open_all("vesselInfo")
    info = infos[0] if infos else _NO_INFO
    call_sign, flag = info.take("callSign"), info.take("vesselFlag")
    vessel = Vessel(
        vessel_type=info.take("vesselType"),
        flag=parse_country(flag) if flag else None,
        former_flags=tuple(facts.former_flags),
        tonnage=info.take("tonnage"),
        gross_tonnage=info.take("grossRegisteredTonnage"),
        owner=info.take("vesselOwner"),
        built=facts.built,
    )
    call_signs = [Identifier(type=IdentifierType.CALL_SIGN, value=call_sign or "", published_type="callSign")]
    return None if vessel == Vessel() else vessel, call_signs if call_sign else []


_NO_INFO = Record("vesselInfo")
