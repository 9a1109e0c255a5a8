"""The names of a UN entry, with the birth dates and places that are stated with an alias."""

from __future__ import annotations

from screening.domain.designation import AliasStrength, Name, NameKind, PartialDate, Place
from screening.sources.entries import has_name, require_name
from screening.sources.record import Record, squeeze
from screening.sources.scripts import script_of
from screening.sources.un_births import read_alias_date
from screening.sources.un_names import name_in_note, split_names
from screening.text.countries import parse_country

_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "FIFTH_NAME", "SIXTH_NAME")
_QUALITIES = {
    "Good": (NameKind.AKA, AliasStrength.STRONG),
    "Low": (NameKind.AKA, AliasStrength.WEAK),
    "a.k.a.": (NameKind.AKA, AliasStrength.STRONG),
    "f.k.a.": (NameKind.FKA, AliasStrength.STRONG),
    "": (NameKind.AKA, AliasStrength.STRONG),
}


def read_names(entry: Record) -> tuple[tuple[Name, ...], list[PartialDate], list[Place]]:
    """The primary name, the name in its original script and all aliases; then the birth dates
    and places stated with aliases. Raises UnreadableRecordError for an entry without a name."""
    names = _primary_names(entry) + _original_script(entry)
    dates, places = [], []
    for alias in entry.open_all(f"{entry.tag}_ALIAS"):
        of = squeeze(alias.take("ALIAS_NAME") or "")
        date, place = _birth(alias, f"stated with the alias {of}" if of else "stated with an unnamed alias")
        dates += [date] if date else []
        places += [place] if place else []
        names += _alias(alias, of)
    return tuple(names), dates, places


def _primary_names(entry: Record) -> list[Name]:
    """The parts joined, whole; where that lists several names, each of them besides."""
    text = squeeze(" ".join(filter(None, (entry.take(tag) for tag in _PARTS))))
    primary = Name(text=require_name(text), kind=NameKind.PRIMARY, script=_foreign(text))
    others = [name for name, _ in split_names(text) if name != text]
    return [primary, *(Name(text=name, script=_foreign(name), wording=text) for name in others)]


def _original_script(entry: Record) -> list[Name]:
    text = squeeze(entry.take("NAME_ORIGINAL_SCRIPT") or "")
    return [
        Name(
            text=name, kind=NameKind.PRIMARY, script=script_of(name), note=remark, wording=_unless(text, name)
        )
        for name, remark in split_names(text)
    ]


def _alias(alias: Record, text: str) -> list[Name]:
    quality, note = alias.take("QUALITY") or "", squeeze(alias.take("NOTE") or "")
    if quality not in _QUALITIES:
        alias.report("QUALITY", quality)
    kind, strength = _QUALITIES.get(quality, _QUALITIES[""])
    if not has_name(text):
        _report_rest(alias, text, note)
        return []
    names = [(name, remark, _unless(text, name)) for name, remark in split_names(text)]
    in_note = name_in_note(note)
    names += [(in_note, None, note)] if in_note else []
    return [
        Name(
            text=name,
            kind=kind,
            strength=strength,
            script=_foreign(name),
            note="; ".join(filter(None, [remark, note])) or None,
            wording=wording,
        )
        for name, remark, wording in names
    ]


def _report_rest(alias: Record, text: str, note: str) -> None:
    for tag, value in (("ALIAS_NAME", text), ("NOTE", note)):
        if value:
            alias.report(tag, value)


def _birth(alias: Record, note: str) -> tuple[PartialDate | None, Place | None]:
    parts = [squeeze(alias.take(tag) or "") for tag in ("CITY_OF_BIRTH", "COUNTRY_OF_BIRTH")]
    text = ", ".join(filter(None, parts))
    country = parse_country(parts[1]) if parts[1] else None
    return read_alias_date(alias, note), Place(text=text, country=country, note=note) if text else None


def _unless(whole: str, name: str) -> str | None:
    return whole if name != whole else None


def _foreign(text: str) -> str | None:
    script = script_of(text)
    return None if script == "Latn" else script
