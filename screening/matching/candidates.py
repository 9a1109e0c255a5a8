"""Which names are worth scoring: all that could reach the threshold, by an upper bound.

``names.compare_prepared`` divides what agrees by that and what is lost (what agrees in part only, and
what is left over on either side), and damps it when little agrees. For each token asked, the most that it
could agree and the least that it must lose are summed; the score of these sums is never below the score. A
name is looked at where it has a term related to one of the tokens that no name can do without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import distinct, packed, ranges, run_starts, unpacked
from screening.matching.lexicon import Related
from screening.matching.names import INITIAL_RESIDUAL, SHAPES, Shape
from screening.matching.prepared import CONTENT, MINOR, PreparedName
from screening.matching.rarity import BITS_OF_INITIAL, MOST_BITS
from screening.matching.relations import Relations
from screening.matching.section import Section
from screening.text.tokens import NameGroup, TokenKind

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ROUNDING = 1e-3
_FEW, _MIX = 16, 0x9E3779B97F4A7C15
"""One in so many keys is taken for another; a multiplier that spreads them."""

BEHIND_INITIAL = MOST_BITS - INITIAL_RESIDUAL * (MOST_BITS - BITS_OF_INITIAL)
"""The most that an initial takes from what is left over: of a word, all but the residual."""


class Sought(NamedTuple):
    """A name asked, and the least score that is of use."""

    name: PreparedName
    threshold: float


class Candidate(NamedTuple):
    """A name of the section by its number, and the most that it could score."""

    number: int
    most: float


class _Unit(NamedTuple):
    """Tokens asked that stand together for one term: a token, or neighbours written as one."""

    place: int
    """Whose they are: the place of the name among those asked."""
    tokens: tuple[int, ...]
    weight: float
    related: Related


class _Pairs(NamedTuple):
    """Names asked, by their place, and listed ones, by number: those that are looked at."""

    places: Ints
    names: Ints

    def at(self, which: Ints) -> _Pairs:
        """Some of the pairs."""
        return _Pairs(self.places[which], self.names[which])


class _Sums(NamedTuple):
    """For each pair: the most that agrees, the least that is lost on the asked side, the most of the
    listed words that is matched; in bits."""

    agreed: Floats
    lost: Floats
    matched: Floats


def candidates(section: Section, relations: Relations, sought: Sequence[Sought]) -> list[list[Candidate]]:
    """For each name asked all names of the section that could score its threshold or more, those first
    that could score most. Many names are sought at once: that takes a fraction of the time."""
    units = [unit for place, one in enumerate(sought) for unit in _units(relations, place, one.name)]
    pairs = _looked_at(section, sought, units)
    kept, most = _could_reach(section, sought, units, pairs)
    order = np.lexsort((-most, pairs.places[kept]))
    kept, most = kept[order], most[order]
    every = list(map(Candidate, pairs.names[kept].tolist(), most.tolist()))
    ends = np.searchsorted(pairs.places[kept], np.arange(len(sought)), "right").tolist()
    found = [every[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    told = [bool(one.name.content) for one in sought]
    without = [Candidate(number, 1.0) for number in ([] if all(told) else section.without_content.tolist())]
    return [some if tells else without for some, tells in zip(found, told, strict=True)]


def _could_reach(
    section: Section, sought: Sequence[Sought], units: Sequence[_Unit], pairs: _Pairs
) -> tuple[Ints, Floats]:
    """Which pairs could score their threshold, and the most that each could score."""
    if not len(pairs.names):
        return np.empty(0, np.int64), np.empty(0)
    shape, thresholds = SHAPES[section.group], np.array([one.threshold for one in sought])
    initials = np.array([one.name.kinds.count(TokenKind.INITIAL) for one in sought])[pairs.places]
    minor = np.array([one.name.weight_of(MINOR) for one in sought])[pairs.places]
    sums, listed_initials = _sums(section, sought, units, pairs), section.initials[pairs.names]
    lost = np.maximum(sums.lost - shape.extra_asked * BEHIND_INITIAL * listed_initials, 0)
    listed_left = section.content[pairs.names] - sums.matched - BEHIND_INITIAL * initials
    lost += shape.extra_listed * np.maximum(listed_left, 0)
    agreed = sums.agreed + BITS_OF_INITIAL * (initials + listed_initials)
    minor = np.minimum(section.minor[pairs.names], minor)
    least = thresholds[pairs.places] - ROUNDING
    kept = np.flatnonzero(upper_bound(agreed + minor, lost, shape) >= least)
    shared = section.minor_shared(*pairs.at(kept), [one.name for one in sought])
    minor = np.minimum(minor[kept], shared)
    most = upper_bound(agreed[kept] + minor, lost[kept], shape) + ROUNDING
    enough = most >= thresholds[pairs.places[kept]]
    return kept[enough], most[enough]


def upper_bound(most: Floats, lost: Floats, shape: Shape) -> Floats:
    """The score of names of which at most so much agrees and at least so much is lost."""
    damped = np.minimum(1.0, most / shape.enough) ** shape.damping
    bound: Floats = (most / np.maximum(most + lost, ROUNDING) * damped) ** shape.curve
    bound[lost < ROUNDING] = 1.0
    return bound


def _units(relations: Relations, place: int, asked: PreparedName) -> Iterator[_Unit]:
    words = [((i,), text) for i, text in asked.content]
    for related, spans in (
        (relations.words, words),
        (relations.cut, words if asked.group is NameGroup.ORGANISATION else ()),
        (relations.joined, asked.joined_spans),
        (relations.acronyms, asked.acronyms),
    ):
        told = [(span, found) for span, text in spans if (found := related[text]).most]
        for span, found in told:
            yield _Unit(place, span, sum([asked.weights[i] for i in span]), found)


def _looked_at(section: Section, sought: Sequence[Sought], units: Sequence[_Unit]) -> _Pairs:
    """The names that have a term related to a token that cannot be missed; ascending."""
    if not units:
        return _Pairs(np.empty(0, np.int64), np.empty(0, np.int64))
    of_place: list[list[int]] = [[] for _ in sought]
    for number, unit in enumerate(units):
        of_place[unit.place].append(number)
    theirs = [[units[number] for number in numbers] for numbers in of_place]
    most = [_most_of_tokens(one.name, some) for one, some in zip(sought, theirs, strict=True)]
    found = [np.empty(0, np.int64)]
    for initialled, occurrences in enumerate(section.occurrences([unit.related.terms for unit in units])):
        needed: list[_Unit] = []
        for one, some, at_most, numbers in zip(sought, theirs, most, of_place, strict=True):
            costs = _costs(some, [occurrences[number] for number in numbers])
            if costs:
                tokens = _needed_tokens(one, costs, at_most, initialled=bool(initialled))
                needed += [unit for unit in some if not tokens.isdisjoint(unit.tokens)]
        found += _with_terms(section, needed, initialled=bool(initialled))
    return _Pairs(*unpacked(distinct(np.concatenate(found))))


def _with_terms(section: Section, units: Sequence[_Unit], *, initialled: bool) -> Iterator[Ints]:
    """The names that have a term of a unit, behind the place of the name asked."""
    if units:
        terms = [unit.related.terms for unit in units]
        names, sizes = section.names_with(np.concatenate(terms), initialled=initialled)
        places = np.repeat([unit.place for unit in units], [len(some) for some in terms])
        yield packed(np.repeat(places, sizes), names)


def _costs(units: Sequence[_Unit], occurrences: Sequence[int]) -> dict[int, int]:
    """How many names have a term of each token's units, given how many have one of each unit; nothing
    where no name has any."""
    costs: dict[int, int] = {}
    for unit, names in zip(units, occurrences, strict=True) if any(occurrences) else ():
        for i in unit.tokens:
            costs[i] = costs.get(i, 0) + names
    return costs


def _needed_tokens(
    sought: Sought, costs: Mapping[int, int], most: Mapping[int, float], *, initialled: bool
) -> set[int]:
    """Tokens of which every name that could reach the threshold matches one: as many, the rarest
    first, as leave too little without them; one at least, since an equal name is wanted however little
    it says. ``initialled``: for the names with initials, behind which a word that is not matched may
    stand."""
    asked, shape = sought.name, SHAPES[sought.name.group]
    tokens = (i for i in most if asked.kinds[i] in CONTENT)
    agreed, lost = sum(most.values()), 0.0
    needed: set[int] = set()
    for i in sorted(tokens, key=lambda i: (most[i] > 0, costs.get(i, 0), i)):
        too_little = not agreed or shape.score(agreed, lost, agreed) < sought.threshold - ROUNDING
        if needed and most[i] and too_little:
            break
        needed.add(i)
        hidden = BEHIND_INITIAL if initialled else 0.0
        agreed += (BITS_OF_INITIAL if initialled else 0.0) - most[i]
        lost += shape.extra_asked * max(asked.weights[i] - hidden, 0.0)
    return needed


def _most_of_tokens(asked: PreparedName, units: Sequence[_Unit]) -> dict[int, float]:
    """The most that each token could agree, in bits, whatever is listed."""
    most = {i: 0.0 if kind in CONTENT else asked.weights[i] for i, kind in enumerate(asked.kinds)}
    for unit in units:
        for i in unit.tokens:
            most[i] = max(most[i], unit.related.most * asked.weights[i])
    return most


class _Tokens(NamedTuple):
    """The tokens of all names asked, one after the other, and which of them each unit is of."""

    weights: Floats
    content: Floats
    """1.0 for a token that a name is found by, else 0.0."""
    of_units: Ints
    shares: Floats
    """What of a unit's weight each of its tokens has."""
    starts: Ints
    sizes: Ints


def _tokens(sought: Sequence[Sought], units: Sequence[_Unit]) -> _Tokens:
    names = [one.name for one in sought]
    first = np.cumsum([0, *(len(name.texts) for name in names)]).tolist()
    sizes = np.array([len(unit.tokens) for unit in units], np.int64)
    of_units = np.array([first[unit.place] + i for unit in units for i in unit.tokens], np.int64)
    weights = np.array([weight for name in names for weight in name.weights])
    content = np.array([float(kind in CONTENT) for name in names for kind in name.kinds])
    shares = weights[of_units] / np.repeat([unit.weight for unit in units], sizes)
    return _Tokens(weights, content, of_units, shares, np.cumsum(sizes) - sizes, sizes)


def _sums(section: Section, sought: Sequence[Sought], units: Sequence[_Unit], pairs: _Pairs) -> _Sums:
    """What the tokens asked could add up to in each of the listed names."""
    tokens, count = _tokens(sought, units), len(pairs.names)
    extra = SHAPES[section.group].extra_asked
    pair, unit, alike, weights = _matches(section, units, pairs)
    both = np.minimum(weights, np.array([one.weight for one in units])[unit])
    # a match of several tokens counts for each of them by its share
    sizes = tokens.sizes[unit]
    match = np.repeat(np.arange(len(pair)), sizes)
    at = ranges(tokens.starts[unit], tokens.starts[unit] + sizes)
    key = packed(pair[match], tokens.of_units[at])
    order = np.argsort(key)  # not a stable one, which takes ten times as long: greatest and least are told
    match, share, key = match[order], tokens.shares[at][order], key[order]
    starts = run_starts(key)
    agreed = np.maximum.reduceat(both[match] * alike[match] * share, starts)
    matched = np.maximum.reduceat(weights[match] * share, starts)
    lost = np.minimum.reduceat(both[match] * (1 - alike[match]) * share, starts)
    owner, token = unpacked(key[starts])
    spared = (extra * tokens.weights[token] - lost) * tokens.content[token]
    whole = [extra * one.name.weight_of(CONTENT) for one in sought]
    return _Sums(
        _totals(owner, agreed, count),
        np.array(whole)[pairs.places] - _totals(owner, np.maximum(spared, 0), count),
        _totals(owner, matched, count),
    )


def _totals(owner: Ints, bits: Floats, count: int) -> Floats:
    return np.bincount(owner, bits, count).astype(np.float64, copy=False)


def _matches(
    section: Section, units: Sequence[_Unit], pairs: _Pairs
) -> tuple[Ints, Ints, Floats, NDArray[np.float32]]:
    """The terms of the listed names that are related to a unit of the name asked: the pair, the unit,
    how alike, and what the term weighs in the listed name."""
    sizes = [len(unit.related.terms) for unit in units]
    whose = np.repeat([unit.place for unit in units], sizes)
    related = np.concatenate([unit.related.terms for unit in units])
    asked = packed(whose, related)
    order = np.argsort(asked)
    asked = asked[order]
    pair, terms, weights = section.terms_of(pairs.names, related)
    listed = packed(pairs.places[pair], terms)
    may_be = np.flatnonzero(_perhaps_in(asked, listed))
    may_be = may_be[np.argsort(listed[may_be])]  # ascending, they are found in a tenth of the time
    listed = listed[may_be]
    starts, ends = np.searchsorted(asked, listed, "left"), np.searchsorted(asked, listed, "right")
    match, which = order[ranges(starts, ends)], np.repeat(may_be, ends - starts)
    numbers = np.repeat(np.arange(len(units)), sizes)
    alike = np.concatenate([unit.related.similarities for unit in units])
    return pair[which], numbers[match], alike[match], weights[which]


def _perhaps_in(some: Ints, others: Ints) -> NDArray[np.bool_]:
    """Which of ``others`` may be among ``some``: all that are, and a few that are not. Most are not, and
    to search for them would take longer than all the rest."""
    bits = np.uint64(64 - (len(some) * _FEW).bit_length())
    seen = np.zeros(1 << (64 - int(bits)), np.bool_)
    seen[_hashes(some, bits)] = True
    return seen[_hashes(others, bits)]


def _hashes(keys: Ints, shift: np.uint64) -> Ints:
    return (keys.view(np.uint64) * np.uint64(_MIX) >> shift).view(np.int64)
