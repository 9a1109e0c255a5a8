"""How alike many pairs of tokens are, all measured at once: the arithmetic of ``spelling``.

A pair is measured by what its two writings have in common: letters and sounds, the consonants
(skeletons) where one script leaves the vowels out, what is left to hear (echoes) where one word is
written as another language hears it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from screening.matching.echoes import echoes, vowels
from screening.matching.measures import (
    COST_OF_BONE,
    COST_OF_CONSONANT,
    COST_OF_ECHO,
    COST_OF_LETTER,
    COST_OF_SOUND,
    COST_OF_VOWEL,
    COST_OF_WRITTEN_VOWEL,
    FEWEST_SIMILAR,
    LONGEST_EDITED,
    MOST_LONGER,
    SAME_ECHO,
    SAME_SKELETON,
    bones_bound,
    echo_bound,
    edit_bound,
    sound_bound,
)
from screening.matching.skeletons import skeletons
from screening.matching.sounds import Writing, bones_of, sounds, writing_of
from screening.matching.written_vowels import vowel_conflicts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_Keys = Sequence[tuple[str, ...]]


class Words(Protocol):
    """Tokens by place, with the keys they are compared by."""

    @property
    def texts(self) -> Sequence[str]:
        """The tokens themselves."""

    def sounds(self, places: Sequence[int]) -> _Keys:
        """The sounds of some of them."""

    def skeletons(self, places: Sequence[int]) -> _Keys:
        """The skeletons of some of them."""

    def echoes(self, places: Sequence[int]) -> _Keys:
        """The echoes of some of them."""


class Spelled:
    """Tokens whose keys are worked out as they are needed."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Of the tokens ``texts``, in this order."""
        self.texts = texts

    def sounds(self, places: Sequence[int]) -> _Keys:
        """The sounds of some of them."""
        return [sounds(self.texts[place]) for place in places]

    def skeletons(self, places: Sequence[int]) -> _Keys:
        """The skeletons of some of them."""
        return [skeletons(self.texts[place]) for place in places]

    def echoes(self, places: Sequence[int]) -> _Keys:
        """The echoes of some of them."""
        return [echoes(self.texts[place]) for place in places]


def spelled_alike(asked: Sequence[str], listed: Words) -> Floats:
    """For each token asked, how alike the listed one at its place is: in [0, 1], by spelling alone."""
    kinds: dict[tuple[Writing, Writing], list[int]] = {}
    for place, pair in enumerate(zip(map(writing_of, asked), map(writing_of, listed.texts), strict=True)):
        kinds.setdefault(pair, []).append(place)
    alike = np.zeros(len(asked))
    for pair, places in kinds.items():
        if measure := _MEASURES.get(pair):
            alike[places] = measure([asked[place] for place in places], listed, places)
    return alike


def _same_writing(asked: list[str], listed: Words, places: list[int]) -> Floats:
    texts = [listed.texts[place] for place in places]
    letters, lengths = _apart(asked, texts), (_lengths(asked), _lengths(texts))
    longer = np.maximum(*lengths)
    ours, theirs = [sounds(word) for word in asked], listed.sounds(places)
    heard, related = _closest_sounds(ours, theirs)
    related |= letters <= _EDIT_BOUNDS[np.minimum(longer, LONGEST_EDITED + 1)]
    related &= longer - np.minimum(*lengths) <= MOST_LONGER
    bare = _apart([bones_of(keys[0]) for keys in ours], [bones_of(keys[0]) for keys in theirs])
    cost = COST_OF_LETTER * letters + COST_OF_SOUND * heard + COST_OF_CONSONANT * bare
    alike: Floats = 1.0 - cost / np.maximum(longer, 1)
    alike[~related | (alike < FEWEST_SIMILAR)] = 0.0
    alike[letters == 0] = 1.0
    return alike


def _closest_sounds(ours: _Keys, theirs: _Keys) -> tuple[Ints, NDArray[np.bool_]]:
    """How many sounds lie between the closest readings, and whether few enough to be related."""
    apart, longer, starts = _all_apart(ours, theirs)
    near = apart <= _SOUND_BOUNDS[np.minimum(longer, LONGEST_EDITED + 1)]
    return np.minimum.reduceat(apart, starts), np.logical_or.reduceat(near, starts)


def _by_consonants(asked: list[str], listed: Words, places: list[int]) -> Floats:
    """Between a word with vowels and one from a script that leaves them out: the closest of their
    skeletons, and the vowels that are written."""
    alike = _closest([skeletons(word) for word in asked], listed.skeletons(places), _SKELETONS)
    for at in np.flatnonzero(alike >= FEWEST_SIMILAR).tolist():
        capitals, latin = sorted((asked[at], listed.texts[places[at]]))
        alike[at] -= COST_OF_WRITTEN_VOWEL * vowel_conflicts(latin, capitals)
    alike[alike < FEWEST_SIMILAR] = 0.0
    return alike


def _by_echoes(asked: list[str], listed: Words, places: list[int]) -> Floats:
    """Between a word and a heard one: the closest of their echoes, and the vowels."""
    alike = _closest([echoes(word) for word in asked], listed.echoes(places), _ECHOES)
    kept = np.flatnonzero(alike >= FEWEST_SIMILAR).tolist()
    ours = [vowels(asked[at]) for at in kept]
    theirs = [vowels(listed.texts[places[at]]) for at in kept]
    longer = np.maximum(_lengths(ours), _lengths(theirs))
    alike[kept] -= COST_OF_VOWEL * _apart(ours, theirs) / np.maximum(longer, 1)
    alike[alike < FEWEST_SIMILAR] = 0.0
    return alike


class _Measure(NamedTuple):
    """How keys of consonants are compared: similarity of equal ones, cost of an edit, bounds."""

    same: Floats
    cost: float
    bounds: Ints


def _closest(ours: _Keys, theirs: _Keys, measure: _Measure) -> Floats:
    apart, longer, starts = _all_apart(ours, theirs)
    alike: Floats = measure.same[np.minimum(longer, len(measure.same) - 1)] - measure.cost * apart / longer
    alike[apart > measure.bounds[np.minimum(longer, LONGEST_EDITED + 1)]] = 0.0
    return np.maximum(np.maximum.reduceat(alike, starts), 0.0)


def _all_apart(ours: _Keys, theirs: _Keys) -> tuple[Ints, Ints, Ints]:
    """Of each pair of words all pairs of their keys: how far apart, the longer one's length; and where
    those of each pair of words begin."""
    both = [(x, y) for some, others in zip(ours, theirs, strict=True) for x in some for y in others]
    left, right = [x for x, _ in both], [y for _, y in both]
    sizes = [len(some) * len(others) for some, others in zip(ours, theirs, strict=True)]
    starts = np.cumsum([0, *sizes[:-1]])
    return _apart(left, right), np.maximum(_lengths(left), _lengths(right)), starts


def _apart(left: Sequence[str], right: Sequence[str]) -> Ints:
    """Edits between each pair of strings, by optimal string alignment."""
    return cpdist(left, right, scorer=OSA.distance, dtype=np.int64)


def _lengths(words: Sequence[str]) -> Ints:
    return np.fromiter(map(len, words), np.int64, len(words))


def _bounds(bound: Callable[[int], int]) -> Ints:
    return np.array([bound(length) for length in range(LONGEST_EDITED + 2)])


_EDIT_BOUNDS, _SOUND_BOUNDS = _bounds(edit_bound), _bounds(sound_bound)
_SKELETONS = _Measure(np.array(SAME_SKELETON), COST_OF_BONE, _bounds(bones_bound))
_ECHOES = _Measure(np.array(SAME_ECHO), COST_OF_ECHO, _bounds(echo_bound))

_MEASURES: dict[tuple[Writing, Writing], Callable[[list[str], Words, list[int]], Floats]] = {
    **{(writing, writing): _same_writing for writing in Writing},
    (Writing.PLAIN, Writing.CONSONANTS): _by_consonants,
    (Writing.CONSONANTS, Writing.PLAIN): _by_consonants,
    (Writing.PLAIN, Writing.HEARD): _by_echoes,
    (Writing.HEARD, Writing.PLAIN): _by_echoes,
}
