"""Words cut short, as stock exchanges and payment systems print companies: *Mitsub. Hvy. Ind.*

A word stands for a longer one that begins with it. The relation holds between words of
organisations alone: *Ali* is no short form of *Alireza*.
"""

from __future__ import annotations

from screening.matching.measures import LONGEST_EDITED

SHORTEST_BEGINNING = 4
SIMILARITY_OF_BEGINNING = 0.85


def shortened_similarity(a: str, b: str) -> float:
    """How alike two words are of which one may be the other's beginning; 0.0 if it is not."""
    short, whole = (a, b) if len(a) < len(b) else (b, a)
    begins = whole.startswith(short) and _can_be_short(short) and len(whole) <= LONGEST_EDITED
    return SIMILARITY_OF_BEGINNING if begins else 0.0


def beginnings(word: str) -> list[str]:
    """All that a word may be shortened to; nothing for words too long to be one."""
    sizes = range(SHORTEST_BEGINNING, len(word)) if len(word) <= LONGEST_EDITED else ()
    return [word[:size] for size in sizes if _can_be_short(word[:size])]


def _can_be_short(word: str) -> bool:
    """Whether a word may be the beginning of others; numbers are no beginnings."""
    return len(word) >= SHORTEST_BEGINNING and not word.isdigit()
