"""The terms of an index: what names are found by, and which of them are related to a term asked.

Words (telling tokens) come first in the vocabulary, then joined terms (neighbouring tokens
written as one) that are no words. A whole name is a term by its initials, after a full stop. One
lexicon serves all sections: how alike two words are does not depend on whose name they stand in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

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
from screening.matching.neighbours import Bound, Key, Neighbours, NeighboursBuilder
from screening.matching.pairs import Floats, Ints, Pairs, Spelled, spelled_alike
from screening.matching.recent import Recent
from screening.matching.shortened import beginnings, shortened_similarity
from screening.matching.skeletons import skeletons
from screening.matching.sounds import Writing, sounds, writing_of
from screening.matching.spelling import acronym_similarity, joined_similarity
from screening.matching.vocabulary import Vocabulary, VocabularyBuilder

Flags = NDArray[np.bool_]

_MOST_REMEMBERED = 8_000
_MOST_AT_ONCE = 256
"""Terms looked up at once: enough to save time, few enough to bound memory. A short word heard in
another script may be one of a thousand."""


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


def _only_equal(length: int) -> None:
    return None


_BOUNDS: dict[_Shelf, Callable[[int], Bound]] = {
    _Shelf.WORD: edit_bound,
    _Shelf.JOINED: joined_bound,
    _Shelf.SOUND: sound_bound,
    _Shelf.CLASS: _only_equal,
    _Shelf.SKELETON_OF_PLAIN: bones_bound,
    _Shelf.SKELETON_OF_CONSONANTS: bones_bound,
    _Shelf.ECHO_OF_PLAIN: echo_bound,
    _Shelf.ECHO_OF_HEARD: echo_bound,
    _Shelf.ACRONYM: _only_equal,
    _Shelf.BEGINNING: _only_equal,
    _Shelf.WHOLE: _only_equal,
}
"""How many letters apart two keys of a shelf may be, by the length of the longer."""

_Keys = tuple[tuple[_Shelf, Callable[[str], Iterable[str]]], ...]


def _itself(word: str) -> tuple[str]:
    return (word,)


_OF_ALL: _Keys = ((_Shelf.WORD, _itself), (_Shelf.SOUND, sounds), (_Shelf.CLASS, classes))

_WHOLE_AND_BEGINNINGS: _Keys = ((_Shelf.WHOLE, _itself), (_Shelf.BEGINNING, beginnings))

_FILED: dict[Writing, _Keys] = {
    Writing.PLAIN: ((_Shelf.SKELETON_OF_PLAIN, skeletons), (_Shelf.ECHO_OF_PLAIN, echoes)),
    Writing.CONSONANTS: ((_Shelf.SKELETON_OF_CONSONANTS, skeletons),),
    Writing.HEARD: ((_Shelf.ECHO_OF_HEARD, echoes),),
}
"""The keys of a listed word, by its writing, beside those that all words have."""

_ASKED: dict[Writing, _Keys] = {
    Writing.PLAIN: ((_Shelf.SKELETON_OF_CONSONANTS, skeletons), (_Shelf.ECHO_OF_HEARD, echoes)),
    Writing.CONSONANTS: ((_Shelf.SKELETON_OF_PLAIN, skeletons),),
    Writing.HEARD: ((_Shelf.ECHO_OF_PLAIN, echoes),),
}
"""Where a word asked looks, by its writing, beside the shelves of all words."""


def write_lexicon(folder: Path, words: set[str], joined: set[str]) -> dict[str, int]:
    """Write the vocabulary and its look-ups into ``folder``, which is created; the number of
    each term comes back."""
    folder.mkdir()
    ordered, others = sorted(words), sorted(joined - words)
    vocabulary = VocabularyBuilder()
    keyed: dict[_Shelf, list[tuple[str, int]]] = {shelf: [] for shelf in _Shelf}
    for number, term in enumerate(others, len(ordered)):
        shelf = _Shelf.ACRONYM if term.startswith(".") else _Shelf.JOINED
        keyed[shelf].append((term.removeprefix("."), number))
    for number, word in enumerate(ordered):
        vocabulary.add(word)
        for shelf, keys in (*_OF_ALL, *_WHOLE_AND_BEGINNINGS, *_FILED[writing_of(word)]):
            keyed[shelf] += [(key, number) for key in keys(word)]
    vocabulary.write(folder, others)
    builder = NeighboursBuilder()
    for shelf, pairs in keyed.items():
        builder.add(shelf, [key for key, _ in pairs], [number for _, number in pairs], _BOUNDS[shelf])
    builder.write(folder, "near")
    return {text: number for number, text in enumerate([*ordered, *others])}


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
        some = (missing[start : start + _MOST_AT_ONCE] for start in range(0, len(missing), _MOST_AT_ONCE))
        fresh = dict(zip(missing, chain.from_iterable(map(self._found, some)), strict=True))
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
        owners, terms = self._near.near(key for place, one in enumerate(asked) for key in _keys(one, place))
        pairs, places = np.unique((owners >> 1) << 32 | terms, return_inverse=True)
        by_class = np.zeros(len(pairs), np.bool_)
        by_class[places[(owners & 1).astype(np.bool_)]] = True
        return pairs >> 32, pairs & (2**32 - 1), by_class

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
        for place, word, term in self._at(np.flatnonzero(by_class), words, asked, terms):
            alike[place] = max(alike[place], class_similarity(word, term))
        return alike

    def _at(self, places: Ints, words: list[str], asked: Ints, terms: Ints) -> Iterator[tuple[int, str, str]]:
        """Some places, with the word asked and the listed one there."""
        ours = [words[one] for one in asked[places].tolist()]
        return zip(places.tolist(), ours, self.vocabulary.texts(terms[places]), strict=True)


def _spelled(question: Question) -> str:
    """The word that is asked; empty where the spelling of words is not what counts."""
    kind, text = question
    return text if kind is Asked.WORD and not text.isdigit() else ""


def _keys(question: Question, place: int) -> Iterator[Key]:
    """What a term asked is looked up by, under twice its place; one more for its classes."""
    kind, text = question
    for shelf, keys in _looked_up(kind, text):
        number = 2 * place + (shelf is _Shelf.CLASS)
        bound: Callable[[int], Bound] = joined_bound if kind is Asked.JOINED else _BOUNDS[shelf]
        for key in keys(text):
            yield Key(shelf, key, bound(len(key)), number)


def _looked_up(kind: Asked, text: str) -> _Keys:
    if kind is Asked.CUT:
        return ((_Shelf.BEGINNING, _itself), (_Shelf.WHOLE, beginnings))
    if kind is Asked.JOINED:
        return ((_Shelf.WORD, _itself),)
    if kind is Asked.ACRONYM or text.isdigit():
        return ((_Shelf.WHOLE, _itself),)
    joined: _Keys = ((_Shelf.JOINED, _itself),) if len(text) >= SHORTEST_JOINED else ()
    return (*_OF_ALL, *_ASKED[writing_of(text)], *joined, (_Shelf.ACRONYM, _itself))


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
