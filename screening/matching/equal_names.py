"""Names that are the same words in any order, found by one look-up.

Candidates are found by a bound on what names could score. An equal name does not depend on it: its
words are filed under one key, so that no change to the bound can ever lose the exact name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import open_array
from screening.matching.prepared import PreparedName

Filed: TypeAlias = tuple[int, int, int]
"""The key of a name, the number of its entry and its place among the entry's names."""

_KEY_BYTES = 8


def word_key(name: PreparedName) -> int:
    """A number of 64 bits that two names share if they are the same words; others hardly ever do."""
    words = " ".join([name.group.value, *sorted(name.texts)])
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=_KEY_BYTES).digest(), "little")


def write_equal_names(folder: Path, filed: Iterable[Filed]) -> None:
    """Write the table into ``folder``, which is created."""
    folder.mkdir()
    rows = sorted(set(filed))
    np.save(folder / "keys.npy", np.array([key for key, _, _ in rows], np.uint64))
    np.save(folder / "names.npy", np.array([row[1:] for row in rows], np.int32).reshape(-1, 2))


class EqualNames:
    """The opened table."""

    def __init__(self, folder: Path) -> None:
        self._keys: NDArray[np.uint64] = open_array(folder, "keys")
        self._names: NDArray[np.int32] = open_array(folder, "names")

    def find(self, asked: Sequence[PreparedName]) -> list[list[tuple[int, int]]]:
        """For each name asked entry and place of each name of the same words, and perhaps of one more."""
        keys = np.array(list(map(word_key, asked)), np.uint64)
        first, last = (np.searchsorted(self._keys, keys, side).tolist() for side in ("left", "right"))
        return [
            [(entry, place) for entry, place in self._names[start:end].tolist()] if start < end else []
            for start, end in zip(first, last, strict=True)
        ]

    def has(self, keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Which of some keys (``word_key``) a name is filed under."""
        found: NDArray[np.bool_] = np.isin(keys, self._keys)
        return found
