"""The terms of an index: what names are found by, and which of them are related to a term asked.

Words (telling tokens) come first in the vocabulary, then joined terms (neighbouring tokens
written as one) that are no words. A whole name is a term by its initials, after a full stop. One
lexicon serves all sections: how alike two words are does not depend on whose name they stand in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress, pairwise, takewhile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import packed, run_starts, unpacked
from screening.matching.classes import are_distinct, classes, may_be_distinct, similarity_of_shared
from screening.matching.keys import KEYS
from screening.matching.neighbours import Neighbours, NeighboursBuilder, shortened
from screening.matching.pairs import Floats, Ints, Pairs, Spelled, spelled_alike
from screening.matching.recent import Recent
from screening.matching.shelves import Asked, Question, Terms, by_kind, filed, looked_up
from screening.matching.shortened import shortened_similarity
from screening.matching.sounds import Writing, sounds, writing_of
from screening.matching.spelling import acronym_similarity, joined_similarity, near_similarity, nearly_one
from screening.matching.vocabulary import Vocabulary, write_vocabulary

Flags = NDArray[np.bool_]

_MOST_REMEMBERED = {Asked.WORD: 16_000, Asked.CUT: 8_000, Asked.JOINED: 4_000, Asked.ACRONYM: 4_000}
"""Kinds of terms do not push each other out: words come back, neighbours written as one hardly ever."""

_MOST_AT_ONCE, _FEW, _COST_OF_HEARD = 1024, 128, 16
"""Terms looked up at once: enough to save time, few enough to bound memory. A short word heard in
another script may be one of a thousand, and counts as several."""


def write_lexicon(folder: Path, words: set[str], joined: set[str]) -> dict[str, int]:
    """Write the vocabulary and its look-ups into ``folder``, which is created; the number of
    each term comes back."""
    folder.mkdir()
    ordered, others = sorted(words), sorted(joined - words)
    keys = {kind: keys_of(ordered) for kind, keys_of in KEYS.items()}
    write_vocabulary(folder, ordered, others, keys)
    builder = NeighboursBuilder()
    for shelved in filed(ordered, others, keys):
        builder.add(shelved)
    builder.write(folder, "near")
    return {text: number for number, text in enumerate([*ordered, *others])}


@dataclass(slots=True)
class Related:
    """Numbers of terms, ascending, and how alike each is to what was asked, in (0, 1]."""

    terms: NDArray[np.int32]
    similarities: Floats
    most: float
    """How alike the most alike one is; 0 for none."""
    texts: Callable[[NDArray[np.int32]], list[str]]
    _by_text: dict[str, float] | None = None

    @property
    def by_text(self) -> Mapping[str, float]:
        """How alike the terms are, by their texts: worked out for names that are compared."""
        if self._by_text is None:
            pairs = zip(self.texts(self.terms), self.similarities.tolist(), strict=True)
            self._by_text = dict(pairs)
        return self._by_text


_NOTHING = Related(np.empty(0, np.int32), np.empty(0), 0.0, lambda _: [], {})


class Lexicon:
    """An opened vocabulary. It remembers the terms related to those lately asked."""

    def __init__(self, folder: Path) -> None:
        self.vocabulary = Vocabulary(folder)
        self._near = Neighbours(folder, "near")
        self._remembered: dict[Asked, Recent[str, Related]] = {
            kind: Recent(most) for kind, most in _MOST_REMEMBERED.items()
        }

    def related(self, asked: Mapping[Asked, Collection[str]]) -> dict[Asked, dict[str, Related]]:
        """What each of some terms asked, by what they are, may stand for; looked up all at once."""
        known = {kind: self._remembered[kind].known(texts) for kind, texts in asked.items()}
        missing = {kind: [one for one in texts if one not in known[kind]] for kind, texts in asked.items()}
        for some in _at_once(missing):
            for kind, found in self._found(some).items():
                self._remembered[kind].update(found)
                known[kind].update(found)
        return known

    def may_relate(self, forms: NDArray[np.uint32]) -> Flags:
        """Which of the forms that terms asked are looked up by (``forms_of``) lead to a term, and a few
        more."""
        return self._near.may_share(forms)

    def _found(self, asked: Terms) -> dict[Asked, dict[str, Related]]:
        place, terms, by_class = self._pairs(asked)
        alike = self._alike(asked, place, terms, by_class)
        kept = np.flatnonzero(alike)
        place, numbers, alike = place[kept], terms[kept].astype(np.int32), alike[kept]
        found = {kind: dict.fromkeys(texts, _NOTHING) for kind, texts in asked.items()}
        starts = run_starts(place)
        most = np.maximum.reduceat(alike, starts).tolist() if len(starts) else []
        runs = pairwise([*starts.tolist(), len(place)])
        for (kind, text), (start, end), much in zip(_terms_at(asked, place[starts]), runs, most, strict=True):
            # copied, since what is remembered of one would keep what was found of all
            some = numbers[start:end].copy(), alike[start:end].copy()
            found[kind][text] = Related(*some, much, self.vocabulary.texts)
        return found

    def _pairs(self, asked: Terms) -> tuple[Ints, Ints, Flags]:
        """The place of a term asked, the number of one that may be related to it, and whether they
        seem to share a class; ascending."""
        owners, terms = self._near.near(looked_up(asked))
        every = np.sort(packed(owners >> 1, terms) << 1 | owners & 1)
        pairs = every >> 1
        last = np.flatnonzero(np.diff(pairs, append=-1))  # of equal ones that with a class, if any has one
        return *unpacked(pairs[last]), (every[last] & 1).astype(np.bool_)

    def _alike(self, asked: Terms, place: Ints, terms: Ints, by_class: Flags) -> Floats:
        """How alike each term is to the one asked."""
        texts = asked.get(Asked.WORD, ())
        first = sum(len(asked[kind]) for kind in takewhile(lambda kind: kind is not Asked.WORD, asked))
        is_spelled = np.zeros(sum(map(len, asked.values())), np.bool_)
        is_spelled[first : first + len(texts)] = [not text.isdigit() for text in texts]
        is_word = is_spelled[place] & (terms < self.vocabulary.word_count)
        alike = np.zeros(len(place))
        words, others = np.flatnonzero(is_word), np.flatnonzero(~is_word)
        if len(words):
            alike[words] = self._words_alike(texts, place[words] - first, terms[words], by_class[words])
        theirs = self.vocabulary.texts(terms[others])
        alike[others] = _measured(list(zip(_terms_at(asked, place[others]), theirs, strict=True)))
        return alike

    def _words_alike(self, words: Sequence[str], asked: Ints, terms: Ints, by_class: Flags) -> Floats:
        """``spelling.similarity`` of words asked and listed ones."""
        alike = spelled_alike(Pairs(Spelled(words), asked, self.vocabulary, terms))
        syllabic = np.array([may_be_distinct(word) for word in words])
        doubtful = np.flatnonzero(syllabic[asked] & (alike > 0) & (alike < 1))
        for place, word, term in self._at(doubtful, words, asked, terms):
            alike[place] *= not are_distinct(word, term)
        shared = np.flatnonzero(by_class)
        ours = classes.of([words[one] for one in asked[shared].tolist()])
        theirs = classes.of(self.vocabulary.texts(terms[shared]))
        classed = [similarity_of_shared(some & others) for some, others in zip(ours, theirs, strict=True)]
        alike[shared] = np.maximum(alike[shared], classed)
        return alike

    def _at(
        self, places: Ints, words: Sequence[str], asked: Ints, terms: Ints
    ) -> Iterator[tuple[int, str, str]]:
        """Some places, with the word asked and the listed one there."""
        ours = [words[one] for one in asked[places].tolist()]
        return zip(places.tolist(), ours, self.vocabulary.texts(terms[places]), strict=True)


def forms_of(asked: Sequence[Question]) -> tuple[NDArray[np.uint32], Ints]:
    """All that terms asked are looked up by, and the place of the term that each is of; ascending."""
    places = sorted(range(len(asked)), key=lambda place: asked[place][0])
    forms, owners = shortened(looked_up(by_kind(asked[place] for place in places)))
    owners = np.array(places, np.int64)[owners >> 1]
    order = np.argsort(owners, kind="stable")
    return forms[order], owners[order]


def _terms_at(asked: Terms, places: Ints) -> Iterator[Question]:
    """The terms at some places, with what they are."""
    kinds, texts = list(asked), list(chain.from_iterable(asked.values()))
    ends = np.cumsum([len(some) for some in asked.values()])
    which = np.searchsorted(ends, places, "right").tolist()
    return ((kinds[kind], texts[place]) for kind, place in zip(which, places.tolist(), strict=True))


def _measured(pairs: Sequence[tuple[Question, str]]) -> list[float]:
    """How alike the term of each pair is to what was asked."""
    kept = [kind is not Asked.JOINED or nearly_one(asked, term) for (kind, asked), term in pairs]
    joined = [(asked, term) for (kind, asked), term in compress(pairs, kept) if kind is Asked.JOINED]
    texts = list(set(chain.from_iterable(joined)))
    sounds.of(texts)  # many at once, to be remembered
    classes.of(texts)
    return [
        _MEASURES[kind](asked, term) if is_kept else 0.0
        for is_kept, ((kind, asked), term) in zip(kept, pairs, strict=True)
    ]


def _at_once(asked: Terms) -> Iterator[dict[Asked, list[str]]]:
    """The terms asked in groups that are looked up at once."""
    some: defaultdict[Asked, list[str]] = defaultdict(list)
    cost = 0
    for kind, texts in asked.items():
        for part, more in _with_costs(kind, texts):
            some[kind] += part
            cost += more
            if cost >= _MOST_AT_ONCE:
                yield some
                some, cost = defaultdict(list), 0
    if some:
        yield some


def _with_costs(kind: Asked, texts: Sequence[str]) -> Iterator[tuple[Sequence[str], int]]:
    if kind is Asked.WORD:
        for text in texts:
            yield (text,), _COST_OF_HEARD if writing_of(text) is Writing.HEARD else 1
    else:
        for start in range(0, len(texts), _FEW):
            part = texts[start : start + _FEW]
            yield part, len(part)


def _stands_for(word: str, term: str) -> float:
    """How alike a word is to neighbours written as one or to a whole name, a number to itself."""
    if word.isdigit():
        return float(word == term)
    return acronym_similarity(word, term[1:]) if term.startswith(".") else joined_similarity(word, term)


_MEASURES: dict[Asked, Callable[[str, str], float]] = {
    Asked.WORD: _stands_for,
    Asked.CUT: shortened_similarity,
    Asked.JOINED: near_similarity,
    Asked.ACRONYM: lambda initials, word: acronym_similarity(word, initials),
}
