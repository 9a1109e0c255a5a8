"""How much words resemble that are not related: it makes no hit, and says what words are not.

It tells a spelling that went too far from another word, which counts against a name, and it orders
the names that are no hit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from rapidfuzz.distance import Indel, LCSseq

from screening.matching.classes import are_distinct
from screening.matching.prepared import CONTENT, PreparedName
from screening.matching.sounds import writing_of
from screening.matching.spelled_as_names import is_spelled_as_a_name
from screening.matching.spelling import resemblance
from screening.text.tokens import NameGroup, TokenKind

NOT_OTHER_WORDS = 0.8
"""Words left over on both sides that resemble each other this much are no conflict."""

USUAL_RESEMBLE, NAMES_RESEMBLE = 0.5, 0.75
"""How much of their resemblance counts between two words that are both names of many persons, or at
least spelled as names are: a misspelling of a name is seldom another name, *Charles* is not *Charlotte*."""

FEWEST_SAME_LETTERS = 0.75
"""Words that have this share of their letters in common, in whatever order, resemble each other as
much: fingers strike the right keys in the wrong order (*Andresw*)."""

SAME_WHEN_JOINED = 0.7
"""What is left over of two names in unlike many words is no conflict if, written as one, it is this
much the same: *Ma O* is *Mao* divided."""

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


def conflict(
    asked: PreparedName, listed: PreparedName, ours: Collection[int], theirs: Collection[int]
) -> float:
    """What the words left over on both sides say against each other, in bits."""
    if asked.group is NameGroup.PERSON and _same_when_joined(asked, listed, ours, theirs):
        return 0.0
    others = _paired(asked, listed, of_meaning(asked, ours), of_meaning(listed, theirs))
    return sum(max(0.0, 1 - much / NOT_OTHER_WORDS) * weight for much, weight in others)


def _same_when_joined(
    asked: PreparedName, listed: PreparedName, ours: Collection[int], theirs: Collection[int]
) -> bool:
    if len(ours) == len(theirs) or not ours or not theirs:
        return False
    joined = [
        "".join(name.texts[i] for i in sorted(left)) for name, left in ((asked, ours), (listed, theirs))
    ]
    return Indel.normalized_similarity(*joined) >= SAME_WHEN_JOINED


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
    if asked.group is NameGroup.CRAFT:
        return much
    much = max(much, same_letters(a, b))
    if asked.group is NameGroup.PERSON:
        return much * _share_between_names(a, b, usual=asked.usual[i] and listed.usual[j])
    if are_distinct(a, b):
        return 0.0
    if much < RESEMBLANCE_OF_ABBREVIATION:
        short = abbreviates(a, b) or abbreviates(asked.written[i], listed.written[j])
        return RESEMBLANCE_OF_ABBREVIATION if short else much
    return much


def _share_between_names(a: str, b: str, *, usual: bool) -> float:
    """How much the resemblance of two words counts, if they are names of their own."""
    if writing_of(a) is not writing_of(b):
        return 1.0
    if usual:
        return USUAL_RESEMBLE
    return NAMES_RESEMBLE if is_spelled_as_a_name(a) and is_spelled_as_a_name(b) else 1.0


@lru_cache(maxsize=32_768)
def same_letters(a: str, b: str) -> float:
    """The share of letters that two words have in common in whatever order, if it is a large one."""
    share = 2 * LCSseq.similarity(sorted(a), sorted(b)) / (len(a) + len(b))
    return share if share >= FEWEST_SAME_LETTERS else 0.0
