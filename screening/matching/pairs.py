"""How alike many pairs of tokens are, all measured at once: the arithmetic of ``spelling``.

A pair is measured by what its two writings have in common: letters and sounds, the consonants
(skeletons) where one script leaves the vowels out, what is left to hear (echoes) where one word is
written as another language hears it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from screening.matching.arrays import packed, unpacked
from screening.matching.keys import KEYS, KeyKind
from screening.matching.measures import (
    COST_OF_BONE,
    COST_OF_CONSONANT,
    COST_OF_ECHO,
    COST_OF_LETTER,
    COST_OF_SOUND,
    COST_OF_VOWEL,
    COST_OF_WRITTEN_VOWEL,
    FEWEST_HEARD,
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


_ROUNDING = 1e-9
"""What a bound is raised by, so that no pair is lost to the last digit of a division."""

_MANY = 1_000
"""So many pairs of keys take longer to measure than to tell those that are equal."""


class Keys(NamedTuple):
    """The keys of some words: each has a few of ``ids``, whose texts are told when they are needed."""

    ids: Ints
    starts: Ints
    """Where in ``ids`` the keys of each word begin."""
    sizes: Ints
    texts: Callable[[Ints], list[str]]
    lengths: Callable[[Ints], Ints]


class Words(Protocol):
    """Tokens by number, with the keys they are compared by."""

    def texts(self, words: Ints) -> list[str]:
        """Some of the tokens themselves."""

    def lengths(self, words: Ints) -> Ints:
        """How many letters some of them have."""

    def writings(self, words: Ints) -> Ints:
        """How some of them are written, as numbers of ``Writing``."""

    def keys(self, kind: KeyKind, words: Ints) -> Keys:
        """The keys of one kind of some of them."""


class Spelled:
    """Tokens whose keys are worked out as they are needed, each kind once."""

    def __init__(self, tokens: Sequence[str]) -> None:
        """Of ``tokens``, numbered in this order."""
        self._tokens, self._texts = tokens, np.array(tokens, object)
        self._lengths = _lengths(tokens)
        self._writings = np.fromiter(map(writing_of, tokens), np.int64, len(tokens))
        self._keys: dict[KeyKind, Keys] = {}

    def texts(self, words: Ints) -> list[str]:
        """Some of the tokens themselves."""
        texts: list[str] = self._texts[words].tolist()
        return texts

    def lengths(self, words: Ints) -> Ints:
        """How many letters some of them have."""
        return self._lengths[words]

    def writings(self, words: Ints) -> Ints:
        """How some of them are written, as numbers of ``Writing``."""
        return self._writings[words]

    def keys(self, kind: KeyKind, words: Ints) -> Keys:
        """The keys of one kind of some of them."""
        keys = self._keys.get(kind)
        if keys is None:
            keys = self._keys[kind] = _numbered(KEYS[kind](self._tokens))
        return keys._replace(starts=keys.starts[words], sizes=keys.sizes[words])


def _numbered(keys: Sequence[tuple[str, ...]]) -> Keys:
    numbers = {text: number for number, text in enumerate(dict.fromkeys(chain.from_iterable(keys)))}
    texts = list(numbers)
    sizes = np.fromiter(map(len, keys), np.int64, len(keys))
    ids = np.array([numbers[text] for some in keys for text in some], np.int64)
    starts, lengths = np.cumsum(sizes) - sizes, _lengths(texts)
    return Keys(ids, starts, sizes, lambda some: [texts[one] for one in some.tolist()], lengths.__getitem__)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Words asked and listed ones, each pair at one place of the two rows of numbers."""

    asked: Words
    ours: Ints
    listed: Words
    theirs: Ints

    def __len__(self) -> int:
        return len(self.ours)

    def at(self, places: Any) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.asked, self.ours[places], self.listed, self.theirs[places])


def spelled_alike(pairs: Pairs) -> Floats:
    """How alike the words of each pair are: in [0, 1], by spelling alone."""
    alike = np.zeros(len(pairs))
    asked, listed = pairs.asked.writings(pairs.ours), pairs.listed.writings(pairs.theirs)
    both = asked * len(Writing) + listed
    for code in np.flatnonzero(np.bincount(both)).tolist():
        writings = Writing(code // len(Writing)), Writing(code % len(Writing))
        if measure := _MEASURES.get(writings):
            places = np.flatnonzero(both == code)
            alike[places] = measure(pairs.at(places))
    return alike


def _same_writing(pairs: Pairs) -> Floats:
    ours, theirs = pairs.asked.texts(pairs.ours), pairs.listed.texts(pairs.theirs)
    letters = _apart(ours, theirs)
    lengths = pairs.asked.lengths(pairs.ours), pairs.listed.lengths(pairs.theirs)
    longer = np.maximum(*lengths)
    heard, related = _closest_sounds(pairs)
    related |= letters <= _EDIT_BOUNDS[np.minimum(longer, LONGEST_EDITED + 1)]
    related &= longer - np.minimum(*lengths) <= MOST_LONGER
    places = np.flatnonzero(related)
    bare, _, _ = _all_apart(pairs.at(places), KeyKind.BONES)
    most = letters[places]
    heard, bare = np.minimum(heard[places], most), np.minimum(bare, most)
    cost = COST_OF_LETTER * most + COST_OF_SOUND * heard + COST_OF_CONSONANT * bare
    alike = np.zeros(len(pairs))
    alike[places] = 1.0 - cost / np.maximum(longer[places], 1)
    alike[alike < FEWEST_SIMILAR] = 0.0
    alike[letters == 0] = 1.0
    return alike


def _closest_sounds(pairs: Pairs) -> tuple[Ints, NDArray[np.bool_]]:
    """How many sounds lie between the closest readings, and whether few enough to be related."""
    apart, longer, starts = _all_apart(pairs, KeyKind.SOUNDS)
    near = apart <= _SOUND_BOUNDS[np.minimum(longer, LONGEST_EDITED + 1)]
    return np.minimum.reduceat(apart, starts), np.logical_or.reduceat(near, starts)


def _by_consonants(pairs: Pairs) -> Floats:
    """Between a word with vowels and one from a script that leaves them out: the closest of their
    skeletons, and the vowels that are written."""
    alike = _closest(pairs, KeyKind.SKELETONS, _SKELETONS)
    places = np.flatnonzero(alike >= FEWEST_SIMILAR)
    ours, theirs = pairs.asked.texts(pairs.ours[places]), pairs.listed.texts(pairs.theirs[places])
    latin, capitals = map(max, ours, theirs), map(min, ours, theirs)
    conflicts = np.fromiter(map(vowel_conflicts, latin, capitals), np.int64, len(places))
    alike[places] -= COST_OF_WRITTEN_VOWEL * conflicts
    alike[alike < FEWEST_SIMILAR] = 0.0
    return alike


def _by_echoes(pairs: Pairs) -> Floats:
    """Between a word and a heard one: the closest of their echoes, and the vowels."""
    alike = _closest(pairs, KeyKind.ECHOES, _ECHOES)
    places = np.flatnonzero(alike >= FEWEST_HEARD)
    spare = (alike[places] - FEWEST_HEARD) / COST_OF_VOWEL + _ROUNDING
    apart, longer, _ = _all_apart(pairs.at(places), KeyKind.VOWELS, lambda longer: spare * longer)
    alike[places] -= COST_OF_VOWEL * apart / np.maximum(longer, 1)
    alike[alike < FEWEST_HEARD] = 0.0
    return alike


class _Measure(NamedTuple):
    """How keys of consonants are compared: similarity of equal ones, cost of an edit, bounds."""

    same: Floats
    cost: float
    bounds: Ints


def _closest(pairs: Pairs, kind: KeyKind, measure: _Measure) -> Floats:
    def bound(longer: Ints) -> Ints:
        return measure.bounds[np.minimum(longer, LONGEST_EDITED + 1)]

    apart, longer, starts = _all_apart(pairs, kind, bound)
    same = measure.same[np.minimum(longer, len(measure.same) - 1)]
    alike: Floats = same - measure.cost * apart / np.maximum(longer, 1)
    alike[apart > bound(longer)] = 0.0
    return np.maximum(np.maximum.reduceat(alike, starts), 0.0)


def _all_apart(
    pairs: Pairs, kind: KeyKind, most: Callable[[Ints], Any] | None = None
) -> tuple[Ints, Ints, Ints]:
    """Of each pair of words all pairs of their keys: how far apart (more than ``most`` of keys of which the
    longer has so many letters need not be told exactly), the longer one's length; and where those of each
    pair of words begin. Many words share their keys: among many pairs of keys each is measured once."""
    ours, theirs = pairs.asked.keys(kind, pairs.ours), pairs.listed.keys(kind, pairs.theirs)
    sizes = ours.sizes * theirs.sizes
    starts = np.cumsum(sizes) - sizes
    pair = np.repeat(np.arange(len(sizes)), sizes)
    first, second = np.divmod(np.arange(len(pair)) - starts[pair], theirs.sizes[pair])
    left, right = ours.ids[ours.starts[pair] + first], theirs.ids[theirs.starts[pair] + second]
    lengths = ours.lengths(left), theirs.lengths(right)
    apart, longer = np.abs(lengths[0] - lengths[1]), np.maximum(*lengths)
    near = np.flatnonzero(apart <= most(longer)) if most else np.arange(len(apart))
    if len(near) < _MANY:
        apart[near] = _apart(ours.texts(left[near]), theirs.texts(right[near]))
    else:
        once, which = np.unique(packed(left[near], right[near]), return_inverse=True)
        first, second = unpacked(once)
        apart[near] = _apart(ours.texts(first), theirs.texts(second))[which]
    return apart, longer, starts


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

_MEASURES: dict[tuple[Writing, Writing], Callable[[Pairs], Floats]] = {
    **{(writing, writing): _same_writing for writing in Writing},
    (Writing.PLAIN, Writing.CONSONANTS): _by_consonants,
    (Writing.CONSONANTS, Writing.PLAIN): _by_consonants,
    (Writing.PLAIN, Writing.HEARD): _by_echoes,
    (Writing.HEARD, Writing.PLAIN): _by_echoes,
}
