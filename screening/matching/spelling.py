"""How alike two tokens are.

Similarity is *defined* as zero outside relations that an index can list: the same letters but
for ``edit_bound`` edits, or the same sound but for one. Inside them it falls with three counts
that a reader can check by hand, each by optimal string alignment: how many letters differ, how
many sounds, how many consonants. A vowel written otherwise costs less than a consonant, and a letter
that stands for two sounds (*x* is *ks*) no more than another one: of sounds and consonants never more
are counted than of letters.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA

from screening.matching.classes import are_distinct, class_similarity, classes
from screening.matching.echoes import echoes
from screening.matching.measures import (
    COST_OF_CONSONANT,
    COST_OF_LETTER,
    COST_OF_SOUND,
    FEWEST_JOINED,
    FEWEST_SIMILAR,
    LONGEST_ACRONYM,
    MOST_LONGER,
    SHORTEST_ACRONYM,
    SHORTEST_JOINED,
    SIMILARITY_OF_ACRONYM,
    SIMILARITY_OF_SHORT_ACRONYM,
    edit_bound,
    joined_bound,
    sound_bound,
)
from screening.matching.pairs import Pairs, Spelled, spelled_alike
from screening.matching.skeletons import skeletons
from screening.matching.sounds import Writing, bones, sounds, writing_of
from screening.matching.spelled_as_names import is_spelled_as_a_name

_FIRST = np.zeros(1, np.int64)
_VOWELS = frozenset("aeiouyhw")
"""What a word may begin with, or not, in another spelling: *Yevgeny*, *Evgeny*."""


def similarity(a: str, b: str) -> float:
    """In [0, 1]: 1.0 for the same token, 0.0 for tokens that are not related."""
    if a == b:
        return 1.0
    return _similarity(a, b) if a < b else _similarity(b, a)


@lru_cache(maxsize=32_768)
def _similarity(a: str, b: str) -> float:
    return max(class_similarity(a, b), 0.0 if are_distinct(a, b) else _spelled_alike(a, b))


@lru_cache(maxsize=32_768)
def differ_in_sound(a: str, b: str) -> bool:
    """Whether two words whose letters are all written share neither a sound nor a class."""
    plain = writing_of(a) is Writing.PLAIN is writing_of(b)
    return plain and set(sounds(a)).isdisjoint(sounds(b)) and classes(a).isdisjoint(classes(b))


@lru_cache(maxsize=32_768)
def begin_otherwise(a: str, b: str) -> bool:
    """Whether two words, each spelled as a name is, differ by several letters and begin with consonants
    that do not sound alike: they are two names (*Rost*, *Troost*), neither is the other misspelt."""
    if not writing_of(a) is Writing.PLAIN is writing_of(b) or OSA.distance(a, b) < 2:
        return False
    begins = [{sound[:1] for sound in sounds(word)} | {word[0]} for word in (a, b)]
    apart = begins[0].isdisjoint(begins[1]) and not _VOWELS & (begins[0] | begins[1])
    return apart and is_spelled_as_a_name(a) and is_spelled_as_a_name(b)


def _spelled_alike(a: str, b: str) -> float:
    """One pair without arrays: the same arithmetic as ``pairs``, many times quicker for a single pair."""
    if writing_of(a) is not writing_of(b):
        return float(spelled_alike(Pairs(Spelled([a]), _FIRST, Spelled([b]), _FIRST))[0])
    if abs(len(a) - len(b)) > MOST_LONGER:
        return 0.0
    longer = max(len(a), len(b))
    letters = OSA.distance(a, b)
    heard, heard_related = _closest_sounds(a, b)
    if letters > edit_bound(longer) and not heard_related:
        return 0.0
    heard, bare = min(heard, letters), min(OSA.distance(bones(a), bones(b)), letters)
    alike = 1.0 - (COST_OF_LETTER * letters + COST_OF_SOUND * heard + COST_OF_CONSONANT * bare) / longer
    return alike if alike >= FEWEST_SIMILAR else 0.0


@lru_cache(maxsize=32_768)
def resemblance(a: str, b: str) -> float:
    """In [0, 1]: how much two tokens look and sound alike, related or not. It never makes a hit;
    it tells another spelling that went too far from another word."""
    if a > b:
        return resemblance(b, a)
    writings = {writing_of(a), writing_of(b)}
    if len(writings) > 1:
        keys = echoes if Writing.HEARD in writings else skeletons
        return max(1.0 - OSA.distance(x, y) / max(len(x), len(y), 1) for x in keys(a) for y in keys(b))
    cost = COST_OF_LETTER * OSA.distance(a, b) + COST_OF_SOUND * _closest_sounds(a, b)[0]
    cost += COST_OF_CONSONANT * OSA.distance(bones(a), bones(b))
    most = max(len(a), len(b)) * (COST_OF_LETTER + COST_OF_SOUND + COST_OF_CONSONANT)
    return max(1.0 - cost / most, 0.0)  # a sound can be longer than its letters: x is ks


def _closest_sounds(a: str, b: str) -> tuple[int, bool]:
    pairs = [(OSA.distance(x, y), max(len(x), len(y))) for x in sounds(a) for y in sounds(b)]
    return min(apart for apart, _ in pairs), any(apart <= sound_bound(longer) for apart, longer in pairs)


def joined_similarity(joined: str, word: str) -> float:
    """How alike neighbours written as one are to a single word; 0.0 if not nearly the same."""
    return near_similarity(joined, word) if nearly_one(joined, word) else 0.0


def near_similarity(joined: str, word: str) -> float:
    """``joined_similarity`` of what is ``nearly_one``."""
    alike = similarity(joined, word)
    return alike if alike >= FEWEST_JOINED else 0.0


def nearly_one(joined: str, word: str) -> bool:
    """Whether neighbours written as one have nearly the letters of a single word."""
    bound = joined_bound(max(len(joined), len(word)))
    long_enough = min(len(joined), len(word)) >= SHORTEST_JOINED
    return long_enough and OSA.distance(joined, word, score_cutoff=bound) <= bound


def acronym_similarity(word: str, initials: str) -> float:
    """How alike a word is to a whole name with these initials; 0.0 for other initials."""
    if word != initials or not SHORTEST_ACRONYM <= len(word) <= LONGEST_ACRONYM:
        return 0.0
    return SIMILARITY_OF_SHORT_ACRONYM if len(word) == SHORTEST_ACRONYM else SIMILARITY_OF_ACRONYM
