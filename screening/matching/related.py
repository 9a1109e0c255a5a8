"""The terms of a section that are related to a term asked about, with their similarity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from screening.matching.neighbours import ranges
from screening.matching.section import Section
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


@dataclass(frozen=True, slots=True)
class Related:
    """Numbers of terms and how alike each is to what was asked, in [0, 1]."""

    terms: NDArray[np.int32]
    similarities: NDArray[np.float64]


_NONE = Related(np.empty(0, np.int32), np.empty(0, np.float64))


class TermSearch:
    """Looks up words and joined terms of one section; remembers what it found."""

    def __init__(self, section: Section) -> None:
        self._section = section
        self.of_word = lru_cache(maxsize=_MOST_CACHED)(self._of_word)
        self.of_joined = lru_cache(maxsize=_MOST_CACHED)(self._of_joined)

    def _of_word(self, text: str) -> Related:
        """What a word of the asked name may stand for: words, and neighbours written as one."""
        words = self._exact(text) if text.isdigit() else self._alike_words(text)
        if len(text) < SHORTEST_JOINED or text.isdigit():
            return words
        near = self._section.joined.near(text, joined_bound(len(text))) + self._section.word_count
        return _both(words, self._joined(text, near))

    def _of_joined(self, text: str) -> Related:
        """What neighbours of the asked name, written as one, may stand for: words only."""
        return self._joined(text, self._section.words.near(text, joined_bound(len(text))))

    def _exact(self, text: str) -> Related:
        number = self._section.term_number(text)
        found = number is not None and number < self._section.word_count
        return Related(np.array([number], np.int32), np.ones(1)) if found else _NONE

    def _alike_words(self, text: str) -> Related:
        section, heard = self._section, sound(text)
        by_letters = section.words.near(text, edit_bound(len(text)))
        sounds = section.heard.near(heard, sound_bound(len(heard)))
        spans = section.sound_offsets[sounds], section.sound_offsets[sounds + 1]
        found = np.unique(np.concatenate((by_letters, section.words_by_sound[ranges(*spans)])))
        if not len(found):
            return _NONE
        return _kept(found, similarities(text, [section.terms[number] for number in found.tolist()]))

    def _joined(self, text: str, near: NDArray[np.int32]) -> Related:
        if not len(near):
            return _NONE
        alike = [joined_similarity(text, self._section.terms[number]) for number in near.tolist()]
        return _kept(near, np.array(alike))


def _kept(terms: NDArray[np.int32], similar: NDArray[np.float64]) -> Related:
    return Related(terms[similar > 0], similar[similar > 0])


def _both(one: Related, other: Related) -> Related:
    return Related(
        np.concatenate((one.terms, other.terms)), np.concatenate((one.similarities, other.similarities))
    )
