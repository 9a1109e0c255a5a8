"""The terms of an index: what names are found by, and which of them are related to a term asked.

Words (telling tokens) come first in the vocabulary, then joined terms (neighbouring tokens
written as one) that are no words. A whole name is a term by its initials, after a full stop. One
lexicon serves all sections: how alike two words are does not depend on whose name they stand in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import packed, unpacked
from screening.matching.classes import are_distinct, class_similarity, classes, may_be_distinct
from screening.matching.echoes import echoes
from screening.matching.measures import (
    SHORTEST_JOINED,
    bones_bound,
    echo_bound,
    edit_bound,
    joined_bound,
    sound_bound,
)
from screening.matching.neighbours import Bound, Neighbours, NeighboursBuilder, Shelved
from screening.matching.pairs import Floats, Ints, Pairs, Spelled, spelled_alike
from screening.matching.recent import Recent
from screening.matching.shortened import beginnings, shortened_similarity
from screening.matching.skeletons import skeletons
from screening.matching.sounds import Writing, sounds, writing_of
from screening.matching.spelling import acronym_similarity, joined_similarity
from screening.matching.vocabulary import Vocabulary, write_vocabulary

Flags = NDArray[np.bool_]

_MOST_REMEMBERED = 8_000
_MOST_AT_ONCE, _COST_OF_HEARD = 1024, 16
"""Terms looked up at once: enough to save time, few enough to bound memory. A short word heard in
another script may be one of a thousand, and counts as several."""


class _Shelf(IntEnum):
    """What a term is filed under, and found by. Words of different writing meet on the shelves of
    the one or of the other alone."""

    WORD = 1
    JOINED = 2
    SOUND = 3
    CLASS = 4
    SKELETON_OF_PLAIN = 5
    SKELETON_OF_CONSONANTS = 6
    ECHO_OF_PLAIN = 7
    ECHO_OF_HEARD = 8
    ACRONYM = 9
    BEGINNING = 10
    WHOLE = 11


_BOUNDS: dict[_Shelf, Bound] = {
    _Shelf.WORD: edit_bound,
    _Shelf.JOINED: joined_bound,
    _Shelf.SOUND: sound_bound,
    _Shelf.SKELETON_OF_PLAIN: bones_bound,
    _Shelf.SKELETON_OF_CONSONANTS: bones_bound,
    _Shelf.ECHO_OF_PLAIN: echo_bound,
    _Shelf.ECHO_OF_HEARD: echo_bound,
}
"""How many letters apart two keys of a shelf may be, by the length of the longer; on other shelves they
are equal."""

_KeysOf: TypeAlias = Callable[[Sequence[str]], Sequence[Iterable[str]]]


class _Use(NamedTuple):
    """A shelf, and what words are filed under there or found by."""

    shelf: _Shelf
    keys_of: _KeysOf
    bound: Bound

    def shelved(self, texts: Sequence[str], numbers: Sequence[int]) -> Shelved:
        """The keys of words with these numbers."""
        keys = [
            (key, number) for some, number in zip(self.keys_of(texts), numbers, strict=True) for key in some
        ]
        return Shelved(self.shelf, [key for key, _ in keys], [number for _, number in keys], self.bound)


def _use(shelf: _Shelf, keys_of: _KeysOf) -> _Use:
    return _Use(shelf, keys_of, _BOUNDS.get(shelf))


def _themselves(words: Sequence[str]) -> Sequence[tuple[str]]:
    return [(word,) for word in words]


def _beginnings(words: Sequence[str]) -> Sequence[list[str]]:
    return [beginnings(word) for word in words]


_OF_ALL = (
    _use(_Shelf.WORD, _themselves),
    _use(_Shelf.SOUND, sounds.of),
    _use(_Shelf.CLASS, classes.of),
)

_WHOLE_AND_BEGINNINGS = (_use(_Shelf.WHOLE, _themselves), _use(_Shelf.BEGINNING, _beginnings))

_FILED: dict[Writing, tuple[_Use, ...]] = {
    Writing.PLAIN: (_use(_Shelf.SKELETON_OF_PLAIN, skeletons.of), _use(_Shelf.ECHO_OF_PLAIN, echoes.of)),
    Writing.CONSONANTS: (_use(_Shelf.SKELETON_OF_CONSONANTS, skeletons.of),),
    Writing.HEARD: (_use(_Shelf.ECHO_OF_HEARD, echoes.of),),
}
"""The keys of a listed word, by its writing, beside those that all words have."""

_ASKED: dict[Writing, tuple[_Use, ...]] = {
    Writing.PLAIN: (_use(_Shelf.SKELETON_OF_CONSONANTS, skeletons.of), _use(_Shelf.ECHO_OF_HEARD, echoes.of)),
    Writing.CONSONANTS: (_use(_Shelf.SKELETON_OF_PLAIN, skeletons.of),),
    Writing.HEARD: (_use(_Shelf.ECHO_OF_PLAIN, echoes.of),),
}
"""Where a word asked looks, by its writing, beside the shelves of all words."""


def write_lexicon(folder: Path, words: set[str], joined: set[str]) -> dict[str, int]:
    """Write the vocabulary and its look-ups into ``folder``, which is created; the number of
    each term comes back."""
    folder.mkdir()
    ordered, others = sorted(words), sorted(joined - words)
    write_vocabulary(folder, ordered, others)
    builder = NeighboursBuilder()
    numbers = {text: number for number, text in enumerate([*ordered, *others])}
    for use, texts in _filed(ordered, others):
        builder.add(
            use.shelved([text.removeprefix(".") for text in texts], [numbers[text] for text in texts])
        )
    builder.write(folder, "near")
    return numbers


def _filed(words: Sequence[str], others: Sequence[str]) -> Iterator[tuple[_Use, Sequence[str]]]:
    """Where the terms are filed, and which of them."""
    yield _use(_Shelf.JOINED, _themselves), [term for term in others if not term.startswith(".")]
    yield _use(_Shelf.ACRONYM, _themselves), [term for term in others if term.startswith(".")]
    for use in (*_OF_ALL, *_WHOLE_AND_BEGINNINGS):
        yield use, words
    for writing, uses in _FILED.items():
        written = [word for word in words if writing_of(word) is writing]
        yield from ((use, written) for use in uses)


@dataclass(frozen=True, slots=True)
class Related:
    """Numbers of terms, ascending, and how alike each is to what was asked, in (0, 1]; the same by
    the terms' texts."""

    terms: Ints
    similarities: Floats
    by_text: Mapping[str, float]
    most: float
    """How alike the most alike one is; 0 for none."""


_NOTHING = Related(np.empty(0, np.int64), np.empty(0), {}, 0.0)


class Asked(IntEnum):
    """What a term asked is, which says what it may stand for."""

    WORD = 0
    """A word: for words, neighbours written as one, and whole names by their initials."""
    CUT = 1
    """A word of an organisation: for words that begin with it or that it begins with."""
    JOINED = 2
    """Neighbours written as one: for words."""
    ACRONYM = 3
    """The initials of a whole name: for the word that they spell."""


Question: TypeAlias = tuple[Asked, str]


class Lexicon:
    """An opened vocabulary. It remembers the terms related to those lately asked."""

    def __init__(self, folder: Path) -> None:
        self.vocabulary = Vocabulary(folder)
        self._near = Neighbours(folder, "near")
        self._remembered: Recent[Question, Related] = Recent(_MOST_REMEMBERED)

    def related(self, questions: Iterable[Question]) -> dict[Question, Related]:
        """The terms that each of some terms asked may stand for, looked up all at once."""
        known = {question: self._remembered.get(question) for question in questions}
        missing = [question for question, found in known.items() if found is None]
        fresh = dict(zip(missing, chain.from_iterable(map(self._found, _at_once(missing))), strict=True))
        for question, found in fresh.items():
            self._remembered[question] = found
        return {question: found or fresh[question] for question, found in known.items()}

    def _found(self, asked: list[Question]) -> Iterator[Related]:
        question, terms, by_class = self._pairs(asked)
        alike = self._alike(asked, question, terms, by_class)
        kept = np.flatnonzero(alike)
        question, terms, alike = question[kept], terms[kept], alike[kept]
        ends = np.searchsorted(question, np.arange(len(asked)), "right").tolist()
        for start, end in zip([0, *ends], ends, strict=False):
            if start == end:
                yield _NOTHING
                continue
            some, much = terms[start:end], alike[start:end]
            by_text = dict(zip(self.vocabulary.texts(some), much.tolist(), strict=True))
            yield Related(some, much, by_text, max(by_text.values()))

    def _pairs(self, asked: list[Question]) -> tuple[Ints, Ints, Flags]:
        """The place of a question, the number of a term that may be related to it, and whether they
        seem to share a class; ascending."""
        owners, terms = self._near.near(_looked_up(asked))
        every = np.sort(packed(owners >> 1, terms) << 1 | owners & 1)
        pairs = every >> 1
        last = np.flatnonzero(np.diff(pairs, append=-1))  # of equal ones that with a class, if any has one
        return *unpacked(pairs[last]), (every[last] & 1).astype(np.bool_)

    def _alike(self, asked: list[Question], question: Ints, terms: Ints, by_class: Flags) -> Floats:
        """How alike each term is to what was asked."""
        numbers = {text: number for number, text in enumerate(filter(None, map(_spelled, asked)))}
        number = np.array([numbers.get(_spelled(one), -1) for one in asked], np.int64)[question]
        is_word = (number >= 0) & (terms < self.vocabulary.word_count)
        alike = np.zeros(len(question))
        words, others = np.flatnonzero(is_word), np.flatnonzero(~is_word)
        if len(words):
            alike[words] = self._words_alike(list(numbers), number[words], terms[words], by_class[words])
        pairs = zip(question[others].tolist(), self.vocabulary.texts(terms[others]), strict=True)
        alike[others] = [_MEASURES[asked[one][0]](asked[one][1], term) for one, term in pairs]
        return alike

    def _words_alike(self, words: list[str], asked: Ints, terms: Ints, by_class: Flags) -> Floats:
        """``spelling.similarity`` of words asked and listed ones."""
        alike = spelled_alike(Pairs(Spelled(words), asked, self.vocabulary, terms))
        syllabic = np.array([may_be_distinct(word) for word in words])
        doubtful = np.flatnonzero(syllabic[asked] & (alike > 0) & (alike < 1))
        for place, word, term in self._at(doubtful, words, asked, terms):
            alike[place] *= not are_distinct(word, term)
        shared = np.flatnonzero(by_class)
        classes.of(self.vocabulary.texts(terms[shared]))  # many at once, to be remembered
        for place, word, term in self._at(shared, words, asked, terms):
            alike[place] = max(alike[place], class_similarity(word, term))
        return alike

    def _at(self, places: Ints, words: list[str], asked: Ints, terms: Ints) -> Iterator[tuple[int, str, str]]:
        """Some places, with the word asked and the listed one there."""
        ours = [words[one] for one in asked[places].tolist()]
        return zip(places.tolist(), ours, self.vocabulary.texts(terms[places]), strict=True)


def _at_once(asked: Sequence[Question]) -> Iterator[list[Question]]:
    """The terms asked in groups that are looked up at once."""
    some: list[Question] = []
    cost = 0
    for kind, text in asked:
        some.append((kind, text))
        cost += _COST_OF_HEARD if writing_of(text) is Writing.HEARD else 1
        if cost >= _MOST_AT_ONCE:
            yield some
            some, cost = [], 0
    if some:
        yield some


def _spelled(question: Question) -> str:
    """The word that is asked; empty where the spelling of words is not what counts."""
    kind, text = question
    return text if kind is Asked.WORD and not text.isdigit() else ""


def _looked_up(asked: Sequence[Question]) -> Iterator[Shelved]:
    """What terms asked are looked up by, under twice their places; one more for their classes."""
    places: dict[_Use, list[int]] = {}
    for place, (kind, text) in enumerate(asked):
        for use in _uses(kind, text):
            places.setdefault(use, []).append(place)
    for use, some in places.items():
        numbers = [2 * place + (use.shelf is _Shelf.CLASS) for place in some]
        yield use.shelved([asked[place][1] for place in some], numbers)


_FOR_CUT = (_use(_Shelf.BEGINNING, _themselves), _use(_Shelf.WHOLE, _beginnings))
_FOR_JOINED = (_Use(_Shelf.WORD, _themselves, joined_bound),)
_FOR_EQUAL = (_use(_Shelf.WHOLE, _themselves),)
_FOR_ABBREVIATED = (_use(_Shelf.ACRONYM, _themselves),)
_FOR_WORD = {writing: (*_OF_ALL, *uses, *_FOR_ABBREVIATED) for writing, uses in _ASKED.items()}
_FOR_LONG_WORD = {writing: (*uses, _use(_Shelf.JOINED, _themselves)) for writing, uses in _FOR_WORD.items()}


def _uses(kind: Asked, text: str) -> tuple[_Use, ...]:
    if kind is Asked.CUT:
        return _FOR_CUT
    if kind is Asked.JOINED:
        return _FOR_JOINED
    if kind is Asked.ACRONYM or text.isdigit():
        return _FOR_EQUAL
    return (_FOR_LONG_WORD if len(text) >= SHORTEST_JOINED else _FOR_WORD)[writing_of(text)]


def _stands_for(word: str, term: str) -> float:
    """How alike a word is to neighbours written as one or to a whole name, a number to itself."""
    if word.isdigit():
        return float(word == term)
    return acronym_similarity(word, term[1:]) if term.startswith(".") else joined_similarity(word, term)


_MEASURES: dict[Asked, Callable[[str, str], float]] = {
    Asked.WORD: _stands_for,
    Asked.CUT: shortened_similarity,
    Asked.JOINED: joined_similarity,
    Asked.ACRONYM: lambda initials, word: acronym_similarity(word, initials),
}
