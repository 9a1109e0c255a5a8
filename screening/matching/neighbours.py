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
from itertools import combinations, groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import open_array, ranges

Hashes = NDArray[np.uint32]

_BASE = 0x100000001B3
_MIX = 0x9E3779B97F4A7C15
_SHELF = 0xD1B54A32D192ED03
_WHOLE = 2**64 - 1
_CHUNK = 4096
_FEWEST_BUCKET_BITS, _MOST_BUCKET_BITS = 8, 24


class NeighboursBuilder:
    """Collects strings, and writes them as a table to look them up in."""

    def __init__(self) -> None:
        self._filed: list[NDArray[np.uint64]] = [np.empty(0, np.uint64)]

    def add(
        self, shelf: int, strings: Sequence[str], numbers: Sequence[int], bound: Callable[[int], int]
    ) -> None:
        """File ``strings`` (ASCII), each under its number, with ``bound(length)`` letters deleted, 0
        to 2."""
        order = sorted(range(len(strings)), key=lambda place: len(strings[place]))
        for length, same in groupby(order, key=lambda place: len(strings[place])):
            of_length = list(same)
            for start in range(0, len(of_length), _CHUNK):
                some = of_length[start : start + _CHUNK]
                found = _all_shortened(
                    _codes([strings[place] for place in some], length), bound(length), shelf
                )
                known_by = np.array([numbers[place] for place in some], np.uint64)
                self._filed.append((found.astype(np.uint64) << np.uint64(32) | known_by[:, None]).ravel())

    def write(self, folder: Path, name: str) -> None:
        """Write three arrays into ``folder``: what is filed, by hash, and where each bucket of
        hashes begins."""
        filed = np.sort(np.concatenate(self._filed))
        hashes = (filed >> np.uint64(32)).astype(np.uint32)
        bits = min(max(len(filed).bit_length(), _FEWEST_BUCKET_BITS), _MOST_BUCKET_BITS)
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

    def near(self, forms: Iterable[int]) -> NDArray[np.int32]:
        """The numbers of all strings that share one of ``forms`` (of ``shortened``), and perhaps of
        a few more; ascending."""
        asked = np.fromiter(forms, np.uint32)
        bucket = asked >> self._shift
        starts, ends = self._buckets[bucket], self._buckets[bucket + 1]
        where = ranges(starts, ends)
        equal = self._hashes[where] == np.repeat(asked, ends - starts)
        return np.unique(self._numbers[where[equal]])


def shortened(shelf: int, text: str, bound: int) -> list[int]:
    """Hashes of ``text`` with 0 to ``bound`` letters deleted, 2 at most: a polynomial over the
    letters, so that a deletion moves the rest of the word one power down."""
    whole, once, twice = [0], [0], [0]
    powers = _powers(len(text))
    for place, letter in enumerate(text):
        code = ord(letter) + 1
        whole.append(whole[-1] + code * powers[place])
        once.append(once[-1] + code * powers[max(place - 1, 0)])
        twice.append(twice[-1] + code * powers[max(place - 2, 0)])
    forms = [whole[-1]]
    if bound:
        forms += [whole[i] + once[-1] - once[i + 1] for i in range(len(text))]
    if bound > 1:
        forms += [
            whole[i] + once[j] - once[i + 1] + twice[-1] - twice[j + 1]
            for i, j in combinations(range(len(text)), 2)
        ]
    salt = shelf * _SHELF
    return [((form + salt) * _MIX & _WHOLE) >> 32 for form in forms]


def _codes(strings: list[str], length: int) -> NDArray[np.uint64]:
    letters = np.frombuffer("".join(strings).encode("ascii"), np.uint8)
    return letters.reshape(len(strings), length).astype(np.uint64)


def _all_shortened(codes: NDArray[np.uint64], bound: int, shelf: int) -> Hashes:
    """``shortened`` of many words of one length, a row each."""
    powers, first, second = _plan(codes.shape[1])
    sums = np.zeros((3, len(codes), codes.shape[1] + 1), np.uint64)
    np.cumsum((codes + np.uint64(1)) * powers, axis=2, out=sums[:, :, 1:])
    whole, once, twice = sums
    forms = [whole[:, -1:]]
    if bound:
        forms.append(whole[:, :-1] + once[:, -1:] - once[:, 1:])
    if bound > 1:
        between = once[:, second] - once[:, first + 1]
        forms.append(whole[:, first] + between + twice[:, -1:] - twice[:, second + 1])
    salted = np.concatenate(forms, axis=1) + np.uint64(shelf * _SHELF & _WHOLE)
    return (salted * np.uint64(_MIX) >> np.uint64(32)).astype(np.uint32)


@lru_cache(maxsize=128)
def _powers(length: int) -> list[int]:
    """The powers of the base, modulo 2^64, for the letters of a word."""
    return [pow(_BASE, place, 2**64) for place in range(length)]


@lru_cache(maxsize=128)
def _plan(length: int) -> tuple[NDArray[np.uint64], NDArray[np.intp], NDArray[np.intp]]:
    """Powers of the base for letters moved down by 0, 1 and 2 places; all pairs of places."""
    powers = [[pow(_BASE, max(place - shift, 0), 2**64) for place in range(length)] for shift in range(3)]
    first, second = np.triu_indices(length, 1)
    return np.array(powers, np.uint64).reshape(3, 1, length), first, second
