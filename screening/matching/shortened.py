"""Words cut short, as stock exchanges and payment systems print companies: *Mitsub. Hvy. Ind.*

A word stands for a longer one that begins with it. The relation holds between words of
organisations alone: *Ali* is no short form of *Alireza*. A name and the Slavic adjective made from it
(*Murom*, *Muromskiy zavod*) are one word where authorities translate and where they do not.
"""

from __future__ import annotations

import re

from screening.matching.measures import LONGEST_EDITED

SHORTEST_BEGINNING = 4
SIMILARITY_OF_BEGINNING = 0.85
_ADJECTIVE = re.compile("s(?:k|ky|kyi|kyy|kii?|kiy|kij|ka|kaya|kaia|kaja|ke|koe|koye|koje|ko[gh]o|ko[ijy])")
"""The endings of Slavic adjectives, in the transcriptions in use."""


def shortened_similarity(a: str, b: str) -> float:
    """How alike two words are of which one may be the other's beginning; 0.0 if it is not."""
    short, whole = (a, b) if len(a) < len(b) else (b, a)
    begins = whole.startswith(short) and _can_be_short(short) and len(whole) <= LONGEST_EDITED
    return SIMILARITY_OF_BEGINNING if begins else 0.0


def beginnings(word: str) -> list[str]:
    """All that a word may be shortened to; nothing for words too long to be one."""
    sizes = range(SHORTEST_BEGINNING, len(word)) if len(word) <= LONGEST_EDITED else ()
    return [word[:size] for size in sizes if _can_be_short(word[:size])]


def adjective_similarity(a: str, b: str) -> float:
    """How alike a name and the Slavic adjective made from it are: Murom, Muromskiy."""
    name, adjective = (a, b) if len(a) < len(b) else (b, a)
    return shortened_similarity(name, adjective) if _ADJECTIVE.fullmatch(adjective, len(name)) else 0.0


def _can_be_short(word: str) -> bool:
    """Whether a word may be the beginning of others; numbers are no beginnings."""
    return len(word) >= SHORTEST_BEGINNING and not word.isdigit()
