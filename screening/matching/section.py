"""One section of an index: the names of one group, by the terms they are found by."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import open_array
from screening.matching.prepared import CONTENT, PreparedName, joined_spans, prepare, weight_of
from screening.text.tokens import NameGroup, TokenKind

_MINOR = frozenset(TokenKind) - CONTENT - {TokenKind.INITIAL}


class SectionBuilder:
    """Collects names and writes them as arrays."""

    def __init__(self, group: NameGroup) -> None:
        self._group = group
        self._names: list[PreparedName] = []
        self._entries: list[int] = []
        self._postings: dict[str, dict[int, float]] = defaultdict(dict)
        self.words: set[str] = set()

    @property
    def terms(self) -> set[str]:
        """All terms of the section, joined ones included."""
        return set(self._postings)

    def add(self, name: str, entry: int) -> None:
        """Add a name of the entry numbered ``entry``, in each of its readings."""
        for reading in prepare(name, self._group):
            self._add(reading, entry)

    def _add(self, prepared: PreparedName, entry: int) -> None:
        number = len(self._names)
        self._names.append(prepared)
        self._entries.append(entry)
        for text, kind, weight in zip(prepared.texts, prepared.kinds, prepared.weights, strict=True):
            if kind in CONTENT:
                self.words.add(text)
                self._postings[text][number] = self._postings[text].get(number, 0.0) + weight
        for span, text in joined_spans(prepared):
            weight = sum(prepared.weights[i] for i in span)
            self._postings[text][number] = max(self._postings[text].get(number, 0.0), weight)

    def write(self, folder: Path, numbers: dict[str, int]) -> None:
        """Write the section's files into ``folder``, which is created; ``numbers`` are those of
        the lexicon's terms."""
        folder.mkdir()
        postings = [self._postings.get(term, {}) for term in numbers]
        arrays: dict[str, NDArray[Any]] = {
            "posting_offsets": np.cumsum([0, *map(len, postings)], dtype=np.int64),
            "posting_names": np.fromiter((name for posting in postings for name in posting), np.int32),
            "posting_weights": np.fromiter((w for posting in postings for w in posting.values()), np.float32),
            "content": np.fromiter((weight_of(name, CONTENT) for name in self._names), np.float32),
            "minor": np.fromiter((weight_of(name, _MINOR) for name in self._names), np.float32),
            "initials": np.fromiter((n.kinds.count(TokenKind.INITIAL) for n in self._names), np.float32),
            "entries": np.asarray(self._entries, np.int32),
        }
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array)


class Section:
    """The names of one group, opened: postings by term, and what each name weighs in bits."""

    def __init__(self, folder: Path) -> None:
        self.posting_offsets: NDArray[np.int64] = open_array(folder, "posting_offsets")
        self.posting_names: NDArray[np.int32] = open_array(folder, "posting_names")
        self.posting_weights: NDArray[np.float32] = open_array(folder, "posting_weights")
        self.content: NDArray[np.float32] = open_array(folder, "content")
        self.minor: NDArray[np.float32] = open_array(folder, "minor")
        self.initials: NDArray[np.float32] = open_array(folder, "initials")
        self.entries: NDArray[np.int32] = open_array(folder, "entries")
        self.without_content = np.flatnonzero(self.content == 0)

    def __len__(self) -> int:
        return len(self.entries)
