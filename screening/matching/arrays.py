"""Arrays and lines in files: how the index lies on disk."""

from __future__ import annotations

from collections.abc import Iterable
from mmap import ACCESS_READ, mmap
from os import SEEK_END
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def open_array(folder: Path, name: str) -> NDArray[Any]:
    """An array that ``np.save`` wrote, memory-mapped and shared by all who open it."""
    mapped: NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r")
    return np.asarray(mapped)


def write_lines(folder: Path, name: str, lines: Iterable[bytes]) -> None:
    """Write byte strings as two files, for ``Lines`` to open."""
    every = list(lines)
    (folder / f"{name}.bin").write_bytes(b"".join(every))
    np.save(folder / f"{name}_offsets.npy", np.cumsum([0, *map(len, every)], dtype=np.int64))


class Lines:
    """Byte strings by number, memory-mapped: none is read before it is asked for."""

    def __init__(self, folder: Path, name: str) -> None:
        """Open what ``write_lines`` wrote."""
        self._offsets: NDArray[np.int64] = open_array(folder, f"{name}_offsets")
        with (folder / f"{name}.bin").open("rb") as file:
            empty = not file.seek(0, SEEK_END)
            self._bytes = memoryview(b"" if empty else mmap(file.fileno(), 0, access=ACCESS_READ))

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> bytes:
        """One of them."""
        return bytes(self._bytes[self._offsets[number] : self._offsets[number + 1]])

    def lengths(self) -> NDArray[np.int64]:
        """How many bytes each of them has."""
        return np.diff(self._offsets)


class Texts:
    """ASCII texts by number, each read when it is first asked for and kept from then on. Threads may share
    them: at worst two of them read the same one."""

    def __init__(self, folder: Path, name: str) -> None:
        """Open what ``write_lines`` wrote."""
        self._lines = Lines(folder, name)
        self._kept = np.empty(len(self._lines), object)
        self._is_kept = np.zeros(len(self._lines), np.bool_)

    def of(self, numbers: NDArray[np.integer[Any]]) -> list[str]:
        """Some of them."""
        is_kept = self._is_kept[numbers]
        if not is_kept.all():
            self._keep(numbers[~is_kept])
        found: list[str] = self._kept[numbers].tolist()
        return found

    def lengths(self) -> NDArray[np.int64]:
        """How many letters each of them has."""
        return self._lines.lengths()

    def _keep(self, numbers: NDArray[np.integer[Any]]) -> None:
        for number in dict.fromkeys(numbers.tolist()):
            self._kept[number] = self._lines[number].decode("ascii")
        self._is_kept[numbers] = True  # when they are there: another thread may look


def ranges(starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[np.intp]:
    """The numbers of all half-open ranges, one after the other."""
    sizes = ends - starts
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()))


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers, none below 0, each once and ascending. ``np.unique`` hashes them, and ``packed`` ones
    so badly that it takes ten times as long."""
    ordered = np.sort(numbers)
    return ordered[run_starts(ordered)]


def run_starts(ordered: NDArray[np.int64]) -> NDArray[np.intp]:
    """Where in ascending numbers, none below 0, another one begins."""
    return np.flatnonzero(np.diff(ordered, prepend=-1) != 0)


_BITS, _LOWER = 32, 2**32 - 1


def packed(high: Any, low: Any) -> NDArray[np.int64]:
    """Pairs of numbers below 2^31 as one number each, which are ordered as the pairs are."""
    both: NDArray[np.int64] = np.asarray(high, np.int64) << _BITS | low
    return both


def unpacked(both: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What ``packed`` put together."""
    return both >> _BITS, both & _LOWER
