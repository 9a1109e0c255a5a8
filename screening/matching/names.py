"""How alike two names are: parts aligned one to one, weighed by what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, TypeAlias

from screening.domain.designation import PartyType
from screening.domain.screening import POINTS
from screening.matching.alignment import Known, Part, align, nothing_known
from screening.matching.measures import LONGEST_JOINED
from screening.matching.prepared import CONTENT, PreparedName, prepare
from screening.matching.resembling import conflict, loosely
from screening.text.tokens import GROUP_OF_TYPE, NameGroup, TokenKind


@dataclass(frozen=True, slots=True)
class Shape:
    """How agreement becomes a score in one group of names, all in bits or powers."""

    extra_asked: float
    """What a bit that only the asked name has counts in the whole."""
    extra_listed: float
    conflict: float
    """What a bit counts, beside that, for which each name has a word of its own."""
    enough: float
    """How much must agree to say that two names are one. Persons need more: so many are near."""
    damping: float
    curve: float
    """The power that puts an alert threshold of 0.70 where it belongs."""
    shared: float
    """What agrees no further than this is what other names have too: one word, a family name."""
    opposed_from: float
    """The share of other words, beside what agrees beyond that, from which they lower the score."""
    opposed_to: float
    """The share of other words that leaves nothing of the score. Craft are renamed in part: never."""

    def score(self, agreed: float, left: float, matched: float) -> float:
        """The score of a name of which ``agreed`` of ``matched + left`` bits agree."""
        return float(
            (agreed / (matched + left) * min(1.0, agreed / self.enough) ** self.damping) ** self.curve
        )

    def unopposed(self, matched: float, conflict: float) -> float:
        """In [0, 1]: what other words on both sides leave of a score."""
        share = conflict / (max(matched - self.shared, 0.0) + conflict) if conflict else 0.0
        return 1 - min(max((share - self.opposed_from) / (self.opposed_to - self.opposed_from), 0.0), 1.0)


SHAPES = {
    NameGroup.PERSON: Shape(0.9, 0.5, 1.0, 28.0, 0.4, 0.72, 0.0, 0.1, 0.34),
    NameGroup.ORGANISATION: Shape(0.65, 0.45, 0.9, 33.0, 0.75, 0.36, 14.0, 0.4, 0.8),
    NameGroup.CRAFT: Shape(0.6, 0.4, 0.6, 23.0, 0.6, 0.59, 0.0, 1.0, 2.0),
}

MOST_UNEQUAL = 0.9999
MOST_LOOSE = 0.15
"""The most that names without a related part can score: it orders them, and is no hit."""
OTHER_NUMBER = 0.7
"""Both names have a number or an initial that the other lacks: CHONG CHON GANG 2 is not CHONG CHON
GANG 3, William G. is not William W."""
NUMBERED = frozenset({"fund", "partner", "trust"})
"""Parties of which there are several with one name, told by the number behind this word: *Growth Fund*
and *Growth Fund I* are two."""
INITIAL_RESIDUAL = 0.5
"""How much of a word that only an initial stands for counts as left over."""


@dataclass(frozen=True, slots=True)
class NameComparison:
    """The outcome: a score in [0, 1] and how it came about."""

    score: float
    told: Callable[[], str]

    @property
    def note(self) -> str:
        """The parts that agree and what they weigh, worked out only for who reads it."""
        return self.told()


EQUAL = NameComparison(1.0, lambda: "the same words")
"""Of names of the ``same_words``, and of no others."""


def compare_names(query: str, listed: str, party_type: str | None = None) -> float:
    """How alike a name asked about is to a listed one, in [0, 1]; 1.0 is the same name.

    ``party_type`` is ``individual``, ``entity``, ``vessel``, ``aircraft`` or None (read as both
    a person's and an organisation's name; the better counts). It equals the name contribution
    of screening that subject against a designation with that one strong name and the same type.
    """
    groups = (
        (GROUP_OF_TYPE[PartyType(party_type)],) if party_type else (NameGroup.PERSON, NameGroup.ORGANISATION)
    )
    best = max(compare(prepare(query, g), prepare(listed, g)).score for g in groups)
    return round(best * POINTS) / POINTS


def compare(asked: tuple[PreparedName, ...], listed: tuple[PreparedName, ...]) -> NameComparison:
    """Compare two names in all their readings; the best pair counts, the first of equals."""
    pairs = (compare_prepared(ours, theirs) for ours in asked for theirs in listed)
    return max(pairs, key=lambda comparison: comparison.score)


def compare_prepared(asked: PreparedName, listed: PreparedName) -> NameComparison:
    """Align the two names and score the alignment; unrelated names score by resemblance."""
    found = compare_related(asked, listed, nothing_known(asked))
    return found or NameComparison(MOST_LOOSE * loosely(asked, listed), lambda: "no telling part agrees")


def compare_related(
    asked: PreparedName, listed: PreparedName, known: Known, *, least: float = 0.0
) -> NameComparison | None:
    """The comparison of two names that share a related part, the only ones that can be a hit. What
    scores below ``least`` need not be told."""
    if same_words(asked, listed):
        return EQUAL
    parts = align(asked, listed, known)
    if not any(_tells(asked, part.asked) and _tells(listed, part.listed) for part in parts):
        return None
    left, shape = _left_over(asked, listed, parts), SHAPES[asked.group]
    sums = _agreement(asked, listed, parts, left)
    if shape.score(sums.agreed, sums.left(shape), sums.matched) < least:
        return None
    sums = _opposed(asked, listed, sums, left)
    score = shape.score(sums.agreed, sums.left(shape), sums.matched)
    score *= shape.unopposed(sums.matched, sums.conflict)
    if sums.other_number:
        score *= OTHER_NUMBER
    return NameComparison(min(score, MOST_UNEQUAL), partial(_explain, asked, listed, parts, sums))


def same_words(asked: PreparedName, listed: PreparedName) -> bool:
    """The same in any order and language; a name of generic words alone must be spelled the same."""
    if not asked.texts or len(asked.texts) != len(listed.texts):
        return False
    if sorted(asked.texts) != sorted(listed.texts):
        return False
    return TokenKind.COMMON not in asked.kinds or sorted(asked.written) == sorted(listed.written)


class _Sums(NamedTuple):
    """What an alignment adds up to, in bits."""

    agreed: float
    matched: float
    asked_only: float
    listed_only: float
    conflict: float = 0.0
    other_number: bool = False

    def left(self, shape: Shape) -> float:
        extra = shape.extra_asked * self.asked_only + shape.extra_listed * self.listed_only
        return extra + shape.conflict * self.conflict


_Left: TypeAlias = tuple[set[int], set[int]]
"""The places of the tokens on either side that have no part."""


def _agreement(asked: PreparedName, listed: PreparedName, parts: list[Part], left: _Left) -> _Sums:
    """The sums of the names, but for what their other words say against each other."""
    asked_left, listed_left = left
    return _Sums(
        agreed=sum([part.similarity * part.weight for part in parts]),
        matched=sum([part.weight for part in parts]),
        asked_only=sum([asked.weights[i] for i in asked_left]) + _behind_initials(asked, listed, parts, 0),
        listed_only=sum([listed.weights[j] for j in listed_left]) + _behind_initials(asked, listed, parts, 1),
    )


def _opposed(asked: PreparedName, listed: PreparedName, sums: _Sums, left: _Left) -> _Sums:
    """The sums with what the other words of the names say against each other."""
    asked_left, listed_left = left
    if not asked_left and not listed_left:
        return sums
    other_number = (
        any(
            _has(kind, asked, asked_left) and _has(kind, listed, listed_left)
            for kind in (TokenKind.NUMBER, TokenKind.INITIAL)
        )
        or _is_numbered(asked, asked_left)
        or _is_numbered(listed, listed_left)
    )
    other_words = conflict(asked, listed, asked_left, listed_left)
    return sums._replace(conflict=other_words, other_number=other_number)


def _is_numbered(name: PreparedName, left: set[int]) -> bool:
    """Whether a number is left over that tells a party from others of its name."""
    return name.group is NameGroup.ORGANISATION and any(
        name.kinds[i] is TokenKind.NUMBER and i - 1 not in left and name.texts[i - 1] in NUMBERED
        for i in left
        if i
    )


def _left_over(asked: PreparedName, listed: PreparedName, parts: list[Part]) -> _Left:
    return (
        set(range(len(asked.texts))).difference(*[part.asked for part in parts]),
        set(range(len(listed.texts))).difference(*[part.listed for part in parts]),
    )


def _behind_initials(asked: PreparedName, listed: PreparedName, parts: list[Part], side: int) -> float:
    """What the words of one side say beyond the initials of the other that stand for them."""
    left = 0.0
    for part in parts:
        i, j = part.asked[0], part.listed[0]
        if TokenKind.INITIAL in (asked.kinds[i], listed.kinds[j]):
            left += max((asked.weights[i], listed.weights[j])[side] - part.weight, 0.0)
    return INITIAL_RESIDUAL * left


def _tells(name: PreparedName, places: tuple[int, ...]) -> bool:
    """Whether a part is more than initials, titles, particles and legal forms."""
    return any(name.kinds[i] in CONTENT for i in places)


def _has(kind: TokenKind, name: PreparedName, places: set[int]) -> bool:
    return any(name.kinds[i] is kind for i in places)


def _explain(asked: PreparedName, listed: PreparedName, parts: list[Part], sums: _Sums) -> str:
    """The arithmetic of a name's score, to be followed with a pencil: weights are bits."""
    agreed, shape = f"{sums.agreed:.1f}", SHAPES[asked.group]
    whole = f"{sums.matched:.1f}"
    if sums.asked_only:
        whole += f" + {shape.extra_asked} x {sums.asked_only:.1f} asked only"
    if sums.listed_only:
        whole += f" + {shape.extra_listed} x {sums.listed_only:.1f} listed only"
    if sums.conflict >= 0.05:
        whole += f" + {shape.conflict} x {sums.conflict:.1f} other words"
    damped = f" x ({agreed} / {shape.enough:.0f}) ^ {shape.damping}" if sums.agreed < shape.enough else ""
    unopposed = shape.unopposed(sums.matched, sums.conflict)
    factors = f" x {unopposed:.2f} for other words" if unopposed < 1 else ""
    factors += f" x {OTHER_NUMBER} for another number or initial" if sums.other_number else ""
    terms = " + ".join(_term(asked, listed, part) for part in parts)
    return f"{terms} = {agreed}; ({agreed} / ({whole}){damped}) ^ {shape.curve}{factors}"


def _term(asked: PreparedName, listed: PreparedName, part: Part) -> str:
    ours, theirs = _text(asked, part.asked), _text(listed, part.listed)
    words = ours if ours == theirs else f"{ours}~{theirs} {part.similarity:.2f} x"
    return f"{words} {part.weight:.1f}"


def _text(name: PreparedName, places: tuple[int, ...]) -> str:
    return "+".join(name.texts[i][:LONGEST_JOINED] for i in places)
