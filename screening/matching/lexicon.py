"""The terms of an index: what names are found by, and which of them are related to a term asked.

Words (telling tokens) come first in the vocabulary, then joined terms (neighbouring tokens
written as one) that are no words. A whole name is a term by its initials, after a full stop. One
lexicon serves all sections: how alike two words are does not depend on whose name they stand in.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import open_array, write_lines
from screening.matching.classes import classes
from screening.matching.echoes import echoes
from screening.matching.neighbours import Neighbours, NeighboursBuilder, shortened
from screening.matching.shortened import SIMILARITY_OF_BEGINNING, beginnings, can_be_short
from screening.matching.skeletons import skeletons
from screening.matching.sounds import Writing, sounds, writing_of
from screening.matching.spelling import (
    SHORTEST_JOINED,
    acronym_similarity,
    bones_bound,
    echo_bound,
    edit_bound,
    joined_bound,
    joined_similarity,
    similarities,
    sound_bound,
)

_MOST_CACHED = 50_000


class _Shelf(IntEnum):
    """What a term is filed under, and found by. Words of different writing meet on the shelves of
    the one or of the other alone."""

    WORD = 1
    JOINED = 2
    SOUND = 3
    CLASS = 4
    SKELETON_OF_PLAIN = 5
    SKELETON_OF_CONSONANTS = 6
    ECHO_OF_PLAIN = 7
    ECHO_OF_HEARD = 8
    ACRONYM = 9


def _only_equal(length: int) -> int:
    return 0


_BOUNDS: dict[_Shelf, Callable[[int], int]] = {
    _Shelf.WORD: edit_bound,
    _Shelf.JOINED: joined_bound,
    _Shelf.SOUND: sound_bound,
    _Shelf.CLASS: _only_equal,
    _Shelf.SKELETON_OF_PLAIN: bones_bound,
    _Shelf.SKELETON_OF_CONSONANTS: bones_bound,
    _Shelf.ECHO_OF_PLAIN: echo_bound,
    _Shelf.ECHO_OF_HEARD: echo_bound,
    _Shelf.ACRONYM: _only_equal,
}
"""How many letters apart two keys of a shelf may be, by the length of the longer."""

_Keys = tuple[tuple[_Shelf, Callable[[str], Iterable[str]]], ...]


def _itself(word: str) -> tuple[str]:
    return (word,)


_OF_ALL: _Keys = ((_Shelf.WORD, _itself), (_Shelf.SOUND, sounds), (_Shelf.CLASS, classes))

_FILED: dict[Writing, _Keys] = {
    Writing.PLAIN: ((_Shelf.SKELETON_OF_PLAIN, skeletons), (_Shelf.ECHO_OF_PLAIN, echoes)),
    Writing.CONSONANTS: ((_Shelf.SKELETON_OF_CONSONANTS, skeletons),),
    Writing.HEARD: ((_Shelf.ECHO_OF_HEARD, echoes),),
}
"""The keys of a listed word, by its writing, beside those that all words have."""

_ASKED: dict[Writing, _Keys] = {
    Writing.PLAIN: ((_Shelf.SKELETON_OF_CONSONANTS, skeletons), (_Shelf.ECHO_OF_HEARD, echoes)),
    Writing.CONSONANTS: ((_Shelf.SKELETON_OF_PLAIN, skeletons),),
    Writing.HEARD: ((_Shelf.ECHO_OF_PLAIN, echoes),),
}
"""Where a word asked looks, by its writing, beside the shelves of all words."""


def write_lexicon(folder: Path, words: set[str], joined: set[str]) -> dict[str, int]:
    """Write the vocabulary and its look-ups into ``folder``, which is created; the number of
    each term comes back."""
    folder.mkdir()
    ordered, others = sorted(words), sorted(joined - words)
    write_lines(folder / "terms.txt", [*ordered, *others])
    lengths = [len(term) + 1 for term in [*ordered, *others]]
    np.save(folder / "term_offsets.npy", np.cumsum([0, *lengths], dtype=np.int64))
    np.save(folder / "word_count.npy", np.array(len(ordered)))
    keyed: dict[_Shelf, list[tuple[str, int]]] = {shelf: [] for shelf in _Shelf}
    for number, term in enumerate(others, len(ordered)):
        shelf = _Shelf.ACRONYM if term.startswith(".") else _Shelf.JOINED
        keyed[shelf].append((term.removeprefix("."), number))
    for number, word in enumerate(ordered):
        for shelf, keys in (*_OF_ALL, *_FILED[writing_of(word)]):
            keyed[shelf] += [(key, number) for key in keys(word)]
    builder = NeighboursBuilder()
    for shelf, pairs in keyed.items():
        builder.add(shelf, [key for key, _ in pairs], [number for _, number in pairs], _BOUNDS[shelf])
    builder.write(folder, "near")
    return {text: number for number, text in enumerate([*ordered, *others])}


@dataclass(frozen=True, slots=True)
class Related:
    """Numbers of terms, ascending, and how alike each is to what was asked, in (0, 1]."""

    terms: NDArray[np.int32]
    similarities: NDArray[np.float64]


_NONE = Related(np.empty(0, np.int32), np.empty(0, np.float64))


def _forms(word: str) -> Iterator[int]:
    """The shortened forms by which all that is related to a word asked is found."""
    joined: _Keys = ((_Shelf.JOINED, _itself),) if len(word) >= SHORTEST_JOINED else ()
    joined += ((_Shelf.ACRONYM, _itself),)
    for shelf, keys in (*_OF_ALL, *_ASKED[writing_of(word)], *joined):
        for key in keys(word):
            yield from shortened(shelf, key, _BOUNDS[shelf](len(key)))


class Lexicon:
    """An opened vocabulary. It remembers the terms related to those lately asked."""

    def __init__(self, folder: Path) -> None:
        self._text = (folder / "terms.txt").read_bytes()
        self._offsets: NDArray[np.int64] = open_array(folder, "term_offsets")
        self._word_count = int(open_array(folder, "word_count"))
        self._near = Neighbours(folder, "near")
        self.of_word = lru_cache(maxsize=_MOST_CACHED)(self._of_word)
        self.of_organisation = lru_cache(maxsize=_MOST_CACHED)(self._of_organisation)
        self.of_joined = lru_cache(maxsize=_MOST_CACHED)(self._of_joined)

    @cached_property
    def words(self) -> list[str]:
        """All words, by number."""
        return self._texts(np.arange(self._word_count, dtype=np.int32))

    def _of_word(self, text: str) -> Related:
        """What a word of the asked name may stand for: words, and neighbours written as one."""
        if text.isdigit():
            return self._exact(text)
        found = self._near.near(_forms(text))
        words, joined = np.split(found, [np.searchsorted(found, self._word_count)])
        alike = similarities(text, self._texts(words)) if len(words) else np.empty(0)
        return _kept(found, np.concatenate((alike, self._nearly(text, joined))))

    def _of_organisation(self, text: str) -> Related:
        """What a word of an organisation's name may stand for: what it is cut short from or to, too."""
        whole = self.of_word(text)
        cut = np.array([*self._beginning_with(text), *self._beginnings_of(text)], np.int32)
        terms = np.union1d(whole.terms, cut)
        alike = np.zeros(len(terms))
        alike[np.searchsorted(terms, cut)] = SIMILARITY_OF_BEGINNING
        places = np.searchsorted(terms, whole.terms)
        alike[places] = np.maximum(alike[places], whole.similarities)
        return Related(terms, alike)

    def _beginning_with(self, text: str) -> range:
        if not can_be_short(text):
            return range(0)
        return range(self._place(text), self._place(text + "~"))

    def _beginnings_of(self, text: str) -> Iterator[int]:
        for beginning in beginnings(text):
            place = self._place(beginning)
            if place < self._word_count and self._word(place) == beginning:
                yield place

    def _place(self, text: str) -> int:
        """The number of the first word that is not before ``text``."""
        return bisect_left(range(self._word_count), text, key=self._word)

    def _word(self, number: int) -> str:
        return self._text[self._offsets[number] : self._offsets[number + 1] - 1].decode()

    def _of_joined(self, text: str) -> Related:
        """What neighbours of the asked name, written as one, may stand for: words only."""
        found = self._near.near(shortened(_Shelf.WORD, text, joined_bound(len(text))))
        return _kept(found, self._nearly(text, found))

    def of_acronym(self, text: str) -> Related:
        """What the initials of a whole asked name may stand for: the word that they spell."""
        equal = self._exact(text)
        return Related(equal.terms, equal.similarities * acronym_similarity(text, text))

    def _exact(self, text: str) -> Related:
        found = self._near.near(shortened(_Shelf.WORD, text, 0))
        equal = np.array([term == text for term in self._texts(found)], np.float64)
        return _kept(found, equal)

    def _nearly(self, text: str, terms: NDArray[np.int32]) -> NDArray[np.float64]:
        alike = [
            acronym_similarity(text, term[1:]) if term.startswith(".") else joined_similarity(text, term)
            for term in self._texts(terms)
        ]
        return np.array(alike, np.float64)

    def _texts(self, terms: NDArray[np.int32]) -> list[str]:
        starts, ends = self._offsets[terms].tolist(), self._offsets[terms + 1].tolist()
        return [self._text[start : end - 1].decode() for start, end in zip(starts, ends, strict=True)]


def _kept(terms: NDArray[np.int32], similar: NDArray[np.float64]) -> Related:
    if not len(terms):
        return _NONE
    return Related(terms[similar > 0], similar[similar > 0])
