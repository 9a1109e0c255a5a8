"""Names on SECO's list: made of typed parts, each with spellings in other languages and scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from screening.domain.designation import AliasStrength, Name, NameKind
from screening.sources.entries import has_name
from screening.sources.languages import language_code
from screening.sources.record import Record, squeeze
from screening.sources.scripts import script_of

_KINDS = {
    "primary-name": NameKind.PRIMARY,
    "alias": NameKind.AKA,
    "formerly-known-as": NameKind.FKA,
}
_STRENGTHS = {"good": AliasStrength.STRONG, "low": AliasStrength.WEAK}
_TITLE = "title"
_FAMILY = frozenset(["family-name"])
_GIVEN = frozenset(["given-name", "further-given-name", "father-name", "grand-father-name"])
_OTHERS = frozenset(["maiden-name", "tribal-name", "suffix", "whole-name", "other"])
_KNOWN = _FAMILY | _GIVEN | _OTHERS | {_TITLE}
_LAST = 1_000


class _Spelling(NamedTuple):
    language: str
    script: str


@dataclass(slots=True)
class _Part:
    """One part of a name: its type, its text, and its other spellings."""

    kind: str
    text: str
    variants: dict[_Spelling, list[str]] = field(default_factory=dict)


def read_name(record: Record, *, is_main: bool) -> tuple[list[Name], list[str]]:
    """The name in the order of its parts, then each of its other spellings whole; and the titles
    among the parts. A primary name of another than the main identity is an alias."""
    record.take_attribute("ssid")
    published, quality = record.take_attribute("name-type") or "", record.take_attribute("quality")
    if published not in _KINDS:
        record.report("@name-type", published)
    if quality not in (None, *_STRENGTHS):
        record.report("@quality", quality or "")
    kind = _KINDS.get(published, NameKind.AKA)
    parts = _parts(record)
    titles = [part.text for part in parts if part.kind == _TITLE and part.text]
    named = [part for part in parts if part.kind != _TITLE]
    name = Name(
        text=_text(part.text for part in named),
        kind=NameKind.AKA if kind is NameKind.PRIMARY and not is_main else kind,
        strength=_STRENGTHS.get(quality or "good", AliasStrength.STRONG),
        family_name=_text(part.text for part in named if part.kind in _FAMILY) or None,
        given_name=_text(part.text for part in named if part.kind in _GIVEN) or None,
        language=language_code(record.take_attribute("lang") or ""),
    )
    if not has_name(name.text):
        record.report("name-part", name.text)
        return [], titles
    return [replace(name, script=script_of(name.text)), *_other_spellings(name, named)], titles


def _parts(record: Record) -> list[_Part]:
    """The parts in their order, whatever the order of their elements."""
    parts = []
    for element in record.open_all("name-part"):
        kind, order = element.take_attribute("name-part-type") or "", element.take_attribute("order")
        if kind not in _KNOWN:
            element.report("@name-part-type", kind)
        part = _Part(kind, squeeze(element.take("value") or ""))
        for variant in element.open_all("spelling-variant"):
            variant.take_attribute("spelling-variant-type")
            spelling = _Spelling(*((variant.take_attribute(n) or "").casefold() for n in ("lang", "script")))
            part.variants.setdefault(spelling, []).append(squeeze(variant.take_text() or ""))
        position = int(order) if order and order.isdecimal() else _LAST
        parts.append((position, part))
    return [part for _, part in sorted(parts, key=lambda each: each[0])]


def _other_spellings(name: Name, parts: Sequence[_Part]) -> Iterator[Name]:
    spellings = dict.fromkeys(spelling for part in parts for spelling in part.variants)
    kind = NameKind.AKA if name.kind is NameKind.PRIMARY else name.kind
    for spelling in spellings:
        for text in dict.fromkeys(_spelt(parts, spelling)):
            if text != name.text and has_name(text):
                yield Name(
                    text=text,
                    kind=kind,
                    strength=name.strength,
                    script=script_of(text) or spelling.script.title() or None,
                    language=language_code(spelling.language),
                    note="spelling variant",
                )


def _spelt(parts: Sequence[_Part], spelling: _Spelling) -> Iterator[str]:
    """The whole name in a spelling: with the first variant of every part, then with each further
    variant in its place. A part that has none keeps its text."""
    first = [next(iter(part.variants.get(spelling, [])), part.text) for part in parts]
    yield _text(first)
    for position, part in enumerate(parts):
        for variant in part.variants.get(spelling, [])[1:]:
            yield _text([*first[:position], variant, *first[position + 1 :]])


def _text(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts))
