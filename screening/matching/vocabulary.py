"""The terms of an index on disk, each word with the keys that it is compared by.

Working the keys out takes longer than comparing them, so they are written down once, when the index is
built.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import Lines, open_array, write_lines
from screening.matching.echoes import echoes
from screening.matching.skeletons import skeletons
from screening.matching.sounds import sounds

_KEYS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "sounds": sounds,
    "skeletons": skeletons,
    "echoes": echoes,
}


def write_vocabulary(folder: Path, words: Sequence[str], others: Sequence[str]) -> None:
    """Write the terms into ``folder``: words, in ascending order, have the lowest numbers and keys."""
    np.save(folder / "word_count.npy", np.array(len(words)))
    write_lines(folder, "terms", (term.encode("ascii") for term in (*words, *others)))
    for name, keys in _KEYS.items():
        write_lines(folder, name, (" ".join(keys(word)).encode("ascii") for word in words))


class Vocabulary:
    """The opened terms."""

    def __init__(self, folder: Path) -> None:
        self._terms = Lines(folder, "terms")
        self._keys = {name: Lines(folder, name) for name in _KEYS}
        self.word_count = int(open_array(folder, "word_count"))

    def texts(self, numbers: NDArray[np.int64] | Sequence[int]) -> list[str]:
        """The terms of these numbers."""
        return self._terms.texts(numbers)

    def keys(self, name: str, numbers: Sequence[int]) -> list[tuple[str, ...]]:
        """The keys of some words: their ``sounds``, ``skeletons`` or ``echoes``."""
        return [tuple(line.split(" ")) for line in self._keys[name].texts(numbers)]

    def word(self, number: int) -> str:
        """One word."""
        return str(self._terms[number], "ascii")

    def place(self, text: str) -> int:
        """The number of the first word that is not before ``text``."""
        return bisect_left(range(self.word_count), text, key=self.word)


class StoredWords:
    """Words of a vocabulary, with their keys as they are stored (``pairs.Words``)."""

    def __init__(self, vocabulary: Vocabulary, numbers: Sequence[int]) -> None:
        """Of the words of these numbers, in this order."""
        self._vocabulary, self._numbers = vocabulary, numbers
        self.texts: Sequence[str] = vocabulary.texts(numbers)

    def sounds(self, places: Sequence[int]) -> list[tuple[str, ...]]:
        """The sounds of some of them."""
        return self._of("sounds", places)

    def skeletons(self, places: Sequence[int]) -> list[tuple[str, ...]]:
        """The skeletons of some of them."""
        return self._of("skeletons", places)

    def echoes(self, places: Sequence[int]) -> list[tuple[str, ...]]:
        """The echoes of some of them."""
        return self._of("echoes", places)

    def _of(self, name: str, places: Sequence[int]) -> list[tuple[str, ...]]:
        return self._vocabulary.keys(name, [self._numbers[place] for place in places])
