"""How much a token says: its information in bits, from a fixed table of frequencies.

A token that one name in a thousand carries is worth log2(1000), about 10 bits. The table is
part of the policy version and never counted over the lists in force, so that a score does not
depend on what else is listed.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from functools import cache
from importlib.resources import files

from screening.matching.sounds import skeleton
from screening.text.tokens import NameGroup, Token, TokenKind

MOST_BITS = 14.0
BITS_OF_INITIAL = 1.5
_BITS_PER_LETTER = 3.2
_BITS_OF_KIND = {
    TokenKind.PARTICLE: 1.0,
    TokenKind.TITLE: 0.5,
    TokenKind.LEGAL_FORM: 0.8,
    TokenKind.GENERIC: 2.0,
    TokenKind.COMMON: 3.0,
    TokenKind.INITIAL: BITS_OF_INITIAL,
}
_BITS_OF_NUMBER = {NameGroup.PERSON: 1.0, NameGroup.ORGANISATION: 6.0, NameGroup.CRAFT: 7.0}


def bits(token: Token, group: NameGroup) -> float:
    """The information of a token in a name of that group, between 0.5 and ``MOST_BITS``."""
    if token.kind in _BITS_OF_KIND:
        return _BITS_OF_KIND[token.kind]
    if token.kind is TokenKind.NUMBER:
        return _BITS_OF_NUMBER[group]
    key = skeleton(token.text).upper() if token.text.isupper() else token.text
    rare = _rarity(group).get(key, MOST_BITS)
    return min(rare, _BITS_PER_LETTER * len(token.text))


@cache
def _rarity(group: NameGroup) -> dict[str, float]:
    text = files("screening.text").joinpath("data/token_frequency.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    names = int(next(rows)[group.value])
    table = {row["token"]: int(row[group.value]) for row in rows}
    by_skeleton: Counter[str] = Counter()  # a skeleton is as frequent as all words that have it
    for token, count in table.items():
        by_skeleton[skeleton(token).upper()] += count
    counts = table | by_skeleton
    return {token: min(MOST_BITS, math.log2((names + 1) / (count + 1))) for token, count in counts.items()}
