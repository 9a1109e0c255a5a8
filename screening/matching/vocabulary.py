"""The terms of an index on disk, each word with the keys that it is compared by.

Working the keys out takes longer than comparing them, so they are written down once, when the index is
built.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import Lines, open_array, ranges, write_lines
from screening.matching.keys import KEYS, KeyKind
from screening.matching.pairs import Ints, Keys


def write_vocabulary(folder: Path, words: Sequence[str], others: Sequence[str]) -> None:
    """Write the terms into ``folder``: words, which have keys, have the lowest numbers."""
    np.save(folder / "word_count.npy", np.array(len(words)))
    write_lines(folder, "terms", (term.encode("ascii") for term in (*words, *others)))
    for kind, keys_of in KEYS.items():
        keys = [keys_of(word) for word in words]
        numbers = {
            text: number for number, text in enumerate(dict.fromkeys(k for some in keys for k in some))
        }
        write_lines(folder, kind, (text.encode("ascii") for text in numbers))
        ids = np.fromiter((numbers[text] for some in keys for text in some), np.int32)
        np.save(folder / f"{kind}_ids.npy", ids)
        np.save(folder / f"{kind}_starts.npy", np.cumsum([0, *map(len, keys)], dtype=np.int64))


class Vocabulary:
    """The opened terms."""

    def __init__(self, folder: Path) -> None:
        self.word_count = int(open_array(folder, "word_count"))
        self._terms = Lines(folder, "terms")
        self._keys = {kind: _StoredKeys(folder, kind) for kind in KEYS}

    def texts(self, numbers: NDArray[np.int64] | Sequence[int]) -> list[str]:
        """The terms of these numbers."""
        return self._terms.texts(numbers)

    def keys(self, kind: KeyKind, numbers: Ints) -> Keys:
        """The keys of one kind of some words."""
        return self._keys[kind].of(numbers)


class _StoredKeys:
    """The keys of one kind, each text once, and which of them each word has."""

    def __init__(self, folder: Path, kind: KeyKind) -> None:
        self._texts = Lines(folder, kind)
        self._ids: NDArray[np.int32] = open_array(folder, f"{kind}_ids")
        self._starts: Ints = open_array(folder, f"{kind}_starts")

    def of(self, numbers: Ints) -> Keys:
        starts, ends = self._starts[numbers], self._starts[numbers + 1]
        sizes = ends - starts
        ids = self._ids[ranges(starts, ends)].astype(np.int64)
        return Keys(ids, np.cumsum(sizes) - sizes, sizes, self._texts.texts)


class StoredWords:
    """Words of a vocabulary, with their keys as they are stored (``pairs.Words``)."""

    def __init__(self, vocabulary: Vocabulary, numbers: Ints, texts: Sequence[str]) -> None:
        """Of the words of these numbers, in this order, whose texts these are."""
        self._vocabulary, self._numbers, self.texts = vocabulary, numbers, texts

    def keys(self, kind: KeyKind, places: Sequence[int]) -> Keys:
        """The keys of one kind of some of them."""
        return self._vocabulary.keys(kind, self._numbers[places])
