"""The terms of an index: what names are found by, and which of them are related to a term asked.

Words (telling tokens) come first in the vocabulary, then joined terms (neighbouring tokens
written as one) that are no words. One lexicon serves all sections: how alike two words are does
not depend on whose name they stand in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import open_array, ranges, read_lines, write_lines
from screening.matching.classes import classes
from screening.matching.echoes import echoes
from screening.matching.neighbours import Neighbours
from screening.matching.sounds import Writing, skeleton, sounds, writing_of
from screening.matching.spelling import (
    SHORTEST_JOINED,
    bones_bound,
    echo_bound,
    edit_bound,
    joined_bound,
    joined_similarity,
    similarities,
    sound_bound,
)

_MOST_CACHED = 50_000


def _only_equal(length: int) -> int:
    return 0


def write_lexicon(folder: Path, words: set[str], joined: set[str]) -> dict[str, int]:
    """Write the vocabulary and its look-ups into ``folder``, which is created; the number of
    each term comes back."""
    folder.mkdir()
    ordered, others = sorted(words), sorted(joined - words)
    write_lines(folder / "terms.txt", [*ordered, *others])
    np.save(folder / "word_count.npy", np.array(len(ordered)))
    Neighbours.build(ordered, edit_bound).save(folder, "words")
    Neighbours.build(others, joined_bound).save(folder, "joined")
    plain, capital, heard = (
        [(number, word) for number, word in enumerate(ordered) if writing_of(word) is writing]
        for writing in Writing
    )
    Keys.write(folder, "sounds", _keyed(enumerate(ordered), sounds), sound_bound)
    Keys.write(folder, "classes", _keyed(enumerate(ordered), classes), _only_equal)
    Keys.write(folder, "skeletons", _keyed(plain, _skeletons), bones_bound)
    Keys.write(folder, "capitals", _keyed(capital, _skeletons), bones_bound)
    Keys.write(folder, "echoes", _keyed(plain, echoes), echo_bound)
    Keys.write(folder, "heard", _keyed(heard, echoes), echo_bound)
    return {text: number for number, text in enumerate([*ordered, *others])}


def _keyed(words: Iterable[tuple[int, str]], keys: Callable[[str], Iterable[str]]) -> list[tuple[int, str]]:
    return [(number, key) for number, word in words for key in keys(word)]


def _skeletons(word: str) -> tuple[str, ...]:
    return (skeleton(word),)


class Keys:
    """Words by a key that several share (a sound, a skeleton), found within a few edits of it."""

    def __init__(self, folder: Path, name: str, bound: Callable[[int], int]) -> None:
        self._keys, self._bound = Neighbours.open(folder, name), bound
        self._words: NDArray[np.int32] = open_array(folder, f"{name}_words")
        self._offsets: NDArray[np.int64] = open_array(folder, f"{name}_offsets")

    @staticmethod
    def write(folder: Path, name: str, keyed: list[tuple[int, str]], bound: Callable[[int], int]) -> None:
        """File word numbers under their keys in ``folder``."""
        keys = sorted({key for _, key in keyed})
        place = {key: number for number, key in enumerate(keys)}
        pairs = sorted((place[key], number) for number, key in keyed)
        places = np.array([one for one, _ in pairs], np.int64)
        Neighbours.build(keys, bound).save(folder, name)
        np.save(folder / f"{name}_words.npy", np.array([number for _, number in pairs], np.int32))
        np.save(folder / f"{name}_offsets.npy", np.searchsorted(places, np.arange(len(keys) + 1)))

    def near(self, key: str) -> NDArray[np.int32]:
        """The numbers of words whose key is near ``key``, and perhaps of a few more."""
        places = self._keys.near(key, self._bound(len(key)))
        return self._words[ranges(self._offsets[places], self._offsets[places + 1])]


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
        self._word_count = int(open_array(folder, "word_count"))
        self._words, self._joined = (Neighbours.open(folder, name) for name in ("words", "joined"))
        self._sounds = Keys(folder, "sounds", sound_bound)
        self._classes = Keys(folder, "classes", _only_equal)
        self._skeletons, self._capitals = (
            Keys(folder, name, bones_bound) for name in ("skeletons", "capitals")
        )
        self._echoes, self._heard = (Keys(folder, name, echo_bound) for name in ("echoes", "heard"))
        self.words = self._terms[: self._word_count]
        self.of_word = lru_cache(maxsize=_MOST_CACHED)(self._of_word)
        self.of_joined = lru_cache(maxsize=_MOST_CACHED)(self._of_joined)

    def _of_word(self, text: str) -> Related:
        """What a word of the asked name may stand for: words, and neighbours written as one."""
        if text.isdigit():
            return self._exact(text)
        words = self._alike_words(text)
        if len(text) < SHORTEST_JOINED:
            return words
        near = self._joined.near(text, joined_bound(len(text))) + np.int32(self._word_count)
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
        by_letters = self._words.near(text, edit_bound(len(text)))
        others = [self._sounds.near(sound) for sound in sounds(text)]
        match writing_of(text):
            case Writing.PLAIN:
                others += [self._capitals.near(skeleton(text)), *map(self._heard.near, echoes(text))]
            case Writing.CONSONANTS:
                others.append(self._skeletons.near(skeleton(text)))
            case Writing.HEARD:
                others += map(self._echoes.near, echoes(text))
        others += map(self._classes.near, classes(text))
        found = np.unique(np.concatenate((by_letters, *others)))
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
