"""Which tokens of an asked name stand for which of a listed one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening.matching.prepared import CONTENT, PreparedName, acronyms, joined_spans
from screening.matching.shortened import adjective_similarity, shortened_similarity
from screening.matching.spelling import acronym_similarity, differ_in_sound, joined_similarity, similarity
from screening.text.tokens import NameGroup, TokenKind

INITIAL_SIMILARITY = 0.9
SIMILARITY_OF_USUAL = 0.85
"""What the similarity of two words counts that many persons have, if they neither sound alike nor
stand for one name: *Karim* and *Karam* are seldom misspellings of each other."""

_EXACT = frozenset({TokenKind.NUMBER, TokenKind.LEGAL_FORM, TokenKind.GENERIC})
_MINOR = frozenset({TokenKind.PARTICLE, TokenKind.TITLE, TokenKind.LEGAL_FORM, TokenKind.GENERIC})


@dataclass(frozen=True, slots=True)
class Part:
    """Tokens of the asked name that stand for tokens of the listed one."""

    asked: tuple[int, ...]
    listed: tuple[int, ...]
    similarity: float
    weight: float


def align(asked: PreparedName, listed: PreparedName) -> list[Part]:
    """Pair the tokens of two names, each at most once, the heaviest agreement first. A word of an
    organisation that is cut short counts beside one that agrees, not on its own."""
    parts = _heaviest(_possible(asked, listed), [])
    if asked.group is NameGroup.ORGANISATION and any(
        asked.kinds[i] in CONTENT for p in parts for i in p.asked
    ):
        parts = _heaviest(_shortened(asked, listed), parts)
    return parts


def _heaviest(possible: list[Part], taken: list[Part]) -> list[Part]:
    """The parts ``taken``, and of the ``possible`` ones the heaviest that leave them alone."""
    parts = list(taken)
    used_asked = {i for part in taken for i in part.asked}
    used_listed = {j for part in taken for j in part.listed}
    for part in sorted(possible, key=lambda p: (-p.similarity * p.weight, p.asked, p.listed)):
        if used_asked.isdisjoint(part.asked) and used_listed.isdisjoint(part.listed):
            parts.append(part)
            used_asked.update(part.asked)
            used_listed.update(part.listed)
    return parts


def _possible(asked: PreparedName, listed: PreparedName) -> list[Part]:
    found = [
        Part((i,), (j,), alike, min(asked.weights[i], listed.weights[j]))
        for i in range(len(asked.texts))
        for j in range(len(listed.texts))
        if (alike := _token_similarity(asked, i, listed, j))
    ]
    for span, i, alike, weight in _joined(asked, listed):
        found.append(Part(span, (i,), alike, weight))
    for span, i, alike, weight in _joined(listed, asked):
        found.append(Part((i,), span, alike, weight))
    return found


def _shortened(asked: PreparedName, listed: PreparedName) -> list[Part]:
    return [
        Part((i,), (j,), alike, min(asked.weights[i], listed.weights[j]))
        for i, a in enumerate(asked.texts)
        for j, b in enumerate(listed.texts)
        if asked.kinds[i] is TokenKind.WORD is listed.kinds[j] and (alike := shortened_similarity(a, b))
    ]


def _joined(of: PreparedName, single: PreparedName) -> Iterator[tuple[tuple[int, ...], int, float, float]]:
    """Neighbours of one name that, written as one, stand for a single word of the other, and whole
    names that a word abbreviates."""
    words = [(i, text) for i, text in enumerate(single.texts) if single.kinds[i] is TokenKind.WORD]
    for span, joined in joined_spans(of):
        for i, word in words:
            if abs(len(word) - len(joined)) < 2 and (alike := joined_similarity(joined, word)):
                yield span, i, alike, min(sum(of.weights[k] for k in span), single.weights[i])
    for span, initials in acronyms(of):
        for i, word in words:
            if alike := acronym_similarity(word, initials):
                yield span, i, alike, min(sum(of.weights[k] for k in span), single.weights[i])


def _token_similarity(asked: PreparedName, i: int, listed: PreparedName, j: int) -> float:
    kinds = asked.kinds[i], listed.kinds[j]
    a, b = asked.texts[i], listed.texts[j]
    if (kinds[0] in _MINOR) != (kinds[1] in _MINOR):
        return 0.0
    if a == b:
        return 1.0
    if TokenKind.INITIAL in kinds:
        return INITIAL_SIMILARITY if a[0] == b[0] and TokenKind.NUMBER not in kinds else 0.0
    if _EXACT.intersection(kinds):
        return 0.0
    alike = similarity(a, b)
    if asked.group is NameGroup.ORGANISATION:
        return max(alike, adjective_similarity(a, b))
    both_usual = alike and asked.group is NameGroup.PERSON and asked.usual[i] and listed.usual[j]
    return alike * SIMILARITY_OF_USUAL if both_usual and differ_in_sound(a, b) else alike
