"""Several published records of one party made one designation, with nothing said twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from screening.domain.designation import AliasStrength, Designation, Name, NameKind


def merge(designations: Iterable[Designation]) -> Designation:
    """One designation with everything that the given ones say, the first of them first.

    Lists are united, a name is kept once, the earliest listing counts and later ones are amendments.
    The party is delisted only where every one of them says so, and then on the latest of the days.
    """
    first, *others = designations
    if not others:
        return first
    entries = (first, *others)
    merged: dict[str, Any] = {
        f.name: _united(entries, f.name) for f in fields(first) if isinstance(getattr(first, f.name), tuple)
    }
    listed = [entry.listed_on for entry in entries if entry.listed_on]
    delisted = [entry.delisted_on for entry in entries if entry.delisted_on]
    merged |= {
        "names": unique_names(_one_primary(entries)),
        "vessel": next((entry.vessel for entry in entries if entry.vessel), None),
        "amended_on": tuple(sorted({*merged["amended_on"], *listed} - {min(listed, default=None)})),
        "listed_on": min(listed, default=None),
        "delisted_on": max(delisted) if len(delisted) == len(entries) else None,
    }
    return replace(first, **merged)


def unique_names(names: Iterable[Name]) -> tuple[Name, ...]:
    """Each text once, where it first stands: as a primary name before an alias, as a strong one
    before a weak one; the languages of the copies are noted."""
    kept: dict[str, Name] = {}
    for name in names:
        known = kept.get(name.text)
        kept[name.text] = _joined(known, name) if known else name
    return tuple(kept.values())


def unite(values: Iterable[Any]) -> tuple[Any, ...]:
    """Each value once, in the order of first occurrence; hashable values only."""
    return tuple(dict.fromkeys(values))


def _united(entries: tuple[Designation, ...], field: str) -> tuple[Any, ...]:
    return unite(value for entry in entries for value in getattr(entry, field))


def _one_primary(entries: tuple[Designation, ...]) -> Iterable[Name]:
    yield from entries[0].names
    for entry in entries[1:]:
        for name in entry.names:
            yield replace(name, kind=NameKind.AKA) if name.kind is NameKind.PRIMARY else name


def _joined(known: Name, copy: Name) -> Name:
    is_strong = AliasStrength.STRONG in (known.strength, copy.strength)
    notes = [known.note, copy.note if copy.note != known.note else None, _other_language(known, copy)]
    return replace(
        known,
        kind=NameKind.PRIMARY if NameKind.PRIMARY in (known.kind, copy.kind) else known.kind,
        strength=AliasStrength.STRONG if is_strong else AliasStrength.WEAK,
        family_name=known.family_name or copy.family_name,
        given_name=known.given_name or copy.given_name,
        language=known.language or copy.language,
        note="; ".join(filter(None, notes)) or None,
    )


def _other_language(known: Name, copy: Name) -> str | None:
    if not (known.language and copy.language) or known.language == copy.language:
        return None
    remark = f"also in {copy.language}"
    return None if remark in (known.note or "").split("; ") else remark
