"""The ways to read a name: one for most, several where a script or a language leaves it open.

A name in Hangul, kana, Thai, Han or a script of India may be a foreign one, written as it sounds
there (``text.heard``). A Korean or Chinese given name is also read syllable by syllable. The best
pair of an asked and a listed reading counts. The first reading is the plain folded name.
"""

from __future__ import annotations

from functools import lru_cache

from screening.text.fold import fold
from screening.text.heard import heard
from screening.text.syllables import split_given_name

MOST_READINGS = 6
"""No name has more readings: each is looked up on its own."""


@lru_cache(maxsize=65_536)
def readings(text: str) -> tuple[str, ...]:
    """``text`` folded in each way that it can be read, the plain one first, none twice."""
    plain = fold(text)
    others = [] if text.isascii() else [heard(text, fold)]
    return tuple(dict.fromkeys((plain, *split_given_name(plain), *others)))[:MOST_READINGS]
