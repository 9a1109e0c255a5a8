"""Which names are worth scoring: all that could reach the threshold, by an upper bound.

``names.compare_prepared`` cannot give more than ``agreed / whole``, damped when little agrees.
For each token asked, the tokens that are related to it by ``spelling.is_related`` are listed
once; over their postings the most that each name could agree and the least that could be left
over are summed. A name whose bound is below the threshold cannot reach it; every other is scored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from screening.matching.names import (
    CONTENT,
    ENOUGH_BITS,
    EXTRA_ASKED,
    EXTRA_LISTED,
    PreparedName,
    joined_spans,
)
from screening.matching.rarity import MOST_BITS
from screening.matching.section import Section
from screening.matching.spelling import edit_bound, similarity, sound, sound_bound
from screening.text.tokens import TokenKind

_MOST_CACHED = 100_000
_BATCH = 256
Related = tuple[tuple[int, float], ...]


class _Strings:
    """Distinct strings by length, to be searched within a number of edits."""

    def __init__(self, strings: Iterable[str]) -> None:
        self.strings = sorted(strings, key=lambda text: (len(text), text))
        lengths = [len(text) for text in self.strings]
        self._starts = np.searchsorted(lengths, np.arange(max(lengths, default=0) + 2))

    def within(self, texts: list[str], bound: int) -> Iterator[list[str]]:
        """For each of ``texts`` (of one length) the strings within ``bound`` edits."""
        longest = len(self._starts) - 1
        low, high = (min(max(len(texts[0]) + d, 0), longest) for d in (-bound, bound + 1))
        window = self.strings[self._starts[low] : self._starts[high]]
        if not window:
            yield from ([] for _ in texts)
            return
        distances = cdist(texts, window, scorer=OSA.distance, score_cutoff=bound, dtype=np.uint8)
        for row in distances:
            yield [window[i] for i in np.flatnonzero(row <= bound)]


class TokenSearch:
    """The tokens of a section that are related to a token asked about, with their similarity."""

    def __init__(self, vocabulary: list[str], sounds: list[str]) -> None:
        self._numbers = {text: number for number, text in enumerate(vocabulary)}
        self._by_sound: dict[str, list[str]] = {}
        for word, heard in zip(vocabulary, sounds, strict=True):
            if not word.isdigit():
                self._by_sound.setdefault(heard, []).append(word)
        self._words = _Strings(word for words in self._by_sound.values() for word in words)
        self._sounds = _Strings(self._by_sound)
        self._found: dict[str, Related] = {}

    def related(self, text: str) -> Related:
        """(token number, similarity) of all tokens related to ``text``, least alike first."""
        if text not in self._found:
            self.warm([text])
        return self._found[text]

    def warm(self, texts: Iterable[str]) -> None:
        """Search many tokens at once: an order of magnitude quicker than one by one."""
        new = sorted({text for text in texts if text not in self._found}, key=lambda t: (len(t), t))
        if len(self._found) + len(new) > _MOST_CACHED:
            self._found.clear()
        near: dict[str, set[str]] = {text: {text} & self._numbers.keys() for text in new}
        words = [text for text in new if not text.isdigit()]
        for length, same_length in groupby(words, key=len):
            _search(self._words, list(same_length), edit_bound(length + 2), near)
        sounds = sorted({sound(text) for text in words}, key=lambda t: (len(t), t))
        heard: dict[str, set[str]] = {text: set() for text in sounds}
        for length, same_length in groupby(sounds, key=len):
            _search(self._sounds, list(same_length), sound_bound(length + 1), heard)
        for text in words:
            near[text].update(word for key in heard[sound(text)] for word in self._by_sound[key])
        for text in new:
            alike = ((self._numbers[other], similarity(text, other)) for other in near[text])
            self._found[text] = tuple(sorted((pair for pair in alike if pair[1]), key=lambda pair: pair[1]))


def _search(strings: _Strings, texts: list[str], bound: int, into: dict[str, set[str]]) -> None:
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        for text, found in zip(batch, strings.within(batch, bound), strict=True):
            into[text].update(found)


def terms(asked: PreparedName) -> list[str]:
    """What a name is looked up by: its telling tokens and its neighbours written as one."""
    own = [text for text, kind in zip(asked.texts, asked.kinds, strict=True) if kind in CONTENT]
    return own + [text for _, text in joined_spans(asked)]


def candidates(
    section: Section, search: TokenSearch, asked: PreparedName, threshold: float
) -> NDArray[np.intp]:
    """The numbers of all names of the section that could score ``threshold`` or more.

    With A the most that can agree and U the least that is left over, each side bounds the score
    by A / (A + extra * U). What is not looked up (initials, particles, titles, legal forms)
    counts as agreeing.
    """
    if not len(section):
        return np.empty(0, np.intp)
    initials = asked.kinds.count(TokenKind.INITIAL)
    asked_agreed, asked_left = _asked_side(section, search, asked)
    asked_agreed += _INITIAL * section.initials
    asked_left -= MOST_BITS * section.initials
    listed_agreed = _listed_side(section, search, asked) + section.free + _INITIAL * initials
    listed_left = section.total_weights - listed_agreed - MOST_BITS * initials
    agreed = np.maximum(np.minimum(asked_agreed, listed_agreed), 0)
    whole = agreed + np.maximum(
        EXTRA_ASKED * np.maximum(asked_left, 0), EXTRA_LISTED * np.maximum(listed_left, 0)
    )
    bound = agreed / np.maximum(whole, 1e-9) * np.sqrt(np.minimum(1.0, agreed / ENOUGH_BITS))
    found: NDArray[np.intp] = np.flatnonzero(bound >= threshold - 1e-4)
    return found


_INITIAL = 1.5


def _asked_side(
    section: Section, search: TokenSearch, asked: PreparedName
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    best = {i: np.zeros(len(section), np.float32) for i, kind in enumerate(asked.kinds) if kind in CONTENT}
    for i, alike in best.items():
        for token, similar in search.related(asked.texts[i]):
            alike[section.names_with(token)] = similar
    for span, text in joined_spans(asked):
        for token, similar in search.related(text):
            names = section.names_with(token)
            for i in best.keys() & set(span):
                best[i][names] = np.maximum(best[i][names], similar)
    free = sum(weight for i, weight in enumerate(asked.weights) if i not in best)
    agreed, left = np.full(len(section), free, np.float32), np.zeros(len(section), np.float32)
    for i, alike in best.items():
        agreed += asked.weights[i] * alike
        left += asked.weights[i] * (alike == 0)
    return agreed, left


def _listed_side(section: Section, search: TokenSearch, asked: PreparedName) -> NDArray[np.float32]:
    best: dict[int, float] = {}
    for text in terms(asked):
        for token, similar in search.related(text):
            best[token] = max(similar, best.get(token, 0.0))
    agreed = np.zeros(len(section), np.float32)
    for token, similar in best.items():
        span = section.postings(token)
        agreed[section.posting_names[span]] += similar * section.posting_weights[span]
    return agreed
