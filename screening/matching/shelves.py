"""The shelves of the look-up table: what terms are filed under, and what a term asked is looked up by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import chain
from typing import NamedTuple, TypeAlias

from screening.matching.classes import classes
from screening.matching.keys import KEYS, KeyKind, WordKeys
from screening.matching.measures import (
    SHORTEST_JOINED,
    bones_bound,
    echo_bound,
    edit_bound,
    joined_bound,
    sound_bound,
)
from screening.matching.neighbours import Bound, Shelved
from screening.matching.shortened import beginnings
from screening.matching.sounds import Writing, writing_of


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
Terms: TypeAlias = Mapping[Asked, Sequence[str]]
"""Terms asked, by what they are; their places are counted through, those of the first kind first."""


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
    by: KeyKind | _KeysOf
    bound: Bound

    def keys_of(self, texts: Sequence[str]) -> Sequence[Iterable[str]]:
        """The keys of some words."""
        return KEYS[self.by](texts) if isinstance(self.by, KeyKind) else self.by(texts)

    def shelved(self, keys: Sequence[Iterable[str]], numbers: Sequence[int]) -> Shelved:
        """The keys of words with these numbers."""
        if self.by is _themselves:
            return Shelved(self.shelf, [text for (text,) in keys], numbers, self.bound)
        owners = [number for some, number in zip(keys, numbers, strict=True) for _ in some]
        return Shelved(self.shelf, list(chain.from_iterable(keys)), owners, self.bound)


def _use(shelf: _Shelf, by: KeyKind | _KeysOf) -> _Use:
    return _Use(shelf, by, _BOUNDS.get(shelf))


def _themselves(words: Sequence[str]) -> Sequence[tuple[str]]:
    return [(word,) for word in words]


def _beginnings(words: Sequence[str]) -> Sequence[list[str]]:
    return [beginnings(word) for word in words]


_OF_ALL = (
    _use(_Shelf.WORD, _themselves),
    _use(_Shelf.SOUND, KeyKind.SOUNDS),
    _use(_Shelf.CLASS, classes.of),
)

_WHOLE_AND_BEGINNINGS = (_use(_Shelf.WHOLE, _themselves), _use(_Shelf.BEGINNING, _beginnings))

_FILED: dict[Writing, tuple[_Use, ...]] = {
    Writing.PLAIN: (
        _use(_Shelf.SKELETON_OF_PLAIN, KeyKind.SKELETONS),
        _use(_Shelf.ECHO_OF_PLAIN, KeyKind.ECHOES),
    ),
    Writing.CONSONANTS: (_use(_Shelf.SKELETON_OF_CONSONANTS, KeyKind.SKELETONS),),
    Writing.HEARD: (_use(_Shelf.ECHO_OF_HEARD, KeyKind.ECHOES),),
}
"""The keys of a listed word, by its writing, beside those that all words have."""

_ASKED: dict[Writing, tuple[_Use, ...]] = {
    Writing.PLAIN: (
        _use(_Shelf.SKELETON_OF_CONSONANTS, KeyKind.SKELETONS),
        _use(_Shelf.ECHO_OF_HEARD, KeyKind.ECHOES),
    ),
    Writing.CONSONANTS: (_use(_Shelf.SKELETON_OF_PLAIN, KeyKind.SKELETONS),),
    Writing.HEARD: (_use(_Shelf.ECHO_OF_PLAIN, KeyKind.ECHOES),),
}
"""Where a word asked looks, by its writing, beside the shelves of all words."""


def filed(words: Sequence[str], others: Sequence[str], keys: WordKeys) -> Iterator[Shelved]:
    """All that words and other terms, numbered in this order, are filed under; ``keys`` are the words'."""
    first = len(words)
    joined = [number for number, term in enumerate(others) if not term.startswith(".")]
    whole = [number for number, term in enumerate(others) if term.startswith(".")]
    for shelf, some in ((_Shelf.JOINED, joined), (_Shelf.ACRONYM, whole)):
        texts = [(others[number].removeprefix("."),) for number in some]
        yield _use(shelf, _themselves).shelved(texts, [first + number for number in some])
    for use in (*_OF_ALL, *_WHOLE_AND_BEGINNINGS):
        yield use.shelved(_known(keys, use) or use.keys_of(words), range(first))
    writings = list(map(writing_of, words))
    for writing, uses in _FILED.items():
        written = [number for number, one in enumerate(writings) if one is writing]
        for use in uses:
            known = _known(keys, use) or use.keys_of(words)
            yield use.shelved([known[number] for number in written], written)


def _known(keys: WordKeys, use: _Use) -> Sequence[Iterable[str]] | None:
    return keys[use.by] if isinstance(use.by, KeyKind) else None


def by_kind(questions: Iterable[Question]) -> dict[Asked, list[str]]:
    """Terms asked, by what they are."""
    found: dict[Asked, list[str]] = {}
    for kind, text in questions:
        found.setdefault(kind, []).append(text)
    return found


def looked_up(asked: Terms) -> Iterator[Shelved]:
    """What terms asked are looked up by, under twice their places; one more for their classes."""
    first = 0
    for kind, texts in asked.items():
        for use, some in _places(kind, texts).items():
            numbers = [2 * (first + place) + (use.shelf is _Shelf.CLASS) for place in some]
            yield use.shelved(use.keys_of([texts[place] for place in some]), numbers)
        first += len(texts)


def _places(kind: Asked, texts: Sequence[str]) -> Mapping[_Use, Sequence[int]]:
    """The uses of terms of one kind, and which of the terms each is of."""
    if kind is not Asked.WORD:
        return dict.fromkeys(_FOR_ALL[kind], range(len(texts)))
    places: dict[_Use, list[int]] = {}
    for place, text in enumerate(texts):
        for use in _of_word(text):
            places.setdefault(use, []).append(place)
    return places


_FOR_CUT = (_use(_Shelf.BEGINNING, _themselves), _use(_Shelf.WHOLE, _beginnings))
_FOR_JOINED = (_Use(_Shelf.WORD, _themselves, joined_bound),)
_FOR_EQUAL = (_use(_Shelf.WHOLE, _themselves),)
_FOR_ABBREVIATED = (_use(_Shelf.ACRONYM, _themselves),)
_FOR_WORD = {writing: (*_OF_ALL, *uses, *_FOR_ABBREVIATED) for writing, uses in _ASKED.items()}
_FOR_LONG_WORD = {writing: (*uses, _use(_Shelf.JOINED, _themselves)) for writing, uses in _FOR_WORD.items()}


_FOR_ALL = {Asked.CUT: _FOR_CUT, Asked.JOINED: _FOR_JOINED, Asked.ACRONYM: _FOR_EQUAL}


def _of_word(text: str) -> tuple[_Use, ...]:
    if text.isdigit():
        return _FOR_EQUAL
    return (_FOR_LONG_WORD if len(text) >= SHORTEST_JOINED else _FOR_WORD)[writing_of(text)]
