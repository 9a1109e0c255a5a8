"""One section of an index: the names of one group, each in every reading, and the terms they have.

Many parties have names in common, and one party stands on many lists: a name that is prepared alike is
kept, found and compared once."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import starmap
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import Lines, open_array, packed, ranges, unpacked, write_lines
from screening.matching.prepared import (
    CONTENT,
    EXACT_MINOR,
    MINOR,
    PreparedName,
    name_from_json,
    name_to_json,
    prepare,
)
from screening.text.tokens import NameGroup, TokenKind

_MOST_REMEMBERED = 4_096
_ARRAYS = ("minor_offsets", "minor_terms",
           "term_offsets", "terms", "weights", "posting_offsets", "postings", "initialled_offsets",
           "content", "minor", "initials", "owner_offsets", "owners")  # fmt: skip


class Owner(NamedTuple):
    """The entry whose name it is, by number, the place among its names, which of its readings, and whether
    the name is a strong one."""

    entry: int
    place: int
    reading: int
    strong: bool


class SectionBuilder:
    """Collects names and writes them as arrays."""

    def __init__(self, group: NameGroup) -> None:
        self._group = group
        self._readings: dict[str, list[int]] = {}
        self._names: dict[bytes, int] = {}
        self._prepared: list[PreparedName] = []
        self._owners: list[list[Owner]] = []
        self._terms, self._weights, self._offsets = array("i"), array("d"), array("q", [0])
        self.words: set[str] = set()
        self.terms: dict[str, int] = {}
        """All terms of the section, joined ones included, in the order that they came in."""

    def add(self, name: str, entry: int, place: int, *, strong: bool = True) -> list[PreparedName]:
        """Add a name of the entry numbered ``entry``, the one at ``place`` among its names, in each
        of its readings, which come back."""
        if name not in self._readings:
            self._readings[name] = [self._numbered(reading) for reading in prepare(name, self._group)]
        for reading, number in enumerate(self._readings[name]):
            self._owners[number].append(Owner(entry, place, reading, strong))
        return [self._prepared[number] for number in self._readings[name]]

    def _numbered(self, reading: PreparedName) -> int:
        number = self._names.setdefault(name_to_json(reading), len(self._names))
        if number == len(self._prepared):
            self._prepared.append(reading)
            self._owners.append([])
            terms, weighed = self.terms, self._weighed(reading)
            self._terms.extend([terms.setdefault(text, len(terms)) for text, _ in weighed])
            self._weights.extend([weight for _, weight in weighed])
            self._offsets.append(len(self._terms))
        return number

    def _weighed(self, name: PreparedName) -> dict[tuple[str, float], None]:
        """The terms of a name and what each weighs in it."""
        weights = name.weights
        words = [(text, weights[i]) for i, text in name.content]
        self.words.update([text for text, _ in words])
        joined = [(text, sum([weights[i] for i in span])) for span, text in name.joined_spans]
        whole = [(f".{text}", sum([weights[i] for i in span])) for span, text in name.acronyms]
        return dict.fromkeys([*words, *joined, *whole])

    def write(self, folder: Path, numbers: dict[str, int]) -> None:
        """Write the section's files into ``folder``, which is created; ``numbers`` are those of
        the lexicon's terms. Names with initials come last."""
        folder.mkdir()
        initials = np.array([name.kinds.count(TokenKind.INITIAL) for name in self._prepared], np.int32)
        order = np.argsort(initials > 0, kind="stable")
        terms, weights, term_offsets = self._ordered_terms(order, numbers)
        names, owners = [self._prepared[i] for i in order], [self._owners[i] for i in order]
        written = list(self._names)
        minor = [dict.fromkeys(name.texts_of(MINOR)) for name in names]
        minor_numbers = {text: number for number, text in enumerate(sorted(set().union(*minor)))}
        (folder / "minor.json").write_text(json.dumps(minor_numbers), "ascii")
        postings, posting_offsets = _inverted(terms, term_offsets, len(numbers))
        arrays: dict[str, NDArray[Any]] = {
            "term_offsets": term_offsets,
            "terms": terms,
            "weights": weights,
            "posting_offsets": posting_offsets,
            "postings": postings,
            "initialled_offsets": _first_from(postings, posting_offsets, int((initials == 0).sum())),
            "content": np.fromiter((name.weight_of(CONTENT) for name in names), np.float32),
            "minor": np.fromiter((name.weight_of(MINOR) for name in names), np.float32),
            "minor_offsets": np.cumsum([0, *map(len, minor)], dtype=np.int64),
            "minor_terms": np.fromiter((minor_numbers[text] for some in minor for text in some), np.int32),
            "initials": initials[order],
            "owner_offsets": np.cumsum([0, *map(len, owners)], dtype=np.int64),
            "owners": np.array([owner for some in owners for owner in some], np.int32).reshape(
                -1, len(Owner._fields)
            ),
        }
        for name, values in arrays.items():
            np.save(folder / f"{name}.npy", values)
        write_lines(folder, "names", (written[i] for i in order))

    def _ordered_terms(
        self, order: NDArray[np.intp], numbers: dict[str, int]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64]]:
        """The terms of the names in that order, as the lexicon numbers them, what each weighs, and where
        those of each name begin."""
        offsets = np.array(self._offsets)
        starts, ends = offsets[order], offsets[order + 1]
        where = ranges(starts, ends)
        of_lexicon = np.fromiter(map(numbers.__getitem__, self.terms), np.int32, len(self.terms))
        terms, weights = of_lexicon[np.array(self._terms)[where]], np.array(self._weights)[where]
        return terms, weights.astype(np.float32), np.concatenate([[0], np.cumsum(ends - starts)])


def _inverted(
    terms: NDArray[np.int32], offsets: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The names of each term, in ascending order, and where those of each of ``count`` terms begin."""
    names = np.repeat(np.arange(len(offsets) - 1, dtype=np.int32), np.diff(offsets))
    of_term, postings = unpacked(np.sort(packed(terms, names)))
    starts = np.searchsorted(of_term, np.arange(count + 1))
    return postings.astype(np.int32), starts.astype(np.int64)


def _first_from(postings: NDArray[np.int32], offsets: NDArray[np.int64], least: int) -> NDArray[np.int64]:
    """Where in each term's postings the names numbered ``least`` and above begin."""
    below = np.concatenate(([0], np.cumsum(postings < least)))
    return offsets[:-1] + below[offsets[1:]] - below[offsets[:-1]]


def _remembered(lines: Lines, group: NameGroup) -> Callable[[int], PreparedName]:
    """Names by number, those lately asked for at hand. It knows no section: in a circle of references the
    section's files would stay open until the collector comes by."""
    return lru_cache(_MOST_REMEMBERED)(lambda number: name_from_json(lines[number], group))


_FREE_MINOR = MINOR - EXACT_MINOR


class Section:
    """The names of one group, opened: terms by name, names by term, and what each weighs in bits."""

    minor_offsets: NDArray[np.int64]
    minor_terms: NDArray[np.int32]
    term_offsets: NDArray[np.int64]
    terms: NDArray[np.int32]
    weights: NDArray[np.float32]
    posting_offsets: NDArray[np.int64]
    postings: NDArray[np.int32]
    initialled_offsets: NDArray[np.int64]
    content: NDArray[np.float32]
    minor: NDArray[np.float32]
    initials: NDArray[np.int32]
    owner_offsets: NDArray[np.int64]
    owners: NDArray[np.int32]

    def __init__(self, folder: Path, group: NameGroup) -> None:
        self.group = group
        self._minor_numbers: dict[str, int] = json.loads((folder / "minor.json").read_text("ascii"))
        for name in _ARRAYS:
            setattr(self, name, open_array(folder, name))
        self.name = _remembered(Lines(folder, "names"), group)
        """A listed name in one of its readings, by number."""
        self.without_content = np.flatnonzero(self.content == 0).astype(np.int64)

    def __len__(self) -> int:
        return len(self.content)

    def owners_of(self, number: int) -> list[Owner]:
        """Whose a listed name is; several owners may have names that are prepared alike."""
        found = self.owners[self.owner_offsets[number] : self.owner_offsets[number + 1]]
        return list(starmap(Owner, found.tolist()))

    def minor_shared(
        self, places: NDArray[np.int64], names: NDArray[np.int64], asked: Sequence[PreparedName]
    ) -> NDArray[np.float64]:
        """The most that agrees of minor words, in bits, between names asked, by their place, and names
        of the section."""
        weights = np.array([name.weight_of(_FREE_MINOR) for name in asked])[places]
        exact = self._exact_minor(asked)
        if exact:
            starts, ends = self.minor_offsets[names], self.minor_offsets[names + 1]
            pair = np.repeat(np.arange(len(names)), ends - starts)
            keys = packed(places[pair], self.minor_terms[ranges(starts, ends)])
            known, agreeing = packed(*np.array([key for key, _ in exact]).T), np.array([w for _, w in exact])
            at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            weights = weights + np.bincount(pair, np.where(known[at] == keys, agreeing[at], 0.0), len(names))
        return weights

    def _exact_minor(self, asked: Sequence[PreparedName]) -> list[tuple[tuple[int, int], float]]:
        """What the minor words weigh that agree only with themselves, by the name's place and the word's
        number; ascending."""
        weights: dict[tuple[int, int], float] = {}
        for place, name in enumerate(asked):
            for text, kind, weight in zip(name.texts, name.kinds, name.weights, strict=True):
                if kind in EXACT_MINOR and text in self._minor_numbers:
                    key = place, self._minor_numbers[text]
                    weights[key] = weights.get(key, 0.0) + weight
        return sorted(weights.items())

    def occurrences(self, terms: Sequence[NDArray[np.integer[Any]]]) -> tuple[list[int], list[int]]:
        """How many names have each of some groups of terms, a name counted for every term; and how many
        of them have initials. No group is empty."""
        every = np.concatenate(terms)
        groups = np.cumsum([0, *map(len, terms[:-1])])
        ends = self.posting_offsets[every + 1]
        names = np.add.reduceat(ends - self.posting_offsets[every], groups)
        initialled = np.add.reduceat(ends - self.initialled_offsets[every], groups)
        return names.tolist(), initialled.tolist()

    def names_with(
        self, terms: NDArray[np.integer[Any]], *, initialled: bool = False
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The numbers of the names that have each of the terms, and how many they are."""
        offsets = self.initialled_offsets if initialled else self.posting_offsets
        starts, ends = offsets[terms], self.posting_offsets[terms + 1]
        return self.postings[ranges(starts, ends)], ends - starts

    def terms_of(
        self, names: NDArray[np.int64], among: NDArray[np.integer[Any]]
    ) -> tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.float32]]:
        """The terms that some names have ``among`` certain ones: the place of the name among ``names``, the
        term, its weight."""
        is_among = np.zeros(len(self.posting_offsets) - 1, np.bool_)
        is_among[among] = True
        starts, ends = self.term_offsets[names], self.term_offsets[names + 1]
        where = ranges(starts, ends)
        terms = self.terms[where]
        kept = np.flatnonzero(is_among[terms])
        place = np.repeat(np.arange(len(names)), ends - starts)
        return place[kept], terms[kept], self.weights[where[kept]]
