"""One entry of OFAC's tables as a designation: its row, and those of the other tables with its number."""

from __future__ import annotations

from screening.domain.designation import (
    Address,
    AliasStrength,
    Designation,
    Name,
    NameKind,
    PartyType,
)
from screening.sources.entries import has_name, require_name
from screening.sources.ofac_party import PARTY_TYPES, Feature, Party, name_parts, stated_imo_numbers
from screening.sources.ofac_remarks import Remarks, read_remarks
from screening.sources.record import Record, UnreadableRecordError
from screening.sources.table import Row
from screening.text.countries import parse_country

_KINDS = {"aka": NameKind.AKA, "fka": NameKind.FKA, "nka": NameKind.NKA}
_WEAK_KINDS = {"a.k.a.": NameKind.AKA, "f.k.a.": NameKind.FKA, "n.k.a.": NameKind.NKA}
_VESSEL = {
    "Call_Sign": "Vessel Call Sign",
    "Vess_type": "VESSEL TYPE",
    "Tonnage": "Vessel Tonnage",
    "GRT": "Vessel Gross Registered Tonnage",
    "Vess_flag": "Vessel Flag",
    "Vess_owner": "Vessel Owner",
}
_MOST = 1_000
_ENTITY = "entity"  # the column is null for entities


def read_row(list_id: str, row: Record, reference: str, locator: str) -> Designation:
    """The designation that a row of the main table describes, with the rows of the other tables
    that stand in it as ``address``, ``alternate`` and ``comments``.

    Raises UnreadableRecordError for a row with cells too few, of an unknown type or without a name.
    """
    if isinstance(row, Row) and row.missing:
        raise UnreadableRecordError(f"it has {row.missing} cells too few")
    party_type = _party_type(row)
    remarks, party = _remarks(row), Party()
    _describe(party, row, remarks)
    others = "; ".join(remarks.others)
    designation = Designation(
        list_id=list_id,
        authority_ref=reference,
        party_type=party_type,
        locator=locator,
        names=_names(row, remarks, party_type),
        positions=tuple(row.take_all("Title")),
        addresses=_addresses(row),
        programmes=_programmes(row),
        remarks=(others,) if others else (),
        relations=tuple(remarks.relations),
    )
    party.facts.identifiers.extend(stated_imo_numbers(others, party_type))
    return party.described(designation)


def _party_type(row: Record) -> PartyType:
    published = row.take("SDN_Type") or _ENTITY
    if published.lower() not in PARTY_TYPES:
        raise UnreadableRecordError(f"its SDN_Type {published!r} is not known")
    return PARTY_TYPES[published.lower()]


def _remarks(row: Record) -> Remarks:
    """What the remarks say, with their continuation. The last words of one that is cut and not
    continued are no fact: they are kept as a remark and reported."""
    text = row.fields.pop("Remarks", [""])[0]
    more = []
    for comment in row.open_all("comments"):
        comment.take("ent_num")
        more += comment.fields.pop("Remarks", [])
    whole = "".join(map(str, [text, *more]))
    if len(str(text)) < _MOST or more:
        return read_remarks(whole)
    whole, _, cut = whole.rpartition("; ")
    found = read_remarks(whole)
    found.others.append(cut)
    row.report("Remarks", f"cut and not continued: {cut}")
    return found


def _describe(party: Party, row: Record, remarks: Remarks) -> None:
    columns = ((column, row.take(column)) for column in _VESSEL)
    features = [Feature(type=_VESSEL[column], value=value) for column, value in columns if value]
    for feature in (*features, *remarks.features):
        if party.add(feature):
            row.report("Remarks", f"{feature.type} {feature.value}")
    for published in remarks.ids:
        if party.facts.add(published):
            row.report("Remarks", f"{published.type} {published.value}")


def _names(row: Record, remarks: Remarks, party_type: PartyType) -> tuple[Name, ...]:
    primary = require_name(row.take("SDN_Name"))
    names = [_name(primary, NameKind.PRIMARY, party_type)]
    for alternate in row.open_all("alternate"):
        for column in ("ent_num", "alt_num"):
            alternate.take(column)
        kind, text = alternate.take("alt_type") or "", alternate.take("alt_name") or ""
        note = alternate.take("alt_remarks")
        if kind not in _KINDS:
            alternate.report("alt_type", kind)
        if has_name(text):
            names.append(_name(text, _KINDS.get(kind, NameKind.AKA), party_type, note=note))
        else:
            alternate.report("alt_name", text)
    for kind, text in remarks.aliases:
        if has_name(text):
            names.append(_name(text, _WEAK_KINDS[kind], party_type, strength=AliasStrength.WEAK))
        else:
            row.report("Remarks", f"{kind} '{text}'")
    return tuple(names)


def _name(
    text: str,
    kind: NameKind,
    party_type: PartyType,
    *,
    strength: AliasStrength = AliasStrength.STRONG,
    note: str | None = None,
) -> Name:
    family, given = name_parts(text, "", party_type)
    return Name(
        text=text,
        kind=kind,
        strength=strength,
        family_name=family,
        given_name=given,
        note=note,
    )


def _addresses(row: Record) -> tuple[Address, ...]:
    found = []
    for record in row.open_all("address"):
        for column in ("ent_num", "Add_num"):
            record.take(column)
        country = record.take("Country")
        found.append(
            Address(
                street=record.take("Address"),
                city=record.take("City/State/Province/Postal Code"),
                country=parse_country(country) if country else None,
                note=record.take("Add_remarks"),
            )
        )
    return tuple(address for address in found if address != Address())


def _programmes(row: Record) -> tuple[str, ...]:
    published = (row.take("Program") or "").strip("[] ")
    return tuple(filter(None, (part.strip("[] ") for part in published.split("] ["))))
