"""Folded names to tokens: words with what they are for.

Names of persons, of organisations and of craft are read differently: *Sa* is a family name or
the legal form of a company. Which reading applies is decided by the designation's party type.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from screening.domain.designation import PartyType
from screening.text.name_parts import name_parts
from screening.text.readings import readings


class NameGroup(StrEnum):
    """The three ways to read a name."""

    PERSON = "person"
    ORGANISATION = "organisation"
    CRAFT = "craft"


GROUP_OF_TYPE = {
    PartyType.INDIVIDUAL: NameGroup.PERSON,
    PartyType.ENTITY: NameGroup.ORGANISATION,
    PartyType.VESSEL: NameGroup.CRAFT,
    PartyType.AIRCRAFT: NameGroup.CRAFT,
}


class TokenKind(StrEnum):
    """What a token is in its name; the policy says what each kind is worth."""

    WORD = "word"
    INITIAL = "initial"
    NUMBER = "number"
    PARTICLE = "particle"
    TITLE = "title"
    LEGAL_FORM = "legal form"
    GENERIC = "generic word"
    COMMON = "common word"
    """A title, particle, legal form or generic word of a name that has nothing else."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a folded name."""

    text: str
    kind: TokenKind


def tokenise(name: str, group: NameGroup) -> tuple[Token, ...]:
    """The tokens of a name as it is plainly read (the first of ``token_readings``)."""
    return token_readings(name, group)[0]


@lru_cache(maxsize=65_536)
def token_readings(name: str, group: NameGroup) -> tuple[tuple[Token, ...], ...]:
    """The tokens of each reading of a name, and of each name that stands in it, in their natural
    order: what stands before a single comma in the name of a person is moved to the end
    (``PUTIN, Vladimir`` is Vladimir Putin)."""
    person = group is NameGroup.PERSON
    parts = name_parts(name, person=person)
    ordered = map(_natural_order, parts) if person else parts
    found = dict.fromkeys(_tokens(folded, group) for part in ordered for folded in readings(part))
    first, *others = found
    return (first, *(tokens for tokens in others if any(t.kind is TokenKind.WORD for t in tokens)))


def _tokens(folded: str, group: NameGroup) -> tuple[Token, ...]:
    words = _RESIDUE.sub(" ", folded).split() or folded.split()
    tokens = _READERS[group](words)
    if any(token.kind in _TELLING for token in tokens):
        return tokens
    return tuple(Token(token.text, TokenKind.COMMON) for token in tokens)


_RESIDUE = re.compile(
    r"\b(?:ordering customer|beneficiary|benef|attn|attention|in favou?r of)\b"
    r"|\b(?:ref|inv|invoice|tel|telephone|phone|fax|acct|acc|account|iban)\b"
    r"(?: (?:no|number|inv|ref))?(?: \d+)+"
    r"|\b(?:payment ref|ref inv)\b|^\d+ (?=[a-z])(?=.*\b\d+ street\b)"
)
"""What payment lines put around a name: roles, references and telephone numbers."""

_TELLING = frozenset({TokenKind.WORD, TokenKind.NUMBER, TokenKind.INITIAL})


def _natural_order(name: str) -> str:
    family, comma, given = name.partition(",")
    return f"{given} {family}" if comma and "," not in given else name


def _person(words: list[str]) -> tuple[Token, ...]:
    return tuple(Token(word, _kind(word, _words("titles"))) for word in words)


def _organisation(words: list[str]) -> tuple[Token, ...]:
    phrases, longest = _organisation_phrases()
    tokens: list[Token] = []
    at = 0
    while at < len(words):
        sizes = range(min(longest, len(words) - at), 0, -1)
        size = next((n for n in sizes if tuple(words[at : at + n]) in phrases), 0)
        if size:
            tokens += phrases[tuple(words[at : at + size])]
        else:
            tokens.append(_numbered(words[at]))
        at += size or 1
    return tuple(tokens)


def _craft(words: list[str]) -> tuple[Token, ...]:
    for size in (3, 2, 1):
        if len(words) > size and " ".join(words[:size]) in _words("vessel_words"):
            words = words[size:]
        if len(words) > size and " ".join(words[-size:]) in _words("vessel_words"):
            words = words[:-size]
    return tuple(_numbered(word) for word in words)


def _numbered(word: str) -> Token:
    """A token of a name in which numbers tell one party from another, however written."""
    number = _numbers().get(word)
    return Token(number, TokenKind.NUMBER) if number else Token(word, _kind(word, frozenset()))


@cache
def _numbers() -> dict[str, str]:
    """Cardinals, ordinals and Roman numerals to digits."""
    table = {row["word"]: row["number"] for row in _table("numbers")}
    ends = ("st", "nd", "rd", "th")
    return table | {f"{number}{end}": str(number) for number in range(1, 100) for end in ends}


_READERS = {NameGroup.PERSON: _person, NameGroup.ORGANISATION: _organisation, NameGroup.CRAFT: _craft}


def _kind(word: str, titles: frozenset[str]) -> TokenKind:
    if word.isdigit():
        return TokenKind.NUMBER
    if word in titles:
        return TokenKind.TITLE
    if word in _words("particles"):
        return TokenKind.PARTICLE
    return TokenKind.INITIAL if len(word) == 1 else TokenKind.WORD


@cache
def _words(table: str) -> frozenset[str]:
    text = files("screening.text").joinpath(f"data/{table}.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _organisation_phrases() -> tuple[dict[tuple[str, ...], tuple[Token, ...]], int]:
    """What words of an organisation's name stand for, whatever the language: one token for a
    legal form (*OOO*, *limited liability company*), one for each concept of a generic word
    (*zavod*, *factory*; *NPO* is three: science, production, association)."""
    phrases = {
        tuple(row["spelling"].split()): tuple(
            Token(concept, TokenKind.GENERIC) for concept in row["concept"].split()
        )
        for row in _table("generic_words")
    }
    phrases |= {
        tuple(row["spelling"].split()): (Token(row["form"], TokenKind.LEGAL_FORM),)
        for row in _table("legal_forms")
    }
    return phrases, max(map(len, phrases))


def _table(name: str) -> csv.DictReader[str]:
    text = files("screening.text").joinpath(f"data/{name}.csv").read_text("utf-8")
    return csv.DictReader(text.splitlines())
