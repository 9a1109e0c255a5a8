"""Which names are worth scoring: all that could reach the threshold, by an upper bound.

``names.compare_prepared`` divides what agrees by that and what is lost (what agrees in part only, and
what is left over on either side), and damps it when little agrees. For each token asked, the most that it
could agree and the least that it must lose are summed; the score of these sums is never below the score. A
name is looked at where it has a term related to one of the tokens that no name can do without.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import ranges
from screening.matching.lexicon import Related
from screening.matching.names import INITIAL_RESIDUAL, SHAPES, Shape
from screening.matching.prepared import CONTENT, MINOR, PreparedName
from screening.matching.rarity import BITS_OF_INITIAL, MOST_BITS
from screening.matching.relations import Relations
from screening.matching.section import Section
from screening.text.tokens import TokenKind

Floats = NDArray[np.float64]
_ROUNDING = 1e-3
_BEHIND_INITIAL = MOST_BITS - INITIAL_RESIDUAL * (MOST_BITS - BITS_OF_INITIAL)
"""The most that an initial takes from what is left over: of a word, all but the residual."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """Tokens asked that stand together for one term: a token, or neighbours written as one."""

    tokens: tuple[int, ...]
    weight: float
    related: Related


@dataclass(frozen=True, slots=True)
class _Sums:
    """For each of some names: the most that agrees, the least that is lost on the asked side, the
    most of the listed words that is matched; in bits."""

    agreed: Floats
    lost: Floats
    matched: Floats


def candidates(
    section: Section, relations: Relations, asked: PreparedName, threshold: float
) -> NDArray[np.int32]:
    """The numbers of all names of the section that could score ``threshold`` or more."""
    if not CONTENT.intersection(asked.kinds):
        return section.without_content
    units = _units(relations, asked)
    found = _found(section, asked, units, threshold)
    if not len(found):
        return found
    sums = _sums(section, asked, units, found)
    shape, listed_initials = SHAPES[asked.group], section.initials[found]
    initials = asked.kinds.count(TokenKind.INITIAL)
    lost = np.maximum(sums.lost - shape.extra_asked * _BEHIND_INITIAL * listed_initials, 0)
    listed_left = section.content[found] - sums.matched - _BEHIND_INITIAL * initials
    lost += shape.extra_listed * np.maximum(listed_left, 0)
    agreed = sums.agreed + BITS_OF_INITIAL * (initials + listed_initials)
    minor = np.minimum(section.minor[found], asked.weight_of(MINOR))
    kept = np.flatnonzero(_bound(agreed + minor, lost, shape) >= threshold - _ROUNDING)
    found, agreed, lost = found[kept], agreed[kept], lost[kept]
    minor = np.minimum(minor[kept], section.minor_shared(found, asked))
    return found[_bound(agreed + minor, lost, shape) >= threshold - _ROUNDING]


def _bound(most: Floats, lost: Floats, shape: Shape) -> Floats:
    """The score of names of which at most so much agrees and at least so much is lost."""
    damped = np.minimum(1.0, most / shape.enough) ** shape.damping
    bound: Floats = (most / np.maximum(most + lost, _ROUNDING) * damped) ** shape.curve
    bound[lost < _ROUNDING] = 1.0
    return bound


def _units(relations: Relations, asked: PreparedName) -> list[_Unit]:
    singles = [
        _Unit((i,), asked.weights[i], relations.of_word(text, asked.group))
        for i, (text, kind) in enumerate(zip(asked.texts, asked.kinds, strict=True))
        if kind in CONTENT
    ]
    several = [(span, relations.of_joined(text)) for span, text in asked.joined_spans]
    several += [(span, relations.of_acronym(text)) for span, text in asked.acronyms]
    units = singles + [_Unit(span, sum(asked.weights[i] for i in span), found) for span, found in several]
    return [unit for unit in units if len(unit.related.terms)]


def _found(section: Section, asked: PreparedName, units: list[_Unit], threshold: float) -> NDArray[np.int32]:
    """The names that have a term related to a token that cannot be missed."""
    if not units:
        return np.empty(0, np.int32)
    most = _most_of_tokens(asked, units)
    found: list[NDArray[np.int32]] = []
    for initialled, costs in enumerate(section.occurrences([unit.related.terms for unit in units])):
        if any(costs):
            needed = _needed(asked, _costs(units, costs), most, threshold, initialled=bool(initialled))
            found += [
                section.names_with(unit.related.terms, initialled=bool(initialled))
                for unit in units
                if not needed.isdisjoint(unit.tokens)
            ]
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.int32)


def _costs(units: list[_Unit], occurrences: list[int]) -> dict[int, int]:
    """How many names are to be looked at for each token, by the names that have a term of each unit."""
    costs: dict[int, int] = {}
    for unit, names in zip(units, occurrences, strict=True):
        costs |= {i: costs.get(i, 0) + names for i in unit.tokens}
    return costs


def _needed(
    asked: PreparedName, costs: dict[int, int], most: dict[int, float], threshold: float, *, initialled: bool
) -> set[int]:
    """Tokens of which every name that could reach the threshold matches one: as many, the rarest
    first, as leave too little without them; one at least, since an equal name is wanted however little
    it says. ``initialled``: for the names with initials, behind which a word that is not matched may
    stand."""
    tokens = (i for i in most if asked.kinds[i] in CONTENT)
    agreed, lost, shape = sum(most.values()), 0.0, SHAPES[asked.group]
    needed: set[int] = set()
    for i in sorted(tokens, key=lambda i: (most[i] > 0, costs.get(i, 0), i)):
        if needed and most[i] and (not agreed or shape.score(agreed, lost, agreed) < threshold - _ROUNDING):
            break
        needed.add(i)
        hidden = _BEHIND_INITIAL if initialled else 0.0
        agreed += (BITS_OF_INITIAL if initialled else 0.0) - most[i]
        lost += shape.extra_asked * max(asked.weights[i] - hidden, 0.0)
    return needed


def _most_of_tokens(asked: PreparedName, units: list[_Unit]) -> dict[int, float]:
    """The most that each token could agree, in bits, whatever is listed."""
    most = {i: 0.0 if kind in CONTENT else asked.weights[i] for i, kind in enumerate(asked.kinds)}
    for unit in units:
        most |= {i: max(most[i], unit.related.most * asked.weights[i]) for i in unit.tokens}
    return most


def _sums(section: Section, asked: PreparedName, units: list[_Unit], found: NDArray[np.int32]) -> _Sums:
    """What the tokens asked could add up to in each of the names ``found``."""
    best, least, heaviest = _by_unit(section, units, found)
    agreed, lost, matched = np.zeros((3, len(found)))
    for i, weight in enumerate(asked.weights):
        places = [u for u, unit in enumerate(units) if i in unit.tokens]
        fewest = np.full(len(found), SHAPES[asked.group].extra_asked * weight)
        if places:
            shares = np.array([weight / units[u].weight for u in places])[:, None]
            agreed += (best[places] * shares).max(axis=0)
            matched += (heaviest[places] * shares).max(axis=0)
            fewest = np.minimum(fewest, (least[places] * shares).min(axis=0))
        if asked.kinds[i] in CONTENT:
            lost += fewest
    return _Sums(agreed, lost, matched)


def _by_unit(section: Section, units: list[_Unit], found: NDArray[np.int32]) -> tuple[Floats, Floats, Floats]:
    """For each unit and name: the most that agrees, the least that is lost in it, the heaviest term."""
    numbers = np.repeat(np.arange(len(units)), [len(unit.related.terms) for unit in units])
    terms = np.concatenate([unit.related.terms for unit in units])
    alike = np.concatenate([unit.related.similarities for unit in units])
    order = np.argsort(terms)
    name, of_name, weights = section.terms_of(found)
    sorted_terms = terms[order]
    starts = np.searchsorted(sorted_terms, of_name, "left")
    ends = np.searchsorted(sorted_terms, of_name, "right")
    match, which = order[ranges(starts, ends)], np.repeat(np.arange(len(name)), ends - starts)
    pair = numbers[match], name[which]
    both = np.minimum(weights[which], np.array([unit.weight for unit in units])[numbers[match]])
    shape = len(units), len(found)
    best, least, heaviest = np.zeros(shape), np.full(shape, np.inf), np.zeros(shape)
    np.maximum.at(best, pair, both * alike[match])
    np.minimum.at(least, pair, both * (1 - alike[match]))
    np.maximum.at(heaviest, pair, weights[which])
    return best, least, heaviest
