"""Which of the names that are within reach of an index at all could score against one name of it.

``reach`` lets each token asked agree with whatever is most like it, in whosever name that stands: what it
cannot rule out is mostly made of words of several parties. Here all words must stand in one listed name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from screening.domain.screening import POINTS
from screening.matching.arrays import packed, ranges, unpacked
from screening.matching.candidates import BEHIND_INITIAL, ROUNDING, upper_bound
from screening.matching.kept_names import KeptNames
from screening.matching.lexicon import Related
from screening.matching.names import SHAPES
from screening.matching.rarity import BITS_OF_INITIAL
from screening.matching.section import Section

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_AT_ONCE = 500
"""Names looked at together, to bound memory."""


class RelatedTerms:
    """The terms that questions may stand for, by the numbers of the questions."""

    def __init__(self, count: int) -> None:
        """There are ``count`` questions; none stands for anything yet."""
        self.most: Floats = np.zeros(count)
        """How alike the most alike term is; 0 for none."""
        self._places: Ints = np.full(count, -1)
        self._found: list[Related] = []

    def add(self, numbers: Ints, found: Sequence[Related]) -> None:
        """What some questions may stand for."""
        some = [place for place, one in enumerate(found) if len(one.terms)]
        asked, first = numbers[some], len(self._found)
        self._found += [found[place] for place in some]
        self._places[asked] = np.arange(first, len(self._found))
        self.most[asked] = [one.most for one in self._found[first:]]

    def of(self, questions: NDArray[np.int32]) -> tuple[Ints, Ints, Floats]:
        """For each term of each question: the place of the question, the term, and how alike it is."""
        asked = np.flatnonzero(self._places[questions] >= 0)
        found = [self._found[place] for place in self._places[questions[asked]].tolist()]
        owners = np.repeat(asked, [len(one.terms) for one in found])
        terms = np.concatenate([np.empty(0, np.int64), *(one.terms for one in found)])
        return owners, terms, np.concatenate([np.empty(0), *(one.similarities for one in found)])


class _Matches(NamedTuple):
    """Tokens of names asked that are alike to a term of a listed name: the place of the name asked, the
    number of the listed name, what the token weighs, and how alike."""

    names: Ints
    listed: Ints
    weights: Floats
    alike: Floats


def could_meet(kept: KeptNames, section: Section, related: RelatedTerms, names: Ints) -> Flags:
    """Which of the names, all of the section's group, could score what they need against one of its names."""
    parts = [names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE)]
    found = [_could_meet(kept, section, part, _matches(kept, section, related, part)) for part in parts]
    return np.concatenate([np.zeros(0, np.bool_), *found])


def _matches(kept: KeptNames, section: Section, related: RelatedTerms, names: Ints) -> _Matches:
    """Each token that is alike to something in a listed name, once, with the most alike of it."""
    first, last = kept.token_offsets[names], kept.token_offsets[names + 1]
    tokens, owners = ranges(first, last), np.repeat(np.arange(len(names)), last - first)
    first, last = kept.entry_offsets[tokens], kept.entry_offsets[tokens + 1]
    token_of = np.repeat(np.arange(len(tokens)), last - first)
    asked, terms, alike = related.of(kept.entries[ranges(first, last)])
    listed, sizes = section.names_with(terms)
    key, alike = packed(np.repeat(token_of[asked], sizes), listed), np.repeat(alike, sizes)
    order = np.argsort(key, kind="stable")
    key, alike = key[order], alike[order]
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    most = np.maximum.reduceat(alike, starts) if len(starts) else alike
    token, names_listed = unpacked(key[starts])
    weights = kept.weights[tokens[token]].astype(np.float64)
    return _Matches(owners[token], names_listed, weights, most)


def _could_meet(kept: KeptNames, section: Section, names: Ints, found: _Matches) -> Flags:
    """The bound of ``reach`` for each pair of names, of which one that is enough is enough."""
    shape, every = SHAPES[section.group], np.cumsum(np.concatenate(([0.0], kept.weights)))
    whole = every[kept.token_offsets[names + 1]] - every[kept.token_offsets[names]]
    pairs, pair = np.unique(packed(found.names, found.listed), return_inverse=True)
    place, listed = unpacked(pairs)
    initials, asked = section.initials[listed], names[place]
    agreed = np.bincount(pair, found.alike * found.weights, len(pairs))
    lost = whole[place] - np.bincount(pair, found.weights, len(pairs)) - BEHIND_INITIAL * initials
    most = agreed + kept.minor[asked] + BITS_OF_INITIAL * (kept.initials[asked] + initials)
    bound = upper_bound(most, np.maximum(shape.extra_asked * lost, 0), shape)
    could = np.zeros(len(names), np.bool_)
    could[place[bound >= kept.needed[asked] / POINTS - ROUNDING]] = True
    return could
