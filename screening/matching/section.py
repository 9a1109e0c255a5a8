"""One section of an index: the names of one group, by token."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from screening.matching.names import CONTENT, PreparedName, joined_spans, prepare
from screening.matching.spelling import sound
from screening.text.tokens import NameGroup, TokenKind

_KINDS = tuple(TokenKind)
_KIND_NUMBER = {kind: number for number, kind in enumerate(_KINDS)}


class SectionBuilder:
    """Collects names and writes them as arrays."""

    def __init__(self, group: NameGroup) -> None:
        self._group = group
        self._vocabulary: dict[str, int] = {}
        self._postings: dict[int, list[int]] = defaultdict(list)
        self._posting_weights: dict[int, list[float]] = defaultdict(list)
        self._tokens: list[int] = []
        self._kinds: list[int] = []
        self._weights: list[float] = []
        self._offsets = [0]
        self._entries: list[int] = []
        self._positions: list[int] = []
        self._free: list[float] = []
        self._initials: list[int] = []

    def add(self, name: str, entry: int, position: int) -> None:
        """Add the name that stands at ``position`` of the entry numbered ``entry``."""
        prepared = prepare(name, self._group)
        number = len(self._entries)
        self._entries.append(entry)
        self._positions.append(position)
        self._tokens += [self._number(text) for text in prepared.texts]
        self._kinds += [_KIND_NUMBER[kind] for kind in prepared.kinds]
        self._weights += prepared.weights
        self._offsets.append(len(self._tokens))
        self._initials.append(sum(kind is TokenKind.INITIAL for kind in prepared.kinds))
        posted = self._post(number, prepared)
        self._free.append(sum(prepared.weights) - posted)

    def _post(self, number: int, prepared: PreparedName) -> float:
        own: dict[str, float] = defaultdict(float)
        for text, kind, weight in zip(prepared.texts, prepared.kinds, prepared.weights, strict=True):
            if kind in CONTENT:
                own[text] += weight
        terms = dict(own)
        for span, text in joined_spans(prepared):
            terms[text] = max(terms.get(text, 0.0), sum(prepared.weights[i] for i in span))
        for text, weight in terms.items():
            token = self._number(text)
            self._postings[token].append(number)
            self._posting_weights[token].append(weight)
        return sum(own.values())

    def _number(self, text: str) -> int:
        return self._vocabulary.setdefault(text, len(self._vocabulary))

    def write(self, folder: Path) -> None:
        """Write the section's files into ``folder``, which is created."""
        folder.mkdir()
        (folder / "vocabulary.txt").write_text("\n".join(self._vocabulary), "ascii")
        (folder / "sounds.txt").write_text("\n".join(map(sound, self._vocabulary)), "ascii")
        order = range(len(self._vocabulary))
        arrays: dict[str, NDArray[Any]] = {
            "posting_offsets": np.cumsum(
                [0, *(len(self._postings.get(t, ())) for t in order)], dtype=np.int64
            ),
            "posting_names": np.fromiter((n for t in order for n in self._postings.get(t, ())), np.int32),
            "posting_weights": np.fromiter(
                (w for t in order for w in self._posting_weights.get(t, ())), np.float32
            ),
            "name_offsets": np.asarray(self._offsets, np.int64),
            "name_tokens": np.asarray(self._tokens, np.int32),
            "name_kinds": np.asarray(self._kinds, np.uint8),
            "name_weights": np.asarray(self._weights, np.float64),
            "entries": np.asarray(self._entries, np.int32),
            "positions": np.asarray(self._positions, np.int32),
            "free": np.asarray(self._free, np.float32),
            "initials": np.asarray(self._initials, np.uint8),
        }
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array)


class Section:
    """The names of one group, opened: a vocabulary, postings by token, tokens by name."""

    def __init__(self, folder: Path) -> None:
        self.vocabulary = _lines(folder / "vocabulary.txt")
        self.sounds = _lines(folder / "sounds.txt")
        self.posting_offsets: NDArray[np.int64] = _open(folder, "posting_offsets")
        self.posting_names: NDArray[np.int32] = _open(folder, "posting_names")
        self.posting_weights: NDArray[np.float32] = _open(folder, "posting_weights")
        self.entries: NDArray[np.int32] = _open(folder, "entries")
        self.positions: NDArray[np.int32] = _open(folder, "positions")
        self.initials: NDArray[np.uint8] = _open(folder, "initials")
        self.free: NDArray[np.float32] = _open(folder, "free")
        self._offsets: NDArray[np.int64] = _open(folder, "name_offsets")
        self._tokens: NDArray[np.int32] = _open(folder, "name_tokens")
        self._kinds: NDArray[np.uint8] = _open(folder, "name_kinds")
        self._weights: NDArray[np.float64] = _open(folder, "name_weights")
        weights = np.concatenate([[0.0], np.cumsum(self._weights)])
        self.total_weights = (weights[self._offsets[1:]] - weights[self._offsets[:-1]]).astype(np.float32)

    def __len__(self) -> int:
        return len(self.entries)

    def postings(self, token: int) -> slice:
        """Where the postings of a token stand."""
        return slice(self.posting_offsets[token], self.posting_offsets[token + 1])

    def names_with(self, token: int) -> NDArray[np.int32]:
        """The names that a token, or neighbours written as one, occur in."""
        return self.posting_names[self.postings(token)]

    def prepared(self, name: int) -> PreparedName:
        """The name numbered ``name`` as ``prepare`` gave it when the index was built."""
        span = slice(self._offsets[name], self._offsets[name + 1])
        return PreparedName(
            tuple(self.vocabulary[token] for token in self._tokens[span]),
            tuple(_KINDS[kind] for kind in self._kinds[span]),
            tuple(self._weights[span].tolist()),
        )


def open_section(folder: Path) -> Section:
    """Open what ``SectionBuilder.write`` wrote."""
    return Section(folder)


def _lines(path: Path) -> list[str]:
    text = path.read_text("ascii")
    return text.split("\n") if text else []


def _open(folder: Path, name: str) -> NDArray[Any]:
    array: NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r")
    return array
