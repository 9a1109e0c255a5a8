"""How much words resemble that are not related: it makes no hit, and says what words are not.

It tells a spelling that went too far from another word, which counts against a name, and it orders
the names that are no hit.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import Indel

from screening.matching.prepared import CONTENT, PreparedName
from screening.matching.sounds import writing_of
from screening.matching.spelling import resemblance
from screening.text.tokens import NameGroup, TokenKind

NOT_OTHER_WORDS = 0.8
"""Words left over on both sides that resemble each other this much are no conflict."""

USUAL_RESEMBLE = 0.5
"""How much of their resemblance counts between two words that are both names of many persons: a
misspelling of a name is seldom another name, *Charles* is not *Charlotte*."""

RESEMBLANCE_OF_ABBREVIATION = 0.8
"""*Mfg* may be short for *manufacturing*: it is not another word, and does not agree either."""

SHORTEST_ABBREVIATION = 2


def loosely(asked: PreparedName, listed: PreparedName) -> float:
    """In [0, 1]: how much two names resemble each other, word by word or as a whole."""
    ours, theirs = (of_meaning(name, range(len(name.texts))) for name in (asked, listed))
    most = max(sum(asked.weights[i] for i in ours), sum(listed.weights[j] for j in theirs))
    alike = sum(much * weight for much, weight in _paired(asked, listed, ours, theirs))
    whole = Indel.normalized_similarity(_sorted_words(asked), _sorted_words(listed))
    return max(alike / most if most else 0.0, whole)


def conflict(asked: PreparedName, listed: PreparedName, ours: Iterable[int], theirs: Iterable[int]) -> float:
    """What the words left over on both sides say against each other, in bits."""
    others = _paired(asked, listed, of_meaning(asked, ours), of_meaning(listed, theirs))
    return sum(max(0.0, 1 - much / NOT_OTHER_WORDS) * weight for much, weight in others)


def of_meaning(name: PreparedName, places: Iterable[int]) -> list[int]:
    """Words that conflict with others: *Millennium Service* is not *Millennium Group*."""
    return [i for i in places if name.kinds[i] in CONTENT or name.kinds[i] is TokenKind.GENERIC]


def abbreviates(a: str, b: str) -> bool:
    """Whether one word may be short for the other: it begins alike and has some of the other's
    letters, in their order (*Mfg*, *Intl*, *Pwr*)."""
    short, whole = (a, b) if len(a) < len(b) else (b, a)
    if not SHORTEST_ABBREVIATION <= len(short) < len(whole) or short[0] != whole[0]:
        return False
    letters = iter(whole)
    return all(letter in letters for letter in short)


def _sorted_words(name: PreparedName) -> str:
    return " ".join(sorted(name.written)).lower()


def _paired(
    asked: PreparedName, listed: PreparedName, ours: list[int], theirs: list[int]
) -> list[tuple[float, float]]:
    """Words of both names paired by how much they resemble: that, and the lighter one's weight."""
    every = ((_alike(asked, i, listed, j), i, j) for i in ours for j in theirs)
    pairs: list[tuple[float, float]] = []
    used: set[int] = set()
    for much, i, j in sorted(every, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if i not in used and ~j not in used:
            used |= {i, ~j}
            pairs.append((much, min(asked.weights[i], listed.weights[j])))
    return pairs


def _alike(asked: PreparedName, i: int, listed: PreparedName, j: int) -> float:
    a, b = asked.texts[i], listed.texts[j]
    much = resemblance(a, b)
    if asked.group is NameGroup.PERSON:
        both = asked.usual[i] and listed.usual[j] and writing_of(a) is writing_of(b)
        return much * USUAL_RESEMBLE if both else much
    if asked.group is NameGroup.ORGANISATION and much < RESEMBLANCE_OF_ABBREVIATION:
        short = abbreviates(a, b) or (
            (a, b) != (asked.written[i], listed.written[j])
            and abbreviates(asked.written[i], listed.written[j])
        )
        return RESEMBLANCE_OF_ABBREVIATION if short else much
    return much
