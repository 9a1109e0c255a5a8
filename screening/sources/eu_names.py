"""The names of an EU entry, each with its language; titles, functions and genders stand with them.

``strong`` is true on every name: quality is stated in the remark alone. No name is marked as the
main one: the first in Latin script, in English or without a language, stands as the primary name.
"""

from __future__ import annotations

import re
from dataclasses import replace

from screening.domain.designation import AliasStrength, Gender, Name, NameKind, PartyType
from screening.sources.entries import has_name, require_name
from screening.sources.eu_parts import Facts, is_true, open_parts, remark_of
from screening.sources.merging import unique_names
from screening.sources.record import Record, squeeze
from screening.sources.scripts import script_of

_LOW = re.compile(r"\b(?:lo|low|weak)\b[ -]*qual|\bweak alias", re.IGNORECASE)
_FORMER = re.compile(
    r"\b(?:formerly|previously)\s+(?:known|listed|called|named)"
    r"|\bmaiden name|\bformer name|^former\b|\bf\.?k\.?a\b",
    re.IGNORECASE,
)
_GENDERS = {"M": Gender.MALE, "F": Gender.FEMALE}
_UNKNOWN_GENDER = "?"


def read_names(entity: Record, facts: Facts, party_type: PartyType) -> tuple[Name, ...]:
    """All names, the primary one first, each text once. Raises UnreadableRecordError without any."""
    found = (_name(alias, facts, party_type) for alias in open_parts(entity, "nameAlias", facts))
    names = unique_names(name for name in found if name)
    require_name(names[0].text if names else None)
    primary = min(names, key=_rank)
    return (replace(primary, kind=NameKind.PRIMARY), *(name for name in names if name is not primary))


def _rank(name: Name) -> tuple[bool, ...]:
    """The smallest is the primary name; equal ones keep the order of the file."""
    return (
        name.strength is AliasStrength.WEAK,
        name.kind is NameKind.FKA,
        name.script not in (None, "Latn"),
        name.language not in (None, "en"),
    )


def _name(alias: Record, facts: Facts, party_type: PartyType) -> Name | None:
    _read_bearer(alias, facts)
    note = remark_of(alias)
    first, middle, last = (_part(alias, name) for name in ("firstName", "middleName", "lastName"))
    given = " ".join(filter(None, (first, middle)))
    published = alias.take_attribute("wholeName") or " ".join(filter(None, (given, last)))
    text = squeeze(published)
    language = (alias.take_attribute("nameLanguage") or "").lower()
    strength = _strength(alias, note or "")
    if not has_name(text):
        alias.report("@wholeName", text)
        return None
    is_split = bool(given and last) and party_type is PartyType.INDIVIDUAL
    return Name(
        text=text,
        kind=NameKind.FKA if _FORMER.search(note or "") else NameKind.AKA,
        strength=strength,
        family_name=last if is_split else None,
        given_name=given if is_split else None,
        script=script_of(text),
        language=language or None,
        note=note,
        wording=published if published != text else None,
    )


def _part(alias: Record, name: str) -> str:
    return squeeze(alias.take_attribute(name) or "")


def _strength(alias: Record, note: str) -> AliasStrength:
    is_strong = "strong" not in alias.attributes or is_true(alias, "strong")
    return AliasStrength.STRONG if is_strong and not _LOW.search(note) else AliasStrength.WEAK


def _read_bearer(alias: Record, facts: Facts) -> None:
    """Titles, functions and genders: of the party, though they are published with a name."""
    facts.titles += filter(None, [_part(alias, "title")])
    facts.positions += filter(None, [_part(alias, "function")])
    gender = alias.take_attribute("gender")
    if gender in _GENDERS:
        facts.genders.append(_GENDERS[gender])
    elif gender not in (None, _UNKNOWN_GENDER):
        alias.report("@gender", gender)
