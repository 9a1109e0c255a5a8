"""Names in OFAC's ADVANCED XML: in parts, each with a number that says what it is.

Some parts are in mixed case there. They are put into capitals where OFAC prints capitals in all its
other formats: family names, and all of the names of other parties than persons.
"""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from screening.domain.designation import AliasStrength, Name, NameKind, PartyType
from screening.sources.entries import has_name
from screening.sources.ofac_advanced_tables import Tables
from screening.sources.ofac_enhanced_names import KINDS, published_script, without_direction_marks
from screening.sources.ofac_party import name_parts
from screening.sources.record import Record, UnreadableRecordError

_LAST_NAME = "Last Name"
_LATIN = "Latn"
_PRIMARY_PARTS = "{*}Profile/{*}Identity/{*}Alias[@Primary='true']/{*}DocumentedName"


class _Parts(NamedTuple):
    family: list[str]
    others: list[str]
    script: str | None


def read_names(identities: list[Record], tables: Tables, party_type: PartyType) -> tuple[Name, ...]:
    """All names of a party, the primary one first and its Latin form before all others.

    Raises UnreadableRecordError where there is no primary name.
    """
    found: list[Name] = []
    for identity in identities:
        kinds = _part_kinds(identity, tables)
        for alias in identity.open_all("Alias"):
            found += _alias(alias, tables, kinds, party_type)
    found.sort(key=lambda name: name.kind is not NameKind.PRIMARY)
    if not found or found[0].kind is not NameKind.PRIMARY:
        raise UnreadableRecordError("it has no name")
    return tuple(found)


def glance_name(party: etree._Element) -> tuple[str, str]:
    """The reference and the primary name of a ``DistinctParty``, without reading the rest of it."""
    documented = party.find(_PRIMARY_PARTS)
    values = documented.iterfind("{*}DocumentedNamePart/{*}NamePartValue") if documented is not None else ()
    texts = [(value.text or "").strip() for value in values]
    family, others = texts[:1], texts[1:]
    return party.get("FixedRef", ""), ", ".join([*(text.upper() for text in family), *others])


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
        name = _name(_parts(documented, tables, kinds), party_type, kind, strength)
        if has_name(name.text):
            names.append((is_main, name))
        else:
            documented.report("DocumentedNamePart", name.text)
    return [name for _, name in sorted(names, key=lambda pair: not pair[0])]


def _parts(documented: Record, tables: Tables, kinds: dict[str, str]) -> _Parts:
    family: list[str] = []
    others: list[str] = []
    script = None
    for value in documented.open_list("DocumentedNamePart", "NamePartValue"):
        for attribute in ("Acronym", "ScriptStatusID"):
            value.take_attribute(attribute)
        kind = kinds.get(value.take_attribute("NamePartGroupID") or "", "")
        published = tables.word(value, "Script")
        text = without_direction_marks(value.take_text() or "")
        script, is_known = published_script(published, text)
        if not is_known:
            value.report("@ScriptID", published)
        (family if kind == _LAST_NAME else others).append(text)
    return _Parts(family, others, script)


def _name(parts: _Parts, party_type: PartyType, kind: NameKind, strength: AliasStrength) -> Name:
    is_person = party_type is PartyType.INDIVIDUAL
    published = [" ".join(filter(None, words)) for words in (parts.family, parts.others)]
    last, first = published
    if parts.script == _LATIN:
        last, first = last.upper(), first if is_person else first.upper()
    family, given = name_parts(last, first, party_type)
    text, wording = (", ".join(filter(None, words)) for words in ((last, first), published))
    return Name(
        text=text,
        kind=kind,
        strength=strength,
        family_name=family,
        given_name=given,
        script=parts.script,
        wording=wording if wording != text else None,
    )
