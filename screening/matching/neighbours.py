"""Strings within a few edits of a string, found without comparing it with all of them.

Two strings within *k* edits (optimal string alignment) become equal when at most *k* letters are
deleted from each (the symmetric deletion neighbourhood: Bocek, Hunt, Stiller 2007; Garbe 2012).
Every string is filed under the hashes of all its shortened forms; a look-up hashes the shortened
forms of the string asked. Hashes may collide, so what comes back is a superset to be checked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import open_array, ranges

Hashes = NDArray[np.uint32]

_BASE = 0x100000001B3
_MIX = np.uint64(0x9E3779B97F4A7C15)
_CHUNK = 4096


class Neighbours:
    """Strings by their shortened forms; a string is known by its position."""

    def __init__(self, hashes: Hashes, places: NDArray[np.int32]) -> None:
        self._hashes, self._places = hashes, places

    @classmethod
    def build(cls, strings: Sequence[str], bound: Callable[[int], int]) -> Neighbours:
        """File each of ``strings`` (ASCII) with ``bound(length)`` letters deleted, 0 to 2."""
        hashes, places = [np.empty(0, np.uint32)], [np.empty(0, np.int32)]
        order = sorted(range(len(strings)), key=lambda place: len(strings[place]))
        for length, same in groupby(order, key=lambda place: len(strings[place])):
            of_length = list(same)
            for start in range(0, len(of_length), _CHUNK):
                some = of_length[start : start + _CHUNK]
                found = _shortened(_codes([strings[place] for place in some], length), bound(length))
                hashes.append(found.ravel())
                places.append(np.repeat(np.asarray(some, np.int32), found.shape[1]))
        every = np.concatenate(hashes)
        sort = np.argsort(every, kind="stable")
        return cls(every[sort], np.concatenate(places)[sort])

    @classmethod
    def open(cls, folder: Path, name: str) -> Neighbours:
        """Open what ``save`` wrote, memory-mapped."""
        return cls(open_array(folder, f"{name}_hashes"), open_array(folder, f"{name}_places"))

    def save(self, folder: Path, name: str) -> None:
        """Write two arrays into ``folder``."""
        np.save(folder / f"{name}_hashes.npy", self._hashes)
        np.save(folder / f"{name}_places.npy", self._places)

    def near(self, text: str, bound: int) -> NDArray[np.int32]:
        """The places of all strings within ``bound`` edits of ``text``, and perhaps a few more."""
        asked = _shortened(_codes([text], len(text)), bound)[0]
        return np.unique(self._places[ranges(*self._spans(asked))])

    def _spans(self, asked: Hashes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        return np.searchsorted(self._hashes, asked, "left"), np.searchsorted(self._hashes, asked, "right")


def _codes(strings: list[str], length: int) -> NDArray[np.uint64]:
    letters = np.frombuffer("".join(strings).encode("ascii"), np.uint8)
    return letters.reshape(len(strings), length).astype(np.uint64)


def _shortened(codes: NDArray[np.uint64], bound: int) -> Hashes:
    """Hashes of each row's word with 0 to ``bound`` letters deleted: a polynomial over the
    letters, so that a deletion moves the rest of the word one power down."""
    length = codes.shape[1]
    powers, first, second = _plan(length)
    sums = np.zeros((3, len(codes), length + 1), np.uint64)
    np.cumsum((codes + np.uint64(1)) * powers, axis=2, out=sums[:, :, 1:])
    whole, once, twice = sums
    forms = [whole[:, -1:]]
    if bound:
        forms.append(whole[:, :-1] + once[:, -1:] - once[:, 1:])
    if bound > 1:
        between = once[:, second] - once[:, first + 1]
        forms.append(whole[:, first] + between + twice[:, -1:] - twice[:, second + 1])
    mixed = np.concatenate(forms, axis=1) * _MIX
    return (mixed >> np.uint64(32)).astype(np.uint32)


@lru_cache(maxsize=128)
def _plan(length: int) -> tuple[NDArray[np.uint64], NDArray[np.intp], NDArray[np.intp]]:
    """Powers of the base for letters moved down by 0, 1 and 2 places; all pairs of places."""
    powers = [[pow(_BASE, max(place - shift, 0), 2**64) for place in range(length)] for shift in range(3)]
    first, second = np.triu_indices(length, 1)
    return np.array(powers, np.uint64).reshape(3, 1, length), first, second
