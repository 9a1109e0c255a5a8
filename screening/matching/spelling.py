"""How alike two tokens are.

Similarity is *defined* as zero outside relations that an index can list: the same letters but
for ``edit_bound`` edits, or the same sound but for one. Inside them it falls with three counts
that a reader can check by hand, each by optimal string alignment: how many letters differ, how
many sounds, how many consonants. A vowel written otherwise costs less than a consonant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

FEWEST_SIMILAR = 0.6
"""Below this a pair of tokens counts as unlike: too much of the word differs."""

MOST_LONGER = 4
"""Words that differ more in length are not related, however alike they sound."""

LONGEST_EDITED = 32
"""Longer words are related to themselves alone: no name has them, and they cost time."""

FEWEST_JOINED = 0.85
SHORTEST_JOINED, LONGEST_JOINED = 5, 24
"""Neighbouring tokens written as one must come this close to a single word."""

COST_OF_LETTER, COST_OF_SOUND, COST_OF_CONSONANT = 0.45, 0.4, 0.4

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"dzh|dsch|dj|zh", "j"), (r"tsch|tch|ch|cz", "C"), (r"sch|sh|sz", "s"), (r"kh", "h"), (r"gh", "g"),
        (r"ph", "f"), (r"th", "t"), (r"dh", "d"), (r"tz|ts|dz", "z"), (r"ck|q|c(?![ei])", "k"), (r"x", "ks"),
        (r"w", "v"), (r"ou|oo|o", "u"), (r"[iy]+e?y?|ee|e", "i"), (r"ff\b", "v"),
        (r"(?<=[aiu])h(?![aiu])", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_CONSONANTS = str.maketrans("cCjqgpdzfwlm01345678", "ssskkbtsvvrnorasgbtb"[:20], "aeiouyh")


@lru_cache(maxsize=100_000)
def sound(token: str) -> str:
    """The token in letters that merge what transliterations confuse; vowels are kept."""
    for pattern, replacement in _SOUNDS:
        token = pattern.sub(replacement, token)
    return token


def consonants(heard: str) -> str:
    """The consonants of a sound, those that languages exchange written as one."""
    return heard.translate(_CONSONANTS)


def edit_bound(length: int) -> int:
    """How many letters two tokens may differ by, for the longer one's length."""
    if length > LONGEST_EDITED:
        return 0
    return 0 if length < 3 else 1 if length < 6 else 2


def sound_bound(length: int) -> int:
    """How many sounds two tokens may differ by, for the longer sound's length."""
    return 1 if 3 < length <= LONGEST_EDITED else 0


def joined_bound(length: int) -> int:
    """How many letters neighbours written as one may differ from a single word by."""
    return 1 if SHORTEST_JOINED <= length <= LONGEST_JOINED else 0


def similarity(a: str, b: str) -> float:
    """In [0, 1]: 1.0 for the same token, 0.0 for tokens that are not related."""
    return 1.0 if a == b else _similarity(*sorted((a, b)))


@lru_cache(maxsize=200_000)
def _similarity(a: str, b: str) -> float:
    heard_a, heard_b = sound(a), sound(b)
    longer = max(len(a), len(b))
    letters, heard = OSA.distance(a, b), OSA.distance(heard_a, heard_b)
    if longer - min(len(a), len(b)) > MOST_LONGER or (
        letters > edit_bound(longer) and heard > sound_bound(max(len(heard_a), len(heard_b)))
    ):
        return 0.0
    bones = OSA.distance(consonants(heard_a), consonants(heard_b))
    alike = 1.0 - (COST_OF_LETTER * letters + COST_OF_SOUND * heard + COST_OF_CONSONANT * bones) / longer
    return alike if alike >= FEWEST_SIMILAR else 0.0


def similarities(asked: str, words: Sequence[str]) -> NDArray[np.float64]:
    """The ``similarity`` of one token to each of many, all at once."""
    heard, sounds = sound(asked), [sound(word) for word in words]
    letters, letters_long = _apart(asked, words)
    heard_apart, sounds_long = _apart(heard, sounds)
    bones_apart, _ = _apart(consonants(heard), [consonants(text) for text in sounds])
    related = letters <= _EDIT_BOUNDS[np.minimum(letters_long, LONGEST_EDITED + 1)]
    related |= heard_apart <= _SOUND_BOUNDS[np.minimum(sounds_long, LONGEST_EDITED + 1)]
    related &= 2 * letters_long - len(asked) - _lengths(words) <= MOST_LONGER
    cost = COST_OF_LETTER * letters + COST_OF_SOUND * heard_apart + COST_OF_CONSONANT * bones_apart
    alike: NDArray[np.float64] = 1.0 - cost / np.maximum(letters_long, 1)
    alike[~related | (alike < FEWEST_SIMILAR)] = 0.0
    alike[letters == 0] = 1.0
    return alike


_EDIT_BOUNDS = np.array([edit_bound(length) for length in range(LONGEST_EDITED + 2)])
_SOUND_BOUNDS = np.array([sound_bound(length) for length in range(LONGEST_EDITED + 2)])


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
