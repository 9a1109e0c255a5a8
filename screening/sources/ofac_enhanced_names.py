"""Names in OFAC's ENHANCED XML: each with its translations, one of them in Latin letters."""

from __future__ import annotations

from screening.domain.designation import AliasStrength, Name, NameKind, PartyType
from screening.sources.entries import has_name
from screening.sources.ofac_enhanced_parts import is_true, take_parts, take_word
from screening.sources.ofac_party import name_parts
from screening.sources.record import Record, UnreadableRecordError
from screening.sources.scripts import script_of

KINDS = {"A.K.A.": NameKind.AKA, "F.K.A.": NameKind.FKA, "N.K.A.": NameKind.NKA}
SCRIPTS = {
    "Latin": "Latn",
    "Arabic": "Arab",
    "Armenian": "Armn",
    "Chinese Simplified": "Hans",
    "Chinese Traditional": "Hant",
    "Cyrillic": "Cyrl",
    "Georgian": "Geor",
    "Greek": "Grek",
    "Hebrew": "Hebr",
    "Japanese": "Jpan",
    "Korean": "Kore",
}
_DIRECTION_MARKS = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def read_names(entity: Record, party_type: PartyType) -> tuple[Name, ...]:
    """All names of an entry, the primary one first and its Latin form before all others.

    Raises UnreadableRecordError where there is no primary name.
    """
    found = [name for record in take_parts(entity, "names", "name") for name in _names(record, party_type)]
    found.sort(key=lambda name: name.kind is not NameKind.PRIMARY)
    if not found or found[0].kind is not NameKind.PRIMARY:
        raise UnreadableRecordError("it has no name")
    return tuple(found)


def without_direction_marks(text: str) -> str:
    """``text`` without the invisible marks of writing direction around it."""
    return text.translate(_DIRECTION_MARKS).strip()


def published_script(published: str | None, text: str) -> tuple[str | None, bool]:
    """The ISO 15924 code of a script's published name, and whether that is known; where it is not,
    the code is that of the letters themselves."""
    return SCRIPTS.get(published or "") or script_of(text), published in SCRIPTS


def _names(record: Record, party_type: PartyType) -> list[Name]:
    is_primary, is_weak = is_true(record, "isPrimary"), is_true(record, "isLowQuality")
    published_kind = take_word(record, "aliasType")
    if not is_primary and published_kind not in KINDS:
        record.report("aliasType", published_kind or "")
    kind = NameKind.PRIMARY if is_primary else KINDS.get(published_kind or "", NameKind.AKA)
    strength = AliasStrength.WEAK if is_weak else AliasStrength.STRONG
    translations = take_parts(record, "translations", "translation")
    found = [(is_true(one, "isPrimary"), _name(one, party_type, kind, strength)) for one in translations]
    found.sort(key=lambda pair: not pair[0])
    return [name for _, name in found if name]


def _name(translation: Record, party_type: PartyType, kind: NameKind, strength: AliasStrength) -> Name | None:
    texts = [translation.take(f"formatted{part}Name") for part in ("Full", "Last", "First")]
    full, last, first = (without_direction_marks(text or "") for text in texts)
    for part in take_parts(translation, "nameParts", "namePart"):
        take_word(part, "type")
        part.take("value")
    published_script_name = take_word(translation, "script")
    script, is_known = published_script(published_script_name, full)
    if not is_known:
        translation.report("script", published_script_name or "")
    if not has_name(full):
        translation.report("formattedFullName", full)
        return None
    family, given = name_parts(last, first, party_type)
    return Name(
        text=full,
        kind=kind,
        strength=strength,
        family_name=family,
        given_name=given,
        script=script,
    )
