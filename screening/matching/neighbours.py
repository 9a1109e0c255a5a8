"""Strings within a few edits of a string, found without comparing it with all of them.

Two strings within *k* edits (optimal string alignment) become equal when at most *k* letters are
deleted from each (the symmetric deletion neighbourhood: Bocek, Hunt, Stiller 2007; Garbe 2012).
Every string is filed under the hashes of all its shortened forms; a look-up hashes the shortened
forms of the string asked. Hashes may collide, so what comes back is a superset to be checked.

One table holds strings of several *shelves* (spellings, sounds …), which do not meet: the shelf is
part of the hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import open_array, ranges

Hashes = NDArray[np.uint32]

_BASE = 0x100000001B3
_MIX = 0x9E3779B97F4A7C15
_SHELF = 0xD1B54A32D192ED03
_WHOLE = 2**64 - 1
_CHUNK, _WIDTHS = 4096, 16
_FEWEST_BUCKET_BITS, _MOST_BUCKET_BITS = 8, 24


Bound: TypeAlias = int | None
"""Letters that may be deleted, 0 to 2; None on a shelf where none ever may, whatever the length."""


class Key(NamedTuple):
    """A string on a shelf with the number of what it stands for."""

    shelf: int
    text: str
    bound: Bound
    number: int


class NeighboursBuilder:
    """Collects strings, and writes them as a table to look them up in."""

    def __init__(self) -> None:
        self._filed: list[NDArray[np.uint64]] = [np.empty(0, np.uint64)]

    def add(
        self, shelf: int, strings: Sequence[str], numbers: Sequence[int], bound: Callable[[int], Bound]
    ) -> None:
        """File ``strings`` (ASCII), each under its number, with up to ``bound(length)`` letters
        deleted."""
        keys = (Key(shelf, text, bound(len(text)), n) for text, n in zip(strings, numbers, strict=True))
        forms, owners = _shortened(keys)
        self._filed.append(forms.astype(np.uint64) << np.uint64(32) | owners.astype(np.uint64))

    def write(self, folder: Path, name: str) -> None:
        """Write three arrays into ``folder``: what is filed, by hash, and where each bucket of
        hashes begins."""
        filed = np.sort(np.concatenate(self._filed))
        hashes = (filed >> np.uint64(32)).astype(np.uint32)
        bits = min(max(len(filed).bit_length() - 1, _FEWEST_BUCKET_BITS), _MOST_BUCKET_BITS)
        buckets = np.searchsorted(hashes >> np.uint32(32 - bits), np.arange(2**bits + 1))
        np.save(folder / f"{name}_hashes.npy", hashes)
        np.save(folder / f"{name}_numbers.npy", filed.astype(np.uint32).astype(np.int32))
        np.save(folder / f"{name}_buckets.npy", buckets.astype(np.int32))


class Neighbours:
    """An opened table, memory-mapped."""

    def __init__(self, folder: Path, name: str) -> None:
        self._hashes: Hashes = open_array(folder, f"{name}_hashes")
        self._numbers: NDArray[np.int32] = open_array(folder, f"{name}_numbers")
        self._buckets: NDArray[np.int32] = open_array(folder, f"{name}_buckets")
        self._shift = np.uint32(33 - len(self._buckets).bit_length())

    def near(self, keys: Iterable[Key]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Pairs of an asked and a filed number, ascending and none twice: all whose strings share a
        shortened form, and perhaps a few more."""
        asked, owners = _shortened(keys)
        bucket = asked >> self._shift
        starts, ends = self._buckets[bucket], self._buckets[bucket + 1]
        where = ranges(starts, ends)
        equal = self._hashes[where] == np.repeat(asked, ends - starts)
        every = np.unique(np.repeat(owners, ends - starts)[equal] << 32 | self._numbers[where[equal]])
        return every >> 32, every & (2**32 - 1)


def _shortened(keys: Iterable[Key]) -> tuple[Hashes, NDArray[np.int64]]:
    """The hashes of all shortened forms of the keys, and the number of the key that each is of."""
    alike: dict[tuple[Bound, int], list[Key]] = {}
    for key in keys:
        alike.setdefault((key.bound, _width(key)), []).append(key)
    hashes, owners = [np.empty(0, np.uint32)], [np.empty(0, np.int64)]
    for (bound, width), every in alike.items():
        for start in range(0, len(every), _CHUNK):
            some = every[start : start + _CHUNK]
            forms, sizes = _whole(some) if bound is None else _forms(some, bound, width)
            hashes.append(forms)
            owners.append(np.repeat(np.array([key.number for key in some], np.int64), sizes))
    return np.concatenate(hashes), np.concatenate(owners)


def _width(key: Key) -> int:
    """The length that a key is filled up to, so that many are worked out at once; where two letters
    may go, its own: there are too many pairs of places to waste any."""
    if key.bound is None:
        return 0
    return len(key.text) if key.bound > 1 else -(-len(key.text) // _WIDTHS) * _WIDTHS


def _whole(keys: list[Key]) -> tuple[Hashes, NDArray[np.int64]]:
    hashes = np.array([crc32(key.text.encode("ascii"), key.shelf) for key in keys], np.uint32)
    return hashes, np.ones(len(keys), np.int64)


def _forms(keys: list[Key], bound: int, width: int) -> tuple[Hashes, NDArray[np.int64]]:
    """The hashes of keys with 0 to ``bound`` letters deleted, and how many each key has: a polynomial
    over the letters, so that a deletion moves the rest of the word one power down. What a key is filled
    up with counts nothing."""
    letters = "".join([key.text.ljust(width, "\0") for key in keys]).encode("ascii")
    codes = np.frombuffer(letters, np.uint8).reshape(len(keys), width).astype(np.uint64)
    sums = np.zeros((3, len(keys), width + 1), np.uint64)
    np.cumsum(codes * _powers(width), axis=2, out=sums[:, :, 1:])
    whole, once, twice = sums
    forms = [whole[:, -1:]]
    if bound:
        forms.append(whole[:, :-1] + once[:, -1:] - once[:, 1:])
    if bound > 1:
        first, second = _pairs_of_places(width)
        between = once[:, second] - once[:, first + 1]
        forms.append(whole[:, first] + between + twice[:, -1:] - twice[:, second + 1])
    salts = np.array([key.shelf * _SHELF & _WHOLE for key in keys], np.uint64)
    salted = np.concatenate(forms, axis=1) + salts[:, None]
    hashes = (salted * np.uint64(_MIX) >> np.uint64(32)).astype(np.uint32)
    if bound > 1:
        return hashes.ravel(), np.full(len(keys), hashes.shape[1])
    sizes = np.array([1 + bound * len(key.text) for key in keys], np.int64)
    return hashes[np.arange(hashes.shape[1]) < sizes[:, None]], sizes


@lru_cache(maxsize=128)
def _powers(length: int) -> NDArray[np.uint64]:
    """Powers of the base for letters moved down by 0, 1 and 2 places."""
    powers = [[pow(_BASE, max(place - shift, 0), 2**64) for place in range(length)] for shift in range(3)]
    return np.array(powers, np.uint64).reshape(3, 1, length)


@lru_cache(maxsize=128)
def _pairs_of_places(length: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All pairs of places in a word of two letters to delete."""
    return np.triu_indices(length, 1)
