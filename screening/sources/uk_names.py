"""Names on the lists of the United Kingdom: six parts, the last one the surname or the entity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.domain.designation import AliasStrength, Name, NameKind, PartyType
from screening.sources.entries import has_name, require_name
from screening.sources.languages import language_code
from screening.sources.merging import unique_names
from screening.sources.record import Record, squeeze
from screening.sources.scripts import script_of

_KINDS = {
    "": NameKind.AKA,
    "primary name": NameKind.PRIMARY,
    "prime alias": NameKind.PRIMARY,
    "primary name variation": NameKind.AKA,
    "alias": NameKind.AKA,
    "aka": NameKind.AKA,
    "fka": NameKind.FKA,
}
_VARIATION = "primary name variation"
_STRENGTHS = {"good": AliasStrength.STRONG, "low": AliasStrength.WEAK}
_GIVEN = ("Name1", "Name2", "Name3", "Name4", "Name5")
_WITH_IMO = re.compile(r"IMO\s*\d{7}\s*\(\s*[\"“']?(?P<name>[^()\"”]+?)[\"”']?\s*\)")


def read_names(designation: Record, party_type: PartyType) -> tuple[Name, ...]:
    """All names, primary ones first, then those in other scripts; each text once. Raises
    UnreadableRecordError where there is none."""
    found = [name for record in designation.open_list("Names", "Name") for name in _names(record, party_type)]
    found.sort(key=lambda name: name.kind is not NameKind.PRIMARY)
    found += _non_latin(designation)
    require_name(found[0].text if found else None)
    return unique_names(found)


def _names(record: Record, party_type: PartyType) -> Iterator[Name]:
    given = " ".join(filter(None, (squeeze(record.take(tag) or "") for tag in _GIVEN)))
    last = squeeze(record.take("Name6") or "")
    text = " ".join(filter(None, (given, last)))
    kind = (record.take("NameType") or "").casefold()
    if kind not in _KINDS:
        record.report("NameType", kind)
    strength = _strength(record)
    if not has_name(text):
        if text:
            record.report("Name6", text)
        return
    is_split = bool(given and last) and party_type is PartyType.INDIVIDUAL
    yield Name(
        text=text,
        kind=_KINDS.get(kind, NameKind.AKA),
        strength=strength,
        family_name=last if is_split else None,
        given_name=given if is_split else None,
        script=_foreign(text),
        note=kind if kind == _VARIATION else None,
    )
    bare = _WITH_IMO.fullmatch(text)
    if bare and has_name(bare["name"]):
        yield Name(text=bare["name"], strength=strength, wording=text)


def _strength(record: Record) -> AliasStrength:
    published = record.take("AliasStrength") or "good"
    word = published.casefold().split()[0]
    if word not in _STRENGTHS:
        record.report("AliasStrength", published)
    return _STRENGTHS.get(word, AliasStrength.STRONG)


def _non_latin(designation: Record) -> Iterator[Name]:
    for record in designation.open_list("NonLatinNames", "NonLatinName"):
        text = squeeze(record.take("NameNonLatinScript") or "")
        script, language = record.take("NonLatinScriptType"), record.take("NonLatinScriptLanguage")
        strength = _strength(record)
        if has_name(text):
            yield Name(
                text=text,
                strength=strength,
                script=script_of(text),
                language=language_code(language or "") or language_code(script or ""),
            )
        elif text:
            record.report("NameNonLatinScript", text)


def _foreign(text: str) -> str | None:
    script = script_of(text)
    return None if script == "Latn" else script
