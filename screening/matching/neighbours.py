"""Strings within a few edits of a string, found without comparing it with all of them.

Two strings within *k* edits (optimal string alignment) become equal when at most *k* letters are
deleted from each (the symmetric deletion neighbourhood: Bocek, Hunt, Stiller 2007; Garbe 2012).
Every string is filed under the hashes of all its shortened forms; a look-up hashes the shortened
forms of the string asked. Hashes may collide, so what comes back is a superset to be checked.

One table holds strings of several *shelves* (spellings, sounds …), which do not meet: the shelf is
part of the hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import open_array, packed, ranges, unpacked

Hashes = NDArray[np.uint32]
Ints = NDArray[np.int64]
Salts = NDArray[np.uint64]

_BASE = 0x100000001B3
_MIX = 0x9E3779B97F4A7C15
_SHELF = 0xD1B54A32D192ED03
_WHOLE = 2**64 - 1
_CHUNK, _WIDTHS = 4096, 16
_FEWEST_BUCKET_BITS, _MOST_BUCKET_BITS = 16, 24
_SEEN_BITS = 26


Bound: TypeAlias = Callable[[int], int] | None
"""How many letters of a string of that length may be deleted, 0 to 2; None on a shelf where none ever
may, whatever the length."""


class Shelved(NamedTuple):
    """Strings (ASCII) on one shelf, each with the number of what it stands for."""

    shelf: int
    texts: Sequence[str]
    numbers: Sequence[int]
    bound: Bound


class NeighboursBuilder:
    """Collects strings, and writes them as a table to look them up in."""

    def __init__(self) -> None:
        self._filed: list[NDArray[np.uint64]] = [np.empty(0, np.uint64)]

    def add(self, shelved: Shelved) -> None:
        """File strings, each under its number, with so many letters deleted as their bound says."""
        forms, owners = shortened([shelved])
        self._filed.append(forms.astype(np.uint64) << np.uint64(32) | owners.astype(np.uint64))

    def write(self, folder: Path, name: str) -> None:
        """Write three arrays into ``folder``: what is filed, by hash, and where each bucket of hashes
        begins. The bucket tells the upper half of a hash, so only the lower one is kept."""
        filed = np.sort(np.concatenate(self._filed))
        hashes = (filed >> np.uint64(32)).astype(np.uint32)
        bits = min(max(len(filed).bit_length() - 2, _FEWEST_BUCKET_BITS), _MOST_BUCKET_BITS)
        sizes = np.bincount(hashes >> np.uint32(32 - bits), minlength=2**bits)
        buckets = np.concatenate(([0], np.cumsum(sizes)))
        np.save(folder / f"{name}_halves.npy", hashes.astype(np.uint16))
        np.save(folder / f"{name}_numbers.npy", filed.astype(np.uint32).astype(np.int32))
        np.save(folder / f"{name}_buckets.npy", buckets.astype(np.int32))


class Neighbours:
    """An opened table, memory-mapped."""

    def __init__(self, folder: Path, name: str) -> None:
        self._halves: NDArray[np.uint16] = open_array(folder, f"{name}_halves")
        self._numbers: NDArray[np.int32] = open_array(folder, f"{name}_numbers")
        self._buckets: NDArray[np.int32] = open_array(folder, f"{name}_buckets")
        self._shift = np.uint32(33 - len(self._buckets).bit_length())

    def near(self, asked: Iterable[Shelved]) -> tuple[Ints, Ints]:
        """Pairs of an asked and a filed number, in any order and some twice: all whose strings share a
        shortened form, and perhaps a few more."""
        forms, owners = shortened(asked)
        bucket = forms >> self._shift
        starts, ends = self._buckets[bucket], self._buckets[bucket + 1]
        where = ranges(starts, ends)
        equal = self._halves[where] == np.repeat(forms.astype(np.uint16), ends - starts)
        return np.repeat(owners, ends - starts)[equal], self._numbers[where[equal]].astype(np.int64)

    def may_share(self, forms: Hashes) -> NDArray[np.bool_]:
        """Which of some shortened forms (``shortened``) a filed string may share: all that one does, and a
        few more."""
        seen = np.zeros(1 << _SEEN_BITS, np.bool_)
        buckets = np.arange(len(self._buckets) - 1, dtype=np.uint32) << self._shift
        hashes = np.repeat(buckets, np.diff(self._buckets)) | self._halves
        seen[hashes >> np.uint32(32 - _SEEN_BITS)] = True
        shared: NDArray[np.bool_] = seen[forms >> np.uint32(32 - _SEEN_BITS)]
        return shared


def shortened(shelved: Iterable[Shelved]) -> tuple[Hashes, Ints]:
    """The hashes of all shortened forms of the strings, and the number that each is of."""
    edited: list[Shelved] = []
    hashes, owners = [np.empty(0, np.uint32)], [np.empty(0, np.int64)]
    for some in shelved:
        if some.bound:
            edited.append(some)
        else:
            hashes.append(_whole(some))
            owners.append(np.array(some.numbers, np.int64))
    for alike in _alike(edited):
        forms, sizes = _forms(alike)
        hashes.append(forms)
        owners.append(np.repeat(alike.numbers, sizes))
    return np.concatenate(hashes), np.concatenate(owners)


def _whole(some: Shelved) -> Hashes:
    return np.array([crc32(text.encode("ascii"), some.shelf) for text in some.texts], np.uint32)


class _Alike(NamedTuple):
    """Strings of which as many letters may be deleted, and that are filled up to one width."""

    texts: list[str]
    lengths: Ints
    numbers: Ints
    salts: Salts
    bound: int
    width: int


def _alike(shelved: Sequence[Shelved]) -> Iterator[_Alike]:
    """The strings, in groups of which each is worked out at once."""
    texts = np.array([text for some in shelved for text in some.texts], object)
    numbers = np.array([number for some in shelved for number in some.numbers], np.int64)
    shelves = np.repeat(np.arange(len(shelved)), [len(some.texts) for some in shelved])
    salts = np.array([some.shelf * _SHELF & _WHOLE for some in shelved], np.uint64)[shelves]
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    possible = range(int(lengths.max(initial=0)) + 1)
    of_lengths = [[some.bound(length) for length in possible] for some in shelved if some.bound]
    bounds = np.array(of_lengths, np.int64).reshape(len(shelved), len(possible))[shelves, lengths]
    widths = _widths(lengths, bounds)
    kinds, kind = np.unique(packed(bounds, widths), return_inverse=True)
    order = np.argsort(kind, kind="stable")
    ends = np.cumsum(np.bincount(kind, minlength=len(kinds))).tolist()
    every = zip(*(half.tolist() for half in unpacked(kinds)), [0, *ends], ends, strict=False)
    for bound, width, first, end in every:
        for start in range(first, end, _CHUNK):
            at = order[start : min(start + _CHUNK, end)]
            yield _Alike(texts[at].tolist(), lengths[at], numbers[at], salts[at], bound, width)


def _widths(lengths: Ints, bounds: Ints) -> Ints:
    """The lengths that strings are filled up to, so that many are worked out at once; where two letters
    may go, their own: there are too many pairs of places to waste any."""
    widths: Ints = np.where(bounds > 1, lengths, -(-lengths // _WIDTHS) * _WIDTHS)
    return widths


def _forms(some: _Alike) -> tuple[Hashes, Ints]:
    """The hashes of strings with 0 to ``bound`` letters deleted, and how many each string has: a
    polynomial over the letters, so that a deletion moves the rest of the word one power down. What a
    string is filled up with counts nothing."""
    count, width = len(some.texts), some.width
    letters = "".join([text.ljust(width, "\0") for text in some.texts]).encode("ascii")
    codes = np.frombuffer(letters, np.uint8).reshape(count, width).astype(np.uint64)
    sums = np.zeros((3, count, width + 1), np.uint64)
    np.cumsum(codes * _powers(width), axis=2, out=sums[:, :, 1:])
    whole, once, twice = sums
    forms = [whole[:, -1:]]
    if some.bound:
        forms.append(whole[:, :-1] + once[:, -1:] - once[:, 1:])
    if some.bound > 1:
        first, second = _pairs_of_places(width)
        between = once[:, second] - once[:, first + 1]
        forms.append(whole[:, first] + between + twice[:, -1:] - twice[:, second + 1])
    salted = np.concatenate(forms, axis=1) + some.salts[:, None]
    hashes = (salted * np.uint64(_MIX) >> np.uint64(32)).astype(np.uint32)
    if some.bound > 1:
        return hashes.ravel(), np.full(count, hashes.shape[1])
    sizes = 1 + some.bound * some.lengths
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
