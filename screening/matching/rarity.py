"""How much a token says: its information in bits, from a fixed table of frequencies.

A token that one name in a thousand carries is worth log2(1000), about 10 bits. The table is
part of the policy version and never counted over the lists in force, so that a score does not
depend on what else is listed.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

from screening.matching.echoes import echoes
from screening.matching.skeletons import skeletons
from screening.matching.sounds import Writing, writing_of
from screening.text.tokens import NameGroup, Token, TokenKind

MOST_BITS = 14.0
BITS_OF_INITIAL = 1.5
_BITS_PER_LETTER = 3.2
_BITS_OF_KIND = {
    TokenKind.PARTICLE: 1.0,
    TokenKind.TITLE: 0.5,
    TokenKind.LEGAL_FORM: 0.8,
    TokenKind.INITIAL: BITS_OF_INITIAL,
}
_SHARE_OF_KIND = {TokenKind.GENERIC: 0.8, TokenKind.COMMON: 0.8}
"""What generic words say beside a name of its own, and where there is no other word."""

_BITS_OF_NUMBER = {NameGroup.PERSON: 1.0, NameGroup.ORGANISATION: 6.0, NameGroup.CRAFT: 7.0}


def bits(token: Token, group: NameGroup) -> float:
    """The information of a token in a name of that group, between 0.5 and ``MOST_BITS``."""
    if token.kind in _BITS_OF_KIND:
        return _BITS_OF_KIND[token.kind]
    if token.kind is TokenKind.NUMBER:
        return _BITS_OF_NUMBER[group]
    return min(_rare(token.text, group), _BITS_PER_LETTER * len(token.text)) * _SHARE_OF_KIND.get(
        token.kind, 1.0
    )


def is_usual(text: str, group: NameGroup) -> bool:
    """Whether a token is one that names of the group often have."""
    return _rare(text, group) < MOST_BITS


@lru_cache(maxsize=16_384)
def _rare(text: str, group: NameGroup) -> float:
    return _rarity(group).get(_KEYS[writing_of(text)](text), MOST_BITS)


def known_words(group: NameGroup) -> Iterator[str]:
    """The words of the table that names of the group have."""
    column = list(NameGroup).index(group)
    return (token for token, row in _table("screening.text", "token_frequency").items() if row[column])


def _echo(text: str) -> str:
    """The table's key of an echo, unlike any token: two capitals would be a skeleton's."""
    return f"*{echoes(text)[0]}"


_KEYS: dict[Writing, Callable[[str], str]] = {
    Writing.PLAIN: str,
    Writing.CONSONANTS: lambda text: skeletons(text)[0].upper(),
    Writing.HEARD: _echo,
}
"""What a token is counted by: a skeleton or an echo is as frequent as all words that have it."""


@cache
def _rarity(group: NameGroup) -> dict[str, float]:
    column = list(NameGroup).index(group)
    tokens = {token: row[column] for token, row in _table("screening.text", "token_frequency").items()}
    keys = {key: row[column] for key, row in _table("screening.matching", "key_frequency").items()}
    meanings = {key[1:]: count for key, count in keys.items() if count and key[0] == "="}
    names, every = tokens.pop("*"), tokens | keys | meanings
    return {token: min(MOST_BITS, math.log2((names + 1) / (count + 1))) for token, count in every.items()}


@cache
def _table(package: str, name: str) -> dict[str, tuple[int, ...]]:
    """A count for each group of names, in the order of ``NameGroup``, by token or key."""
    text = files(package).joinpath(f"data/{name}.csv").read_text("utf-8")
    _, *rows = csv.reader(text.splitlines())
    return {key: tuple(map(int, counts)) for key, *counts in rows}
