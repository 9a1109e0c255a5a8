"""The terms of an index: what names are found by, and which of them are related to a term asked.

Words (telling tokens) come first in the vocabulary, then joined terms (neighbouring tokens
written as one) that are no words. One lexicon serves all sections: how alike two words are does
not depend on whose name they stand in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import open_array, ranges, read_lines, write_lines
from screening.matching.neighbours import Neighbours
from screening.matching.spelling import (
    SHORTEST_JOINED,
    edit_bound,
    joined_bound,
    joined_similarity,
    similarities,
    sound,
    sound_bound,
)

_MOST_CACHED = 50_000


def write_lexicon(folder: Path, words: set[str], joined: set[str]) -> dict[str, int]:
    """Write the vocabulary and its look-ups into ``folder``, which is created; the number of
    each term comes back."""
    folder.mkdir()
    ordered, others = sorted(words), sorted(joined - words)
    sounds = [sound(word) for word in ordered]
    distinct = sorted(set(sounds))
    place = {text: number for number, text in enumerate(distinct)}
    of_word = np.fromiter((place[text] for text in sounds), np.int32)
    write_lines(folder / "terms.txt", [*ordered, *others])
    Neighbours.build(ordered, edit_bound).save(folder, "words")
    Neighbours.build(others, joined_bound).save(folder, "joined")
    Neighbours.build(distinct, sound_bound).save(folder, "sounds")
    np.save(folder / "words_by_sound.npy", np.argsort(of_word, kind="stable").astype(np.int32))
    starts = np.searchsorted(np.sort(of_word), np.arange(len(distinct) + 1))
    np.save(folder / "sound_offsets.npy", starts.astype(np.int64))
    return {text: number for number, text in enumerate([*ordered, *others])}


@dataclass(frozen=True, slots=True)
class Related:
    """Numbers of terms and how alike each is to what was asked, in (0, 1]."""

    terms: NDArray[np.int32]
    similarities: NDArray[np.float64]


_NONE = Related(np.empty(0, np.int32), np.empty(0, np.float64))


class Lexicon:
    """An opened vocabulary. It remembers the terms related to those lately asked."""

    def __init__(self, folder: Path) -> None:
        self._terms = read_lines(folder / "terms.txt")
        self._numbers = {term: number for number, term in enumerate(self._terms)}
        self._words, self._joined, self._sounds = (
            Neighbours.open(folder, name) for name in ("words", "joined", "sounds")
        )
        self._words_by_sound: NDArray[np.int32] = open_array(folder, "words_by_sound")
        self._sound_offsets: NDArray[np.int64] = open_array(folder, "sound_offsets")
        self.of_word = lru_cache(maxsize=_MOST_CACHED)(self._of_word)
        self.of_joined = lru_cache(maxsize=_MOST_CACHED)(self._of_joined)

    def _of_word(self, text: str) -> Related:
        """What a word of the asked name may stand for: words, and neighbours written as one."""
        if text.isdigit():
            return self._exact(text)
        words = self._alike_words(text)
        if len(text) < SHORTEST_JOINED:
            return words
        near = self._joined.near(text, joined_bound(len(text))) + np.int32(len(self._words_by_sound))
        joined = self._nearly(text, near)
        return Related(
            np.concatenate((words.terms, joined.terms)),
            np.concatenate((words.similarities, joined.similarities)),
        )

    def _of_joined(self, text: str) -> Related:
        """What neighbours of the asked name, written as one, may stand for: words only."""
        return self._nearly(text, self._words.near(text, joined_bound(len(text))))

    def _exact(self, text: str) -> Related:
        number = self._numbers.get(text)
        return _NONE if number is None else Related(np.array([number], np.int32), np.ones(1))

    def _alike_words(self, text: str) -> Related:
        heard = sound(text)
        by_letters = self._words.near(text, edit_bound(len(text)))
        sounds = self._sounds.near(heard, sound_bound(len(heard)))
        spans = self._sound_offsets[sounds], self._sound_offsets[sounds + 1]
        found = np.unique(np.concatenate((by_letters, self._words_by_sound[ranges(*spans)])))
        if not len(found):
            return _NONE
        return _kept(found, similarities(text, [self._terms[number] for number in found.tolist()]))

    def _nearly(self, text: str, near: NDArray[np.int32]) -> Related:
        if not len(near):
            return _NONE
        alike = [joined_similarity(text, self._terms[number]) for number in near.tolist()]
        return _kept(near, np.array(alike))


def _kept(terms: NDArray[np.int32], similar: NDArray[np.float64]) -> Related:
    return Related(terms[similar > 0], similar[similar > 0])
