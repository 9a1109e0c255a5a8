"""How alike two tokens are.

Similarity is *defined* as zero outside relations that an index can list: the same letters but
for ``edit_bound`` edits, or the same sound but for one. Inside them it falls with three counts
that a reader can check by hand, each by optimal string alignment: how many letters differ, how
many sounds, how many consonants. A vowel written otherwise costs less than a consonant.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from screening.matching.classes import are_distinct, class_similarity, classes
from screening.matching.echoes import echoes, vowels
from screening.matching.skeletons import skeletons
from screening.matching.sounds import Writing, bones, sounds, writing_of
from screening.matching.written_vowels import vowel_conflicts

Floats = NDArray[np.float64]

FEWEST_SIMILAR = 0.3
"""Below this a pair of tokens counts as unlike: too much of the word differs."""

MOST_LONGER = 4
"""Words that differ more in length are not related, however alike they sound."""

LONGEST_EDITED = 32
"""Longer words are related to themselves alone: no name has them, and they cost time."""

FEWEST_JOINED = 0.74
SHORTEST_JOINED, LONGEST_JOINED = 5, 24
"""Neighbouring tokens written as one must come this close to a single word."""

SHORTEST_ACRONYM, LONGEST_ACRONYM = 4, 8
SIMILARITY_OF_SHORT_ACRONYM, SIMILARITY_OF_ACRONYM = 0.75, 0.95
"""A word that is the initials of a whole name; of four letters it may well be so by chance."""

COST_OF_LETTER, COST_OF_SOUND, COST_OF_CONSONANT = 0.78, 0.69, 0.69
SAME_SKELETON = np.array([0.0, 0.6, 0.85, 0.93, 0.96])
"""How alike two words are whose consonants agree, by their number, when one has no vowels."""

COST_OF_BONE = 1.4
COST_OF_WRITTEN_VOWEL = 0.15
SAME_ECHO = np.array([0.0, 0.6, 0.8, 0.9, 0.95, 0.97])
"""How alike a word is to a heard one whose echo agrees, by its consonants."""

COST_OF_ECHO, COST_OF_VOWEL = 0.9, 0.4


def edit_bound(length: int) -> int:
    """How many letters two tokens may differ by, for the longer one's length."""
    if length > LONGEST_EDITED:
        return 0
    return 0 if length < 3 else 1 if length < 6 else 2


def sound_bound(length: int) -> int:
    """How many sounds two tokens may differ by, for the longer sound's length."""
    return 1 if 3 < length <= LONGEST_EDITED else 0


def bones_bound(length: int) -> int:
    """How many consonants a word may differ by from one in a script without vowels."""
    return 1 if 3 < length <= LONGEST_EDITED else 0


def echo_bound(length: int) -> int:
    """How many consonants a word may differ by from a heard one."""
    return 1 if 2 < length <= LONGEST_EDITED else 0


def joined_bound(length: int) -> int:
    """How many letters neighbours written as one may differ from a single word by."""
    return 1 if SHORTEST_JOINED <= length <= LONGEST_JOINED else 0


def similarity(a: str, b: str) -> float:
    """In [0, 1]: 1.0 for the same token, 0.0 for tokens that are not related."""
    if a == b:
        return 1.0
    return max(class_similarity(a, b), 0.0 if are_distinct(a, b) else _spelled_alike(a, b))


@lru_cache(maxsize=200_000)
def differ_in_sound(a: str, b: str) -> bool:
    """Whether two words whose letters are all written share neither a sound nor a class."""
    plain = writing_of(a) is Writing.PLAIN is writing_of(b)
    return plain and set(sounds(a)).isdisjoint(sounds(b)) and classes(a).isdisjoint(classes(b))


def _spelled_alike(a: str, b: str) -> float:
    if abs(len(a) - len(b)) > MOST_LONGER and writing_of(a) is writing_of(b):
        return 0.0
    return _similarity(a, b) if a < b else _similarity(b, a)


@lru_cache(maxsize=200_000)
def _similarity(a: str, b: str) -> float:
    """One pair without arrays: the same arithmetic, many times quicker for a single pair."""
    if writing_of(a) is not writing_of(b):
        return float(_all_spelled_alike(a, [b])[0])
    longer = max(len(a), len(b))
    if longer - min(len(a), len(b)) > MOST_LONGER:
        return 0.0
    letters = OSA.distance(a, b)
    heard, heard_related = _closest_sounds(a, b)
    if letters > edit_bound(longer) and not heard_related:
        return 0.0
    bare = OSA.distance(bones(a), bones(b))
    alike = 1.0 - (COST_OF_LETTER * letters + COST_OF_SOUND * heard + COST_OF_CONSONANT * bare) / longer
    return alike if alike >= FEWEST_SIMILAR else 0.0


@lru_cache(maxsize=200_000)
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


def similarities(asked: str, words: Sequence[str]) -> Floats:
    """The ``similarity`` of one token to each of many, all at once."""
    alike = _all_spelled_alike(asked, words)
    alike[[i for i in np.flatnonzero(alike).tolist() if are_distinct(asked, words[i])]] = 0.0
    ours = classes(asked)
    for place in [i for i, word in enumerate(words) if not ours.isdisjoint(classes(word))] if ours else ():
        alike[place] = max(alike[place], class_similarity(asked, words[place]))
    return alike


def _all_spelled_alike(asked: str, words: Sequence[str]) -> Floats:
    ours = writing_of(asked)
    writings = np.fromiter(map(writing_of, words), np.int8, len(words))
    alike = np.zeros(len(words))
    for theirs in Writing:
        of_writing = np.flatnonzero(writings == theirs)
        if len(of_writing):
            measure = _MEASURES.get((ours, theirs), _unlike)
            alike[of_writing] = measure(asked, [words[place] for place in of_writing.tolist()])
    return alike


def _unlike(asked: str, words: Sequence[str]) -> Floats:
    return np.zeros(len(words))


def _same_writing(asked: str, words: Sequence[str]) -> Floats:
    letters, longer = _apart(asked, words)
    heard, related = _heard(asked, words)
    bare, _ = _apart(bones(asked), [bones(word) for word in words])
    related |= letters <= _EDIT_BOUNDS[np.minimum(longer, LONGEST_EDITED + 1)]
    related &= 2 * longer - len(asked) - _lengths(words) <= MOST_LONGER
    cost = COST_OF_LETTER * letters + COST_OF_SOUND * heard + COST_OF_CONSONANT * bare
    alike: Floats = 1.0 - cost / np.maximum(longer, 1)
    alike[~related | (alike < FEWEST_SIMILAR)] = 0.0
    alike[letters == 0] = 1.0
    return alike


def _by_consonants(asked: str, words: Sequence[str]) -> Floats:
    """Between a word with vowels and one from a script that leaves them out: the closest of their
    skeletons, and the vowels that are written."""
    alike = _closest(skeletons(asked), [skeletons(word) for word in words], _SKELETONS)
    for place in np.flatnonzero(alike >= FEWEST_SIMILAR).tolist():
        alike[place] -= COST_OF_WRITTEN_VOWEL * vowel_conflicts(*sorted((asked, words[place]), reverse=True))
    alike[alike < FEWEST_SIMILAR] = 0.0
    return alike


def _by_echoes(asked: str, words: Sequence[str]) -> Floats:
    """Between a word and a heard one: the closest of their echoes, and the vowels."""
    alike = _closest(echoes(asked), [echoes(word) for word in words], _ECHOES)
    apart, longer = _apart(vowels(asked), [vowels(word) for word in words])
    alike -= COST_OF_VOWEL * apart / np.maximum(longer, 1)
    alike[alike < FEWEST_SIMILAR] = 0.0
    return alike


class _Keys(NamedTuple):
    """How keys of consonants are compared: similarity of equal ones, cost of an edit, bounds."""

    same: Floats
    cost: float
    bounds: NDArray[np.int64]


def _closest(ours: tuple[str, ...], theirs: Sequence[tuple[str, ...]], keys: _Keys) -> Floats:
    starts = np.cumsum([0, *map(len, theirs[:-1])])
    flat = [key for of_word in theirs for key in of_word]
    alike = np.zeros(len(theirs))
    for key in ours:
        apart, longer = _apart(key, flat)
        same: Floats = keys.same[np.minimum(longer, len(keys.same) - 1)] - keys.cost * apart / longer
        same[apart > keys.bounds[np.minimum(longer, LONGEST_EDITED + 1)]] = 0.0
        alike = np.maximum(alike, np.maximum.reduceat(same, starts))
    return alike


_MEASURES = {(writing, writing): _same_writing for writing in Writing} | {
    (Writing.PLAIN, Writing.CONSONANTS): _by_consonants,
    (Writing.CONSONANTS, Writing.PLAIN): _by_consonants,
    (Writing.PLAIN, Writing.HEARD): _by_echoes,
    (Writing.HEARD, Writing.PLAIN): _by_echoes,
}


def _heard(asked: str, words: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """How many sounds lie between the closest readings, and whether few enough to be related."""
    readings = [sounds(word) for word in words]
    best, related = np.full(len(words), 99), np.zeros(len(words), np.bool_)
    for ours in sounds(asked):
        for place in (0, -1):
            apart, longer = _apart(ours, [reading[place] for reading in readings])
            best = np.minimum(best, apart)
            related |= apart <= _SOUND_BOUNDS[np.minimum(longer, LONGEST_EDITED + 1)]
    return best, related


_EDIT_BOUNDS = np.array([edit_bound(length) for length in range(LONGEST_EDITED + 2)])
_SOUND_BOUNDS = np.array([sound_bound(length) for length in range(LONGEST_EDITED + 2)])
_ECHO_BOUNDS = np.array([echo_bound(length) for length in range(LONGEST_EDITED + 2)])
_BONES_BOUNDS = np.array([bones_bound(length) for length in range(LONGEST_EDITED + 2)])
_SKELETONS = _Keys(SAME_SKELETON, COST_OF_BONE, _BONES_BOUNDS)
_ECHOES = _Keys(SAME_ECHO, COST_OF_ECHO, _ECHO_BOUNDS)


def _apart(asked: str, words: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Edits between ``asked`` and each word, and the length of the longer of the two."""
    distances = cdist([asked], words, scorer=OSA.distance, dtype=np.int64)[0]
    return distances, np.maximum(_lengths(words), len(asked))


def _lengths(words: Sequence[str]) -> NDArray[np.int64]:
    return np.fromiter(map(len, words), np.int64, len(words))


def joined_similarity(joined: str, word: str) -> float:
    """How alike neighbours written as one are to a single word; 0.0 if not nearly the same."""
    bound = joined_bound(max(len(joined), len(word)))
    if (
        min(len(joined), len(word)) < SHORTEST_JOINED
        or OSA.distance(joined, word, score_cutoff=bound) > bound
    ):
        return 0.0
    alike = similarity(joined, word)
    return alike if alike >= FEWEST_JOINED else 0.0


def acronym_similarity(word: str, initials: str) -> float:
    """How alike a word is to a whole name with these initials; 0.0 for other initials."""
    if word != initials or not SHORTEST_ACRONYM <= len(word) <= LONGEST_ACRONYM:
        return 0.0
    return SIMILARITY_OF_SHORT_ACRONYM if len(word) == SHORTEST_ACRONYM else SIMILARITY_OF_ACRONYM
