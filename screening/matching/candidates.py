"""Which names are worth scoring: all that could reach the threshold, by an upper bound.

``names.compare_prepared`` divides what agrees by that and what is left over on either side, and
damps it when little agrees. Over the terms related to each word asked, the most that each
name could agree (A) and the least that could be left over (U) are summed; A / (A + U), damped,
is never below the score. A name whose bound is below the threshold is not scored.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from screening.matching.arrays import ranges
from screening.matching.lexicon import Lexicon, Related
from screening.matching.names import SHAPES
from screening.matching.prepared import CONTENT, PreparedName, joined_spans, weight_of
from screening.matching.rarity import BITS_OF_INITIAL, MOST_BITS
from screening.matching.section import Section
from screening.text.tokens import TokenKind

Floats = NDArray[np.float32]
_ROUNDING = 1e-3


def candidates(section: Section, lexicon: Lexicon, asked: PreparedName, threshold: float) -> NDArray[np.intp]:
    """The numbers of all names of the section that could score ``threshold`` or more."""
    places = [i for i, kind in enumerate(asked.kinds) if kind in CONTENT]
    if not places:
        return section.without_content
    agreed, asked_matched, listed_matched = _sums(section, lexicon, asked, places)
    found = np.flatnonzero(agreed)
    initials = asked.kinds.count(TokenKind.INITIAL)
    listed_initials = section.initials[found]
    content = weight_of(asked, CONTENT)
    asked_left = content - asked_matched[found] - MOST_BITS * listed_initials
    listed_left = section.content[found] - listed_matched[found] - MOST_BITS * initials
    most = agreed[found] + BITS_OF_INITIAL * (initials + listed_initials)
    most += np.minimum(section.minor[found], weight_of(asked, frozenset(TokenKind) - CONTENT))
    shape = SHAPES[asked.group]
    left = shape.extra_asked * np.maximum(asked_left, 0) + shape.extra_listed * np.maximum(listed_left, 0)
    damped = np.minimum(1.0, most / shape.enough) ** shape.damping
    bound = (most / (most + left) * damped) ** shape.curve
    bound[left < _ROUNDING] = 1.0
    kept: NDArray[np.intp] = found[bound >= threshold - _ROUNDING]
    return kept


def _sums(
    section: Section, lexicon: Lexicon, asked: PreparedName, places: list[int]
) -> tuple[Floats, Floats, Floats]:
    """For each name: the most that agrees, what of the asked name and of its own is matched."""
    agreed, asked_matched, listed_matched = (np.zeros(len(section), np.float32) for _ in range(3))
    spans = [(span, lexicon.of_joined(text)) for span, text in joined_spans(asked)]
    for i in places:
        names, weights, alike = _posted(section, lexicon.of_word(asked.texts[i]))
        _add_most(agreed, names, np.minimum(weights, asked.weights[i]) * alike)
        _add_most(listed_matched, names, weights)
        joined = [_posted(section, related)[0] for span, related in spans if i in span and len(related.terms)]
        touched = np.concatenate([names, *joined]) if joined else names
        _add_most(asked_matched, touched, np.full(len(touched), asked.weights[i], np.float32))
    for span, related in spans:
        if len(related.terms):
            names, weights, alike = _posted(section, related)
            whole = sum(asked.weights[i] for i in span)
            _add_most(agreed, names, np.minimum(weights, whole) * alike)
            _add_most(listed_matched, names, weights)
    return agreed, asked_matched, listed_matched


def _posted(section: Section, related: Related) -> tuple[NDArray[np.int32], Floats, Floats]:
    """The names that related terms occur in, with the terms' weights there and similarities."""
    starts, ends = section.posting_offsets[related.terms], section.posting_offsets[related.terms + 1]
    where = ranges(starts, ends)
    alike = np.repeat(related.similarities.astype(np.float32), ends - starts)
    return section.posting_names[where], section.posting_weights[where], alike


def _add_most(sums: Floats, names: NDArray[np.int32], values: Floats) -> None:
    """Add to each name the largest of its values: a word asked matches one listed word only."""
    if not len(names):
        return
    order = np.argsort(values, kind="stable")
    most = np.zeros(len(sums), np.float32)
    most[names[order]] = values[order]
    sums += most
