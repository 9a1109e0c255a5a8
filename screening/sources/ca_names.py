"""Names on Canada's list: several in one text, in two official languages and in the original.

Aliases stand in one field between commas, semicolons, slashes, *or* and *and*, with a language
named before some (``Russian: …``). A comma inside a company's name is told from one between two
names by what follows: a legal form or a small letter go on with the name. Every name that was
cut out of a longer text keeps that text as its wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from screening.domain.designation import AliasStrength, Name, NameKind, PartyType
from screening.sources.entries import has_name
from screening.sources.record import squeeze
from screening.sources.scripts import script_of
from screening.text.tokens import NameGroup, TokenKind, tokenise

_LANGUAGES = {
    "russian": "ru",
    "belarusian": "be",
    "belarussian": "be",
    "ukrainian": "uk",
    "arabic": "ar",
    "persian": "fa",
    "chinese": "zh",
}
_LABEL = re.compile(rf"\b({'|'.join(_LANGUAGES)})\s*:\s*", re.IGNORECASE)
_KNOWN_AS = re.compile(r"\s*\(also known as (.*?)\)?$", re.IGNORECASE)
_BREAK = re.compile(r"\s*;\s*|\s*/\s+|\s+/\s*|\s+or\s+")
_COMMA = re.compile(r"\s*,\s*(?:and\s+)?")
_AND = re.compile(r"\s+and\s+")
_SLASH = re.compile(r"/(?![^(]*\))")
_ONE_WORD = "one word alone: a part of the name, or a nickname"


def entity_names(text: str, aliases: str | None) -> tuple[Name, ...]:
    """The names of an entity or a ship, the first of them primary: English and French where the
    text has both, those *also known as*, then the ``aliases``."""
    whole = squeeze(text)
    main, *known_as = _KNOWN_AS.split(whole)[:2]
    parts = [part.strip() for part in _SLASH.split(main)]
    languages = ("en", "fr") if len(parts) == 2 else (None,) * len(parts)
    wording = whole if len(parts) > 1 or known_as else None
    names = [
        Name(
            text=part,
            kind=NameKind.AKA if position else NameKind.PRIMARY,
            script=script_of(part),
            language=languages[position],
            wording=wording,
        )
        for position, part in enumerate(parts)
    ]
    also = known_as[0] if known_as else ""
    return (*names, *_aliases(also, PartyType.ENTITY), *_aliases(aliases or "", PartyType.ENTITY))


def individual_names(family: str | None, given: str | None, aliases: str | None) -> tuple[Name, ...]:
    """The name of a person as ``Family, Given``, then the ``aliases``; one word alone is weak."""
    family, given = (squeeze(part) if part else None for part in (family, given))
    text = ", ".join(filter(None, (family, given)))
    is_split = bool(family and given)
    primary = Name(
        text=text,
        kind=NameKind.PRIMARY,
        script=script_of(text),
        family_name=family if is_split else None,
        given_name=given if is_split else None,
    )
    return (primary, *_aliases(aliases or "", PartyType.INDIVIDUAL))


def _aliases(text: str, party_type: PartyType) -> Iterator[Name]:
    whole = squeeze(text)
    for language, labelled in _by_language(whole):
        for part in _names_in(labelled, party_type):
            if not has_name(part):
                continue
            is_weak = party_type is PartyType.INDIVIDUAL and len(part.split()) == 1
            yield Name(
                text=part,
                strength=AliasStrength.WEAK if is_weak else AliasStrength.STRONG,
                script=script_of(part),
                language=language,
                note=_ONE_WORD if is_weak else None,
                wording=whole if part != whole else None,
            )


def _by_language(text: str) -> Iterator[tuple[str | None, str]]:
    first, *labelled = _LABEL.split(text)
    yield None, first
    for label, part in zip(labelled[::2], labelled[1::2], strict=True):
        yield _LANGUAGES[label.lower()], part


def _names_in(text: str, party_type: PartyType) -> Iterator[str]:
    for part in _BREAK.split(text):
        for name in _rejoined(_COMMA.split(part)):
            for single in _around_and(name, party_type):
                for side in _around_slash(single):
                    yield _trimmed(side)


def _rejoined(pieces: list[str]) -> list[str]:
    """``pieces`` between commas, those put together again that are one company's name."""
    names = pieces[:1]
    for before, piece in pairwise(pieces):
        goes_on = piece[:1].islower() and not piece.startswith("the ")
        if _is_form(piece) or _is_form(before) or goes_on:
            names[-1] += f", {piece}"
        else:
            names.append(piece)
    return names


def _around_and(text: str, party_type: PartyType) -> list[str]:
    sides = _AND.split(text)
    if len(sides) != 2:
        return [text]
    left, right = sides
    if party_type is PartyType.INDIVIDUAL or {script_of(left), script_of(right)} - {"Latn"}:
        return sides
    is_two = _is_form(left.split()[-1]) or _is_form(right.split()[0]) or left.split()[0] == right.split()[0]
    return sides if is_two else [text]


def _around_slash(text: str) -> list[str]:
    sides = _SLASH.split(text)
    return sides if all(has_name(side) for side in sides) else [text]


def _is_form(text: str) -> bool:
    """Whether ``text`` is nothing but legal forms (``LLC``, ``ООО``)."""
    tokens = tokenise(f"Xyz {text}", NameGroup.ORGANISATION)[1:]
    return bool(tokens) and all(token.kind is TokenKind.LEGAL_FORM for token in tokens)


def _trimmed(text: str) -> str:
    bare = text.strip(" ,;")
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1]
    if bare.count("(") > bare.count(")"):
        bare = bare.lstrip("(")
    elif bare.count(")") > bare.count("("):
        bare = bare.rstrip(")")
    return bare.strip()
