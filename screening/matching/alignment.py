"""Which tokens of an asked name stand for which of a listed one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from screening.matching.measures import MOST_LONGER_JOINED
from screening.matching.prepared import CONTENT, MINOR, PreparedName
from screening.matching.shortened import SHORTEST_BEGINNING, adjective_similarity, shortened_similarity
from screening.matching.spelling import (
    acronym_similarity,
    begin_otherwise,
    differ_in_sound,
    joined_similarity,
    similarity,
)
from screening.text.tokens import NameGroup, TokenKind

INITIAL_SIMILARITY = 0.9
SIMILARITY_OF_USUAL = 0.75
"""What the similarity of two words counts that many persons have, if they neither sound alike nor
stand for one name: *Karim* and *Karam* are seldom misspellings of each other."""

LEAST_FROM_ANOTHER_LETTER = 0.6
"""Words less alike than this that begin with other consonants are two names, not two spellings."""

_EXACT = frozenset({TokenKind.NUMBER, TokenKind.LEGAL_FORM, TokenKind.GENERIC})
_INITIAL, _NUMBER = TokenKind.INITIAL, TokenKind.NUMBER
_ORGANISATION, _CRAFT = NameGroup.ORGANISATION, NameGroup.CRAFT
"""By names of their own: Python 3.11 takes long to find a member of an enumeration."""


_Related: TypeAlias = Mapping[str, float] | None


class Known(NamedTuple):
    """What was looked up of a name asked; that of which nothing is known is compared here."""

    words: Sequence[_Related]
    """Of each of its tokens how alike the terms are that are related to it; None where that is not known."""
    joined: Sequence[tuple[tuple[int, ...], str, _Related]]
    """The same of neighbours written as one, with their places; those that nothing is related to are
    left out."""


def nothing_known(asked: PreparedName) -> Known:
    """Of a name of which nothing was looked up."""
    return Known([None] * len(asked.texts), [(*joined, None) for joined in asked.joined_spans])


class Part(NamedTuple):
    """Tokens of the asked name that stand for tokens of the listed one."""

    asked: tuple[int, ...]
    listed: tuple[int, ...]
    similarity: float
    weight: float


def align(asked: PreparedName, listed: PreparedName, known: Known) -> list[Part]:
    """Pair the tokens of two names, each at most once, the heaviest agreement first. A word of an
    organisation that is cut short counts beside one that agrees, not on its own."""
    parts = _heaviest(_possible(asked, listed, known), [])
    shortened = _shortened(asked, listed) if asked.group is _ORGANISATION else []
    if shortened and any(asked.kinds[i] in CONTENT for part in parts for i in part.asked):
        return _heaviest(shortened, parts)
    return parts


def _heaviest(possible: list[Part], taken: list[Part]) -> list[Part]:
    """The parts ``taken``, and of the ``possible`` ones the heaviest that leave them alone."""
    if not possible:
        return taken
    parts = list(taken)
    used_asked = {i for part in taken for i in part.asked}
    used_listed = {j for part in taken for j in part.listed}
    for part in sorted(possible, key=lambda p: (-p.similarity * p.weight, p.asked, p.listed)):
        if used_asked.isdisjoint(part.asked) and used_listed.isdisjoint(part.listed):
            parts.append(part)
            used_asked.update(part.asked)
            used_listed.update(part.listed)
    return parts


def _possible(asked: PreparedName, listed: PreparedName, known: Known) -> list[Part]:
    found = []
    minor = [j for j, kind in enumerate(listed.kinds) if kind in MINOR]
    others = [j for j, kind in enumerate(listed.kinds) if kind not in MINOR]
    for i, related in enumerate(known.words):
        for j in _comparable(asked, i, listed, minor if asked.kinds[i] in MINOR else others, related):
            if alike := _token_similarity(asked, i, listed, j, related):
                found.append(Part((i,), (j,), alike, min(asked.weights[i], listed.weights[j])))
    for span, j, alike in _joined_asked(asked, listed, known):
        if alike:
            found.append(Part(span, (j,), alike, min(_weight(asked, span), listed.weights[j])))
    for span, i, alike in _joined_listed(asked, listed, known):
        if alike:
            found.append(Part((i,), span, alike, min(_weight(listed, span), asked.weights[i])))
    return found


def _comparable(
    asked: PreparedName, i: int, listed: PreparedName, places: list[int], related: _Related
) -> list[int]:
    """Those of some places of listed words that a word asked may be alike: most are told apart by a
    glance."""
    word, texts, kind = asked.texts[i], listed.texts, asked.kinds[i]
    if kind in _EXACT:
        return [j for j in places if texts[j] == word]
    if related is None or kind not in CONTENT:
        return places
    cut = word[:SHORTEST_BEGINNING] if asked.group is _ORGANISATION else word
    return [j for j in places if (text := texts[j]) in related or len(text) == 1 or text.startswith(cut)]


def _weight(name: PreparedName, span: tuple[int, ...]) -> float:
    return sum([name.weights[k] for k in span])


def _shortened(asked: PreparedName, listed: PreparedName) -> list[Part]:
    return [
        Part((i,), (j,), alike, min(asked.weights[i], listed.weights[j]))
        for i, a in asked.words
        for j, b in listed.words
        if a[0] == b[0] and (alike := shortened_similarity(a, b))
    ]


_Joined: TypeAlias = Iterator[tuple[tuple[int, ...], int, float]]


def _joined_asked(asked: PreparedName, listed: PreparedName, known: Known) -> _Joined:
    """Neighbours asked that, written as one, stand for a single listed word, and a whole name that a
    listed word abbreviates."""
    for span, joined, related in known.joined:
        for j, word in listed.words:
            if _nearly(joined, word) if related is None else word in related:
                yield span, j, joined_similarity(joined, word)
    for span, initials in asked.acronyms:
        for j, word in listed.words:
            if word == initials:
                yield span, j, acronym_similarity(word, initials)


def _joined_listed(asked: PreparedName, listed: PreparedName, known: Known) -> _Joined:
    """The same the other way round."""
    spans = listed.joined_of(asked.nearly_joined)
    for i, word in asked.words if spans else ():
        related = known.words[i]
        for span, joined in spans:
            if _nearly(joined, word) if related is None else joined in related:
                yield span, i, joined_similarity(joined, word)
    if any(len(word) <= listed.most_initials for _, word in asked.short_words):
        for span, initials in listed.acronyms:
            for i, word in asked.short_words:
                if word == initials:
                    yield span, i, acronym_similarity(word, initials)


def _nearly(joined: str, word: str) -> bool:
    return abs(len(word) - len(joined)) <= MOST_LONGER_JOINED


def _token_similarity(asked: PreparedName, i: int, listed: PreparedName, j: int, related: _Related) -> float:
    """How alike two tokens are that are both minor words, or neither."""
    a, b = asked.texts[i], listed.texts[j]
    if a == b:
        return 1.0
    kind, other = asked.kinds[i], listed.kinds[j]
    if _INITIAL in (kind, other):
        return INITIAL_SIMILARITY if a[0] == b[0] and _NUMBER not in (kind, other) else 0.0
    if kind in _EXACT or other in _EXACT:
        return 0.0
    alike = similarity(a, b) if related is None or kind in MINOR else related.get(b, 0.0)
    if asked.group is _ORGANISATION:
        return max(alike, adjective_similarity(a, b))
    if asked.group is _CRAFT:
        return alike
    return _between_names(a, b, alike, usual=asked.usual[i] and listed.usual[j]) if alike else 0.0


def _between_names(a: str, b: str, alike: float, *, usual: bool) -> float:
    """How alike two words are that both may be names of persons."""
    if alike < LEAST_FROM_ANOTHER_LETTER and begin_otherwise(a, b):
        return 0.0
    return alike * SIMILARITY_OF_USUAL if usual and differ_in_sound(a, b) else alike
