"""How alike many pairs of tokens are, all measured at once: the arithmetic of ``spelling``.

A pair is measured by what its two writings have in common: letters and sounds, the consonants
(skeletons) where one script leaves the vowels out, what is left to hear (echoes) where one word is
written as another language hears it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from screening.matching.keys import KEYS, KeyKind
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
from screening.matching.sounds import Writing, writing_of
from screening.matching.written_vowels import vowel_conflicts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Keys(NamedTuple):
    """The keys of some words: each has a few of ``ids``, whose texts are told when they are needed."""

    ids: Ints
    starts: Ints
    """Where in ``ids`` the keys of each word begin."""
    sizes: Ints
    texts: Callable[[Ints], list[str]]


class Words(Protocol):
    """Tokens by place, with the keys they are compared by."""

    @property
    def texts(self) -> Sequence[str]:
        """The tokens themselves."""

    def keys(self, kind: KeyKind, places: Sequence[int]) -> Keys:
        """The keys of one kind of some of them."""


class Spelled:
    """Tokens whose keys are worked out as they are needed."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Of the tokens ``texts``, in this order."""
        self.texts = texts

    def keys(self, kind: KeyKind, places: Sequence[int]) -> Keys:
        """The keys of one kind of some of them."""
        return _numbered([KEYS[kind](self.texts[place]) for place in places])


def _numbered(keys: Sequence[tuple[str, ...]]) -> Keys:
    numbers = {text: number for number, text in enumerate(dict.fromkeys(chain.from_iterable(keys)))}
    texts = list(numbers)
    sizes = np.fromiter(map(len, keys), np.int64, len(keys))
    return Keys(
        np.array([numbers[text] for some in keys for text in some], np.int64),
        np.cumsum(sizes) - sizes,
        sizes,
        lambda ids: [texts[number] for number in ids.tolist()],
    )


def spelled_alike(asked: Sequence[str], listed: Words) -> Floats:
    """For each token asked, how alike the listed one at its place is: in [0, 1], by spelling alone."""
    alike = np.zeros(len(asked))
    for writings, places in _by_writing(asked, listed.texts).items():
        if measure := _MEASURES.get(writings):
            alike[places] = measure([asked[place] for place in places], listed, places)
    return alike


def _by_writing(asked: Sequence[str], listed: Sequence[str]) -> dict[tuple[Writing, Writing], list[int]]:
    """The places of the pairs of each two writings; most are plain, as two looks tell."""
    both_plain = Writing.PLAIN, Writing.PLAIN
    kinds: dict[tuple[Writing, Writing], list[int]] = {}
    for place, (a, b) in enumerate(zip(asked, listed, strict=True)):
        writings = both_plain if a >= "a" and b >= "a" else (writing_of(a), writing_of(b))
        kinds.setdefault(writings, []).append(place)
    return kinds


def _same_writing(asked: list[str], listed: Words, places: list[int]) -> Floats:
    texts = [listed.texts[place] for place in places]
    letters, lengths = _apart(asked, texts), (_lengths(asked), _lengths(texts))
    longer = np.maximum(*lengths)
    heard, related = _closest_sounds(asked, listed, places)
    related |= letters <= _EDIT_BOUNDS[np.minimum(longer, LONGEST_EDITED + 1)]
    related &= longer - np.minimum(*lengths) <= MOST_LONGER
    bare, _, _ = _all_apart(_keys(KeyKind.BONES, asked), listed.keys(KeyKind.BONES, places))
    cost = COST_OF_LETTER * letters + COST_OF_SOUND * heard + COST_OF_CONSONANT * bare
    alike: Floats = 1.0 - cost / np.maximum(longer, 1)
    alike[~related | (alike < FEWEST_SIMILAR)] = 0.0
    alike[letters == 0] = 1.0
    return alike


def _closest_sounds(asked: list[str], listed: Words, places: list[int]) -> tuple[Ints, NDArray[np.bool_]]:
    """How many sounds lie between the closest readings, and whether few enough to be related."""
    theirs = listed.keys(KeyKind.SOUNDS, places)
    apart, longer, starts = _all_apart(_keys(KeyKind.SOUNDS, asked), theirs)
    near = apart <= _SOUND_BOUNDS[np.minimum(longer, LONGEST_EDITED + 1)]
    return np.minimum.reduceat(apart, starts), np.logical_or.reduceat(near, starts)


def _by_consonants(asked: list[str], listed: Words, places: list[int]) -> Floats:
    """Between a word with vowels and one from a script that leaves them out: the closest of their
    skeletons, and the vowels that are written."""
    ours, theirs = _keys(KeyKind.SKELETONS, asked), listed.keys(KeyKind.SKELETONS, places)
    alike = _closest(ours, theirs, _SKELETONS)
    for at in np.flatnonzero(alike >= FEWEST_SIMILAR).tolist():
        capitals, latin = sorted((asked[at], listed.texts[places[at]]))
        alike[at] -= COST_OF_WRITTEN_VOWEL * vowel_conflicts(latin, capitals)
    alike[alike < FEWEST_SIMILAR] = 0.0
    return alike


def _by_echoes(asked: list[str], listed: Words, places: list[int]) -> Floats:
    """Between a word and a heard one: the closest of their echoes, and the vowels."""
    alike = _closest(_keys(KeyKind.ECHOES, asked), listed.keys(KeyKind.ECHOES, places), _ECHOES)
    kept = np.flatnonzero(alike >= FEWEST_SIMILAR)
    theirs = listed.keys(KeyKind.VOWELS, [places[at] for at in kept.tolist()])
    apart, longer, _ = _all_apart(_keys(KeyKind.VOWELS, [asked[at] for at in kept.tolist()]), theirs)
    alike[kept] -= COST_OF_VOWEL * apart / np.maximum(longer, 1)
    alike[alike < FEWEST_SIMILAR] = 0.0
    return alike


class _Measure(NamedTuple):
    """How keys of consonants are compared: similarity of equal ones, cost of an edit, bounds."""

    same: Floats
    cost: float
    bounds: Ints


def _closest(ours: Keys, theirs: Keys, measure: _Measure) -> Floats:
    apart, longer, starts = _all_apart(ours, theirs)
    alike: Floats = measure.same[np.minimum(longer, len(measure.same) - 1)] - measure.cost * apart / longer
    alike[apart > measure.bounds[np.minimum(longer, LONGEST_EDITED + 1)]] = 0.0
    return np.maximum(np.maximum.reduceat(alike, starts), 0.0)


def _all_apart(ours: Keys, theirs: Keys) -> tuple[Ints, Ints, Ints]:
    """Of each pair of words all pairs of their keys: how far apart, the longer one's length; and where
    those of each pair of words begin. Many words share their keys, so each pair of keys is measured
    once."""
    sizes = ours.sizes * theirs.sizes
    starts = np.cumsum(sizes) - sizes
    pair = np.repeat(np.arange(len(sizes)), sizes)
    first, second = np.divmod(np.arange(len(pair)) - starts[pair], theirs.sizes[pair])
    left, right = ours.ids[ours.starts[pair] + first], theirs.ids[theirs.starts[pair] + second]
    once, which = np.unique(left << _HALF | right, return_inverse=True)
    x, y = ours.texts(once >> _HALF), theirs.texts(once & (2**_HALF - 1))
    return _apart(x, y)[which], np.maximum(_lengths(x), _lengths(y))[which], starts


def _keys(kind: KeyKind, asked: Sequence[str]) -> Keys:
    """The keys of words asked, each word's worked out once."""
    numbers = {word: number for number, word in enumerate(dict.fromkeys(asked))}
    keys = Spelled(list(numbers)).keys(kind, range(len(numbers)))
    places = np.fromiter(map(numbers.__getitem__, asked), np.int64, len(asked))
    return keys._replace(starts=keys.starts[places], sizes=keys.sizes[places])


def _apart(left: Sequence[str], right: Sequence[str]) -> Ints:
    """Edits between each pair of strings, by optimal string alignment."""
    return cpdist(left, right, scorer=OSA.distance, dtype=np.int64)


def _lengths(words: Sequence[str]) -> Ints:
    return np.fromiter(map(len, words), np.int64, len(words))


_HALF = 32
"""Bits of a number of a key, of which two make one number."""


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
