"""The terms of an index on disk, each word with the keys that it is compared by.

Working the keys out takes longer than comparing them, so they are written down once, when the index is
built. Of a quarter of a million texts a process asks for a few: each is read when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import Texts, open_array, ranges, write_lines
from screening.matching.keys import KEYS, KeyKind, WordKeys
from screening.matching.pairs import Ints, Keys
from screening.matching.sounds import writing_of


def write_vocabulary(folder: Path, words: Sequence[str], others: Sequence[str], keys: WordKeys) -> None:
    """Write the terms into ``folder``: the ``words``, in ascending order, have ``keys`` and the lowest
    numbers, ``others`` follow."""
    np.save(folder / "word_count.npy", np.array(len(words)))
    np.save(folder / "writings.npy", np.fromiter(map(writing_of, words), np.int8, len(words)))
    _write_texts(folder, "terms", chain(words, others))
    for kind, every in keys.items():
        texts = list(chain.from_iterable(every))
        numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        _write_texts(folder, kind, numbers)
        np.save(
            folder / f"{kind}_ids.npy", np.fromiter(map(numbers.__getitem__, texts), np.int32, len(texts))
        )
        np.save(folder / f"{kind}_starts.npy", np.cumsum([0, *map(len, every)], dtype=np.int64))


def _write_texts(folder: Path, name: str, texts: Iterable[str]) -> None:
    write_lines(folder, name, (text.encode("ascii") for text in texts))


class Vocabulary:
    """The opened terms; its words are ``pairs.Words``."""

    def __init__(self, folder: Path) -> None:
        self.word_count = int(open_array(folder, "word_count"))
        self._terms = Texts(folder, "terms")
        self._lengths = self._terms.lengths()
        self._writings: NDArray[np.int8] = open_array(folder, "writings")
        self._keys = {kind: _StoredKeys(folder, kind) for kind in KEYS}

    def texts(self, words: NDArray[np.integer[Any]]) -> list[str]:
        """The terms of these numbers, words or not."""
        return self._terms.of(words)

    def lengths(self, words: Ints) -> Ints:
        """How many letters some words have."""
        return self._lengths[words]

    def writings(self, words: Ints) -> Ints:
        """How some words are written, as numbers of ``Writing``."""
        return self._writings[words].astype(np.int64)

    def keys(self, kind: KeyKind, words: Ints) -> Keys:
        """The keys of one kind of some words."""
        return self._keys[kind].of(words)


class _StoredKeys:
    """The keys of one kind, each text once, and which of them each word has."""

    def __init__(self, folder: Path, kind: KeyKind) -> None:
        self._texts = Texts(folder, kind)
        self._lengths = self._texts.lengths()
        self._ids: NDArray[np.int32] = open_array(folder, f"{kind}_ids")
        self._starts: Ints = open_array(folder, f"{kind}_starts")

    def of(self, words: Ints) -> Keys:
        starts, ends = self._starts[words], self._starts[words + 1]
        sizes = ends - starts
        ids = self._ids[ranges(starts, ends)].astype(np.int64)
        return Keys(ids, np.cumsum(sizes) - sizes, sizes, self._texts.of, self._lengths.__getitem__)
