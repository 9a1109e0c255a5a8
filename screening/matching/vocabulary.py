"""The terms of an index on disk, each word with the keys that it is compared by.

Working the keys out takes longer than comparing them, so they are written down once, when the index is
built. Their texts are read when it is opened, since they are asked for with every name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import open_array, ranges
from screening.matching.keys import KEYS, KeyKind, WordKeys
from screening.matching.pairs import Ints, Keys
from screening.matching.sounds import writing_of

Texts: TypeAlias = NDArray[np.object_]


def write_vocabulary(folder: Path, words: Sequence[str], others: Sequence[str], keys: WordKeys) -> None:
    """Write the terms into ``folder``: the ``words``, in ascending order, have ``keys`` and the lowest
    numbers, ``others`` follow."""
    np.save(folder / "word_count.npy", np.array(len(words)))
    np.save(folder / "writings.npy", np.fromiter(map(writing_of, words), np.int8, len(words)))
    _write_texts(folder / "terms.txt", chain(words, others))
    for kind, every in keys.items():
        texts = list(chain.from_iterable(every))
        numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        _write_texts(folder / f"{kind}.txt", numbers)
        np.save(
            folder / f"{kind}_ids.npy", np.fromiter(map(numbers.__getitem__, texts), np.int32, len(texts))
        )
        np.save(folder / f"{kind}_starts.npy", np.cumsum([0, *map(len, every)], dtype=np.int64))


def _write_texts(path: Path, texts: Iterable[str]) -> None:
    path.write_text("\n".join([*texts, ""]), "ascii")


def _read_texts(path: Path) -> Texts:
    return np.array(path.read_text("ascii").split("\n")[:-1], object)


class Vocabulary:
    """The opened terms; its words are ``pairs.Words``."""

    def __init__(self, folder: Path) -> None:
        self.word_count = int(open_array(folder, "word_count"))
        self._terms = _read_texts(folder / "terms.txt")
        self._writings: NDArray[np.int8] = open_array(folder, "writings")
        self._keys = {kind: _StoredKeys(folder, kind) for kind in KEYS}

    def texts(self, words: Ints) -> list[str]:
        """The terms of these numbers, words or not."""
        found: list[str] = self._terms[words].tolist()
        return found

    def writings(self, words: Ints) -> Ints:
        """How some words are written, as numbers of ``Writing``."""
        return self._writings[words].astype(np.int64)

    def keys(self, kind: KeyKind, words: Ints) -> Keys:
        """The keys of one kind of some words."""
        return self._keys[kind].of(words)


class _StoredKeys:
    """The keys of one kind, each text once, and which of them each word has."""

    def __init__(self, folder: Path, kind: KeyKind) -> None:
        self._texts = _read_texts(folder / f"{kind}.txt")
        self._lengths = np.fromiter(map(len, self._texts), np.int64, len(self._texts))
        self._ids: NDArray[np.int32] = open_array(folder, f"{kind}_ids")
        self._starts: Ints = open_array(folder, f"{kind}_starts")

    def of(self, words: Ints) -> Keys:
        starts, ends = self._starts[words], self._starts[words + 1]
        sizes = ends - starts
        ids = self._ids[ranges(starts, ends)].astype(np.int64)
        return Keys(ids, np.cumsum(sizes) - sizes, sizes, self._some_texts, self._lengths.__getitem__)

    def _some_texts(self, ids: Ints) -> list[str]:
        found: list[str] = self._texts[ids].tolist()
        return found
