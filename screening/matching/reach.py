"""Which of many subjects a small index could reach: an upper bound for all of them at once.

It is the bound of ``candidates`` with the listed name left open: of each token asked the most that any term
of the index is like it. What that cannot rule out is held against each listed name (``reach_pairs``). Whoever
is left out could not have a hit, so that screening the others alone gives what screening all of them gives.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from screening.domain.screening import POINTS
from screening.matching.arrays import ranges
from screening.matching.candidates import BEHIND_INITIAL, ROUNDING, upper_bound
from screening.matching.index import Index
from screening.matching.kept_names import GROUPS, KeptNames, hash_of
from screening.matching.names import SHAPES
from screening.matching.rarity import BITS_OF_INITIAL
from screening.matching.reach_pairs import RelatedTerms, could_meet
from screening.matching.shelves import by_kind

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_AT_ONCE = 8_000
"""Questions looked up at once, to bound memory."""


def within_reach(kept: KeptNames, index: Index, alive: Flags | None = None) -> NDArray[np.int64]:
    """The numbers of all subjects that could have a hit on ``index``, and of some that have none; ascending.

    ``alive``: which of the subjects are asked about, by their places (None: all).
    """
    is_reached = np.zeros(len(kept.subjects), np.bool_)
    names = np.arange(len(kept.owners))
    if alive is not None:
        names = names[alive[kept.owners]]
    is_reached[kept.owners[names[_could_score(kept, index, names)]]] = True
    is_reached[_with_identifier(kept, index)] = True
    reached: NDArray[np.int64] = kept.subjects[is_reached if alive is None else is_reached & alive]
    return reached


def _could_score(kept: KeptNames, index: Index, names: NDArray[np.int64]) -> Flags:
    """Which of the names could score what they need: by the bound, or by being the same words. One without a
    word that it is found by meets those that have none either."""
    related = _related(kept, index, names)
    agreed, lost, told = _sums(kept, related.most, names)
    could: Flags = index.has_equal_names(kept.keys[names])
    for number, group in enumerate(GROUPS):
        section, shape = index.sections[group], SHAPES[group]
        of_group = np.flatnonzero((kept.groups[names] == number) & ~could)
        if not len(of_group) or not len(section):
            continue
        some = names[of_group]
        listed = float(section.initials.max())
        most = agreed[of_group] + kept.minor[some] + BITS_OF_INITIAL * (kept.initials[some] + listed)
        least = np.maximum(shape.extra_asked * (lost[of_group] - BEHIND_INITIAL * listed), 0)
        enough = upper_bound(most, least, shape) >= kept.needed[some] / POINTS - ROUNDING
        could[of_group[~told[of_group]]] = len(section.without_content) > 0
        near = of_group[told[of_group] & enough]
        could[near] = could_meet(kept, section, related, names[near])
    return could


def _related(kept: KeptNames, index: Index, names: NDArray[np.int64]) -> RelatedTerms:
    """What the questions of the names may stand for in the index; nothing for questions of other names."""
    found = RelatedTerms(len(kept.kinds))
    for numbers in np.array_split(asked := _asked(kept, index, names), max(1, len(asked) // _AT_ONCE)):
        questions = kept.questions(numbers)
        related = index.lexicon.related(by_kind(questions))
        found.add(numbers, [related[kind][text] for kind, text in questions])
    return found


def _asked(kept: KeptNames, index: Index, names: NDArray[np.int64]) -> NDArray[np.int64]:
    """The questions of names that may lead to a term of the index."""
    wanted = np.zeros(len(kept.kinds), np.bool_)
    tokens = ranges(kept.token_offsets[names], kept.token_offsets[names + 1])
    wanted[kept.entries[ranges(kept.entry_offsets[tokens], kept.entry_offsets[tokens + 1])]] = True
    leads = np.flatnonzero(index.lexicon.may_relate(kept.forms))
    leading = np.zeros(len(wanted), np.bool_)
    leading[_owners(kept.form_offsets, leads)] = True
    return np.flatnonzero(wanted & leading)


def _owners(offsets: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Whose each place is, where those of the first begin at the first offset, and so on."""
    return np.unique(np.searchsorted(offsets, places, "right") - 1)


def _sums(kept: KeptNames, most: Floats, names: NDArray[np.int64]) -> tuple[Floats, Floats, Flags]:
    """Of each name: the most bits that agree, the bits of words that nothing is like, and whether there is
    a word at all that it is found by."""
    alike = np.zeros(len(kept.weights))
    sizes = np.diff(kept.entry_offsets)
    filled = np.flatnonzero(sizes)
    if len(filled):
        alike[filled] = np.maximum.reduceat(most[kept.entries], kept.entry_offsets[filled])
    agreed = np.concatenate(([0.0], np.cumsum(alike * kept.weights)))
    lost = np.concatenate(([0.0], np.cumsum(np.where(alike > 0, 0.0, kept.weights))))
    first, last = kept.token_offsets[names], kept.token_offsets[names + 1]
    return agreed[last] - agreed[first], lost[last] - lost[first], last > first


def _with_identifier(kept: KeptNames, index: Index) -> NDArray[np.int32]:
    values = np.array([hash_of(value) for value in index.identifier_values], np.uint64)
    found: NDArray[np.int32] = kept.identifier_owners[np.isin(kept.identifiers, values)]
    return found


def chunks(numbers: NDArray[np.int64], size: int) -> Iterator[list[int]]:
    """The numbers in lists of at most ``size``."""
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size].tolist()
