"""Whether a word is spelled as names are: each three letters in a row occur in some name.

*Andrews* and *Andrea* are two names. *Andresw* is none: no name has *esw* or *sw* at its end, so it is
*Andrews* mistyped. The letters are those of the fixed table of frequencies, not of the lists in force.
"""

from __future__ import annotations

from functools import cache, lru_cache

from screening.matching.rarity import known_words
from screening.text.tokens import NameGroup

_SIZE = 3
_EDGE = "."


@lru_cache(maxsize=32_768)
def is_spelled_as_a_name(word: str) -> bool:
    """Whether some name of a person has any three letters of the word in a row, its ends included."""
    return all(three in _threes() for three in _threes_of(word))


@cache
def _threes() -> frozenset[str]:
    return frozenset(three for word in known_words(NameGroup.PERSON) for three in _threes_of(word))


def _threes_of(word: str) -> list[str]:
    edged = f"{_EDGE}{word}{_EDGE}"
    return [edged[i : i + _SIZE] for i in range(len(edged) - _SIZE + 1)]
