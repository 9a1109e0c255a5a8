"""Folded names to tokens: words with what they are for.

Names of persons, of organisations and of craft are read differently: *Sa* is a family name or
the legal form of a company. Which reading applies is decided by the designation's party type.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from screening.domain.designation import PartyType
from screening.text.initials import initials_apart, initials_joined
from screening.text.name_parts import name_parts
from screening.text.organisations import organisation_tokens
from screening.text.readings import readings
from screening.text.token import Token as Token
from screening.text.token import TokenKind as TokenKind


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


def tokenise(name: str, group: NameGroup) -> tuple[Token, ...]:
    """The tokens of a name as it is plainly read (the first of ``token_readings``)."""
    return token_readings(name, group)[0]


@lru_cache(maxsize=1_024)
def token_readings(name: str, group: NameGroup) -> tuple[tuple[Token, ...], ...]:
    """The tokens of each reading of a name, and of each name that stands in it, in their natural
    order: what stands before a single comma in the name of a person is moved to the end
    (``PUTIN, Vladimir`` is Vladimir Putin)."""
    person = group is NameGroup.PERSON
    parts = name_parts(name, person=person)
    ordered = map(_natural_order if person else _plain_numbers, parts)
    plain = [folded for part in ordered for folded in readings(part)]
    found = [_tokens(folded, group) for folded in plain]
    if person:
        found += [other for one in found if (other := initials_apart(one)) is not one]
        found += [other for one in found if (other := _first_as_given_name(one)) is not one]
    elif group is NameGroup.ORGANISATION:
        joined = zip(map(initials_joined, plain), plain, strict=True)
        found += [_tokens(one, group) for one, folded in joined if one != folded]
    first, *others = dict.fromkeys(found)
    return (first, *(tokens for tokens in others if any(t.kind is _WORD for t in tokens)))


def _tokens(folded: str, group: NameGroup) -> tuple[Token, ...]:
    words = folded.split()
    if not _AROUND.isdisjoint(words):
        words = _RESIDUE.sub(" ", folded).split() or words
    tokens = _READERS[group](words)
    if any(token.kind in _TELLING for token in tokens):
        return tokens
    return tuple(token._replace(kind=TokenKind.COMMON) for token in tokens)


_RESIDUE = re.compile(
    r"\b(?:ordering customer|beneficiary|benef|attn|attention|in favou?r of)\b"
    r"|\b(?:ref|inv|invoice|tel|telephone|phone|fax|acct|acc|account|iban)\b"
    r"(?: (?:no|number|inv|ref))?(?: \d+)+"
    r"|\b(?:payment ref|ref inv)\b|^\d+ (?=[a-z])(?=.*\b\d+ street\b)"
)
"""What payment lines put around a name: roles, references and telephone numbers."""

_AROUND = frozenset(
    {"ordering", "beneficiary", "benef", "attn", "attention", "favor", "favour", "ref", "inv", "invoice"}
    | {"tel", "telephone", "phone", "fax", "acct", "acc", "account", "iban", "street"}
)
"""Words of which a name with residue has one: most names are not searched for it."""

_DIGIT = re.compile(r"\d")
_ORDINAL = re.compile(r"(?<![^\W_])(\d{1,3})(?:st|nd|rd|th)\b", re.IGNORECASE)
_NUMBER_WRITTEN_ON = re.compile(r"(?<![^\W_])([^\W\d_]{3,})(\d{1,5})(?![^\W_])")

_WORD, _INITIAL, _NUMBER = TokenKind.WORD, TokenKind.INITIAL, TokenKind.NUMBER
_TITLE, _PARTICLE = TokenKind.TITLE, TokenKind.PARTICLE
"""By names of their own: Python 3.11 takes long to find a member of an enumeration."""

_TELLING = frozenset({TokenKind.WORD, TokenKind.NUMBER, TokenKind.INITIAL})


def _plain_numbers(name: str) -> str:
    """*9th* as 9, and *HERO2* as two words: folding takes a digit within a word for a letter."""
    if not _DIGIT.search(name):
        return name
    return _NUMBER_WRITTEN_ON.sub(r"\1 \2", _ORDINAL.sub(r"\1", name))


def _natural_order(name: str) -> str:
    family, comma, given = name.partition(",")
    return f"{given} {family}" if comma and "," not in given else name


def _person(words: list[str]) -> tuple[Token, ...]:
    known = _minor_words("titles")
    return tuple([Token(word, _kind(word, known)) for word in words])


def _organisation(words: list[str]) -> tuple[Token, ...]:
    return _last_numeral(organisation_tokens(words, _numbered))


def _craft(words: list[str]) -> tuple[Token, ...]:
    for size in (3, 2, 1):
        if len(words) > size and " ".join(words[:size]) in _words("vessel_words"):
            words = words[size:]
        if len(words) > size and " ".join(words[-size:]) in _words("vessel_words"):
            words = words[:-size]
    return _last_numeral(tuple(_numbered(word) for word in words))


_SHORT_NUMERALS = {"i": "1", "v": "5", "x": "10"}


def _last_numeral(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """A last single letter that is a Roman numeral is a number (*Hero I*, *Growth Fund I Ltd*),
    elsewhere an initial."""
    last = next((i for i in range(len(tokens) - 1, 0, -1) if tokens[i].kind is not TokenKind.LEGAL_FORM), 0)
    number = _SHORT_NUMERALS.get(tokens[last].text) if last else None
    if number is None or (last < len(tokens) - 1 and tokens[last - 1].kind is TokenKind.INITIAL):
        return tokens
    return (*tokens[:last], Token(number, TokenKind.NUMBER, tokens[last].text), *tokens[last + 1 :])


def _numbered(word: str) -> Token:
    """A token of a name in which numbers tell one party from another, however written."""
    number = _numbers().get(word)
    return Token(number, _NUMBER, word) if number else Token(word, _kind(word, _minor_words()))


@cache
def _numbers() -> dict[str, str]:
    """Cardinals, ordinals and Roman numerals to digits."""
    table = {row["word"]: row["number"] for row in _table("numbers")}
    ends = ("st", "nd", "rd", "th")
    return table | {f"{number}{end}": str(number) for number in range(1, 100) for end in ends}


_GIVEN_AND_PARTICLE = frozenset({"ben"})


def _first_as_given_name(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """A first word that is a particle in other places as the given name that it can be: *Ben Smith*
    is Benjamin, *Mohamed ben Salah* is the son of Salah."""
    given = len(tokens) > 1 and tokens[0].kind is TokenKind.PARTICLE and tokens[0].text in _GIVEN_AND_PARTICLE
    return (tokens[0]._replace(kind=TokenKind.WORD), *tokens[1:]) if given else tokens


_READERS = {NameGroup.PERSON: _person, NameGroup.ORGANISATION: _organisation, NameGroup.CRAFT: _craft}


def _kind(word: str, known: Mapping[str, TokenKind]) -> TokenKind:
    if word.isdigit():
        return _NUMBER
    return known.get(word) or (_INITIAL if len(word) == 1 else _WORD)


@cache
def _minor_words(titles: str | None = None) -> dict[str, TokenKind]:
    """The particles of names, and the titles of the table, if one is given."""
    known = dict.fromkeys(_words("particles"), _PARTICLE)
    return known | dict.fromkeys(_words(titles) if titles else (), _TITLE)


@cache
def _words(table: str) -> frozenset[str]:
    text = files("screening.text").joinpath(f"data/{table}.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _table(name: str) -> csv.DictReader[str]:
    text = files("screening.text").joinpath(f"data/{name}.csv").read_text("utf-8")
    return csv.DictReader(text.splitlines())
