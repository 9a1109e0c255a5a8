"""The ways to read a name: one for most, several where a script or a language leaves it open.

A name in Greek, Hangul, kana, Thai, Han or a script of India may be a foreign one, written as it
sounds there (``text.heard``); one in Han is read in Mandarin, and as Japan and Korea do if it can be
a name there. A Chinese or Korean name in Cyrillic is read as what it transcribes. An Arabic article is
read apart and as part of a word. A Korean or Chinese given name is also read syllable by syllable. The
best pair of an asked and a listed reading counts. The first reading is the plain folded name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from screening.text.abjad import with_articles
from screening.text.fold import fold
from screening.text.greek import foreign_in_greek
from screening.text.han import japanese_readings, korean_reading
from screening.text.heard import heard
from screening.text.kontsevich import korean_in_cyrillic
from screening.text.palladius import chinese_in_cyrillic
from screening.text.syllables import split_given_name

MOST_READINGS = 6
"""No name has more readings: each is looked up on its own."""


@lru_cache(maxsize=1_024)
def readings(text: str) -> tuple[str, ...]:
    """``text`` folded in each way that it can be read, the plain one first, none twice."""
    plain = fold(text)
    others = [] if text.isascii() else _foreign(unicodedata.normalize("NFKC", text))
    return tuple(dict.fromkeys((plain, *split_given_name(plain), *others)))[:MOST_READINGS]


def _foreign(text: str) -> list[str]:
    in_han = filter(None, [*japanese_readings(text), korean_reading(text)])
    as_it_sounds = (fold(foreign_in_greek(text)), heard(text, fold))
    return [*in_han, *_in_cyrillic(text.lower()), *map(fold, with_articles(text)), *as_it_sounds]


def _in_cyrillic(text: str) -> Iterator[str]:
    """Chinese and Korean names in Cyrillic."""
    if chinese := fold(chinese_in_cyrillic(text)):
        yield from (chinese, *split_given_name(chinese))
    yield from map(fold, korean_in_cyrillic(text))
