"""One section of an index: the names of one group, by token."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from screening.matching.names import CONTENT, PreparedName, joined_spans, prepare, weight_of
from screening.matching.neighbours import Neighbours
from screening.matching.spelling import edit_bound, joined_bound, sound, sound_bound
from screening.text.tokens import NameGroup, TokenKind


class SectionBuilder:
    """Collects names and writes them as arrays.

    Terms are what names are found by: words (telling tokens) come first in the vocabulary, then
    joined terms (neighbouring tokens written as one) that are no words.
    """

    def __init__(self, group: NameGroup) -> None:
        self._group = group
        self._names: list[PreparedName] = []
        self._entries: list[int] = []
        self._postings: dict[str, dict[int, float]] = defaultdict(dict)
        self._words: set[str] = set()

    def add(self, name: str, entry: int) -> None:
        """Add a name of the entry numbered ``entry``."""
        prepared, number = prepare(name, self._group), len(self._names)
        self._names.append(prepared)
        self._entries.append(entry)
        for text, kind, weight in zip(prepared.texts, prepared.kinds, prepared.weights, strict=True):
            if kind in CONTENT:
                self._words.add(text)
                self._postings[text][number] = self._postings[text].get(number, 0.0) + weight
        for span, text in joined_spans(prepared):
            weight = sum(prepared.weights[i] for i in span)
            self._postings[text][number] = max(self._postings[text].get(number, 0.0), weight)

    def write(self, folder: Path) -> None:
        """Write the section's files into ``folder``, which is created."""
        folder.mkdir()
        terms = sorted(self._words) + sorted(self._postings.keys() - self._words)
        sounds = [sound(word) for word in terms[: len(self._words)]]
        distinct = sorted(set(sounds))
        for name, lines in (("terms", terms), ("sounds", distinct)):
            (folder / f"{name}.txt").write_text("\n".join(lines), "ascii")
        Neighbours.build(terms[: len(self._words)], edit_bound).save(folder, "words")
        Neighbours.build(terms[len(self._words) :], joined_bound).save(folder, "joined")
        Neighbours.build(distinct, sound_bound).save(folder, "sounds")
        arrays = self._name_arrays() | self._posting_arrays(terms) | _sound_arrays(sounds, distinct)
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array)

    def _posting_arrays(self, terms: list[str]) -> dict[str, NDArray[Any]]:
        postings = [self._postings[term] for term in terms]
        return {
            "posting_offsets": np.cumsum([0, *map(len, postings)], dtype=np.int64),
            "posting_names": np.fromiter((n for posting in postings for n in posting), np.int32),
            "posting_weights": np.fromiter((w for p in postings for w in p.values()), np.float32),
        }

    def _name_arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "content": np.fromiter((weight_of(n, CONTENT) for n in self._names), np.float32),
            "minor": np.fromiter((weight_of(n, _NEITHER) for n in self._names), np.float32),
            "initials": np.fromiter((n.kinds.count(TokenKind.INITIAL) for n in self._names), np.uint8),
            "entries": np.asarray(self._entries, np.int32),
        }


def _sound_arrays(sounds: list[str], distinct: list[str]) -> dict[str, NDArray[Any]]:
    number = {text: place for place, text in enumerate(distinct)}
    of_word = np.fromiter((number[text] for text in sounds), np.int32)
    return {
        "sound_of_word": of_word,
        "words_by_sound": np.argsort(of_word, kind="stable").astype(np.int32),
        "sound_offsets": np.searchsorted(np.sort(of_word), np.arange(len(distinct) + 1)).astype(np.int64),
    }


_NEITHER = frozenset(TokenKind) - CONTENT - {TokenKind.INITIAL}


class Section:
    """The names of one group, opened: terms with postings, tokens by name."""

    def __init__(self, folder: Path) -> None:
        self.terms, self.sounds = _lines(folder / "terms.txt"), _lines(folder / "sounds.txt")
        self.words, self.joined, self.heard = (
            Neighbours.open(folder, name) for name in ("words", "joined", "sounds")
        )
        self.sound_of_word: NDArray[np.int32] = _open(folder, "sound_of_word")
        self.words_by_sound: NDArray[np.int32] = _open(folder, "words_by_sound")
        self.sound_offsets: NDArray[np.int64] = _open(folder, "sound_offsets")
        self.posting_offsets: NDArray[np.int64] = _open(folder, "posting_offsets")
        self.posting_names: NDArray[np.int32] = _open(folder, "posting_names")
        self.posting_weights: NDArray[np.float32] = _open(folder, "posting_weights")
        self.entries: NDArray[np.int32] = _open(folder, "entries")
        self.initials: NDArray[np.uint8] = _open(folder, "initials")
        self.content: NDArray[np.float32] = _open(folder, "content")
        self.minor: NDArray[np.float32] = _open(folder, "minor")
        self.without_content = np.flatnonzero(np.asarray(self.content) == 0)
        self._term_numbers = {term: number for number, term in enumerate(self.terms)}

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def word_count(self) -> int:
        """How many of the terms are words; the rest are joined."""
        return len(self.sound_of_word)

    def term_number(self, text: str) -> int | None:
        """The place of a term in the vocabulary."""
        return self._term_numbers.get(text)


def open_section(folder: Path) -> Section:
    """Open what ``SectionBuilder.write`` wrote."""
    return Section(folder)


def _lines(path: Path) -> list[str]:
    text = path.read_text("ascii")
    return text.split("\n") if text else []


def _open(folder: Path, name: str) -> NDArray[Any]:
    array: NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r")
    return array
