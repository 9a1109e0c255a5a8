"""How alike two names are: parts aligned one to one, weighed by what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from screening.domain.designation import PartyType
from screening.domain.screening import POINTS
from screening.matching.alignment import NOTHING_KNOWN, Known, Part, align
from screening.matching.measures import LONGEST_JOINED
from screening.matching.prepared import CONTENT, PreparedName, prepare
from screening.matching.spelling import resemblance
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

    def score(self, agreed: float, left: float, matched: float) -> float:
        """The score of a name of which ``agreed`` of ``matched + left`` bits agree."""
        return float(
            (agreed / (matched + left) * min(1.0, agreed / self.enough) ** self.damping) ** self.curve
        )


SHAPES = {
    NameGroup.PERSON: Shape(0.9, 0.5, 1.0, 28.0, 0.4, 0.72),
    NameGroup.ORGANISATION: Shape(0.65, 0.45, 0.9, 33.0, 0.75, 0.36),
    NameGroup.CRAFT: Shape(0.6, 0.4, 0.6, 23.0, 0.6, 0.59),
}

MOST_UNEQUAL = 0.9999
MOST_LOOSE = 0.15
"""The most that names without a related part can score: it orders them, and is no hit."""
OTHER_NUMBER = 0.7
"""Both names have a number that the other lacks: CHONG CHON GANG 2 is not CHONG CHON GANG 3."""
INITIAL_RESIDUAL = 0.5
"""How much of a word that only an initial stands for counts as left over."""
NOT_OTHER_WORDS = 0.8
"""Words left over on both sides that resemble each other this much are no conflict."""


@dataclass(frozen=True, slots=True)
class NameComparison:
    """The outcome: a score in [0, 1] and how it came about."""

    score: float
    told: Callable[[], str]

    @property
    def note(self) -> str:
        """The parts that agree and what they weigh, worked out only for who reads it."""
        return self.told()


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
    found = compare_related(asked, listed)
    return found or NameComparison(_loosely(asked, listed), lambda: "no telling part agrees")


def compare_related(
    asked: PreparedName, listed: PreparedName, known: Known = NOTHING_KNOWN
) -> NameComparison | None:
    """The comparison of two names that share a related part, the only ones that can be a hit."""
    if _same_words(asked, listed):
        return NameComparison(1.0, lambda: "the same words")
    parts = align(asked, listed, known)
    if not any(_tells(asked, part.asked) and _tells(listed, part.listed) for part in parts):
        return None
    sums, shape = _sums(asked, listed, parts), SHAPES[asked.group]
    score = shape.score(sums.agreed, sums.left(shape), sums.matched)
    if sums.other_number:
        score *= OTHER_NUMBER
    score = max(min(score, MOST_UNEQUAL), MOST_LOOSE)
    return NameComparison(score, partial(_explain, asked, listed, parts, sums))


def _same_words(asked: PreparedName, listed: PreparedName) -> bool:
    """The same in any order and language; a name of generic words alone must be spelled the same."""
    if not asked.texts or sorted(asked.texts) != sorted(listed.texts):
        return False
    return TokenKind.COMMON not in asked.kinds or sorted(asked.written) == sorted(listed.written)


def _loosely(asked: PreparedName, listed: PreparedName) -> float:
    """Below every threshold, names are still ordered by how much their words resemble."""
    ours, theirs = _content(asked, range(len(asked.texts))), _content(listed, range(len(listed.texts)))
    whole = max(sum(asked.weights[i] for i in ours), sum(listed.weights[j] for j in theirs))
    alike = sum(much * weight for much, weight in _resembling(asked, listed, ours, theirs))
    return MOST_LOOSE * alike / whole if whole else 0.0


def _resembling(
    asked: PreparedName, listed: PreparedName, ours: list[int], theirs: list[int]
) -> list[tuple[float, float]]:
    """Words of both names paired by how much they resemble: that, and the lighter one's weight."""
    every = ((resemblance(asked.texts[i], listed.texts[j]), i, j) for i in ours for j in theirs)
    pairs: list[tuple[float, float]] = []
    used: set[int] = set()
    for much, i, j in sorted(every, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if i not in used and ~j not in used:
            used |= {i, ~j}
            pairs.append((much, min(asked.weights[i], listed.weights[j])))
    return pairs


@dataclass(frozen=True, slots=True)
class _Sums:
    """What an alignment adds up to, in bits."""

    agreed: float
    matched: float
    asked_only: float
    listed_only: float
    conflict: float
    other_number: bool

    def left(self, shape: Shape) -> float:
        extra = shape.extra_asked * self.asked_only + shape.extra_listed * self.listed_only
        return extra + shape.conflict * self.conflict


def _sums(asked: PreparedName, listed: PreparedName, parts: list[Part]) -> _Sums:
    asked_left = set(range(len(asked.texts))).difference(*(part.asked for part in parts))
    listed_left = set(range(len(listed.texts))).difference(*(part.listed for part in parts))
    others = _resembling(asked, listed, _of_meaning(asked, asked_left), _of_meaning(listed, listed_left))
    return _Sums(
        agreed=sum(part.similarity * part.weight for part in parts),
        matched=sum(part.weight for part in parts),
        asked_only=sum(asked.weights[i] for i in asked_left) + _behind_initials(asked, listed, parts, 0),
        listed_only=sum(listed.weights[j] for j in listed_left) + _behind_initials(asked, listed, parts, 1),
        conflict=sum(max(0.0, 1 - much / NOT_OTHER_WORDS) * weight for much, weight in others),
        other_number=_has_number(asked, asked_left) and _has_number(listed, listed_left),
    )


def _content(name: PreparedName, places: Iterable[int]) -> list[int]:
    return [i for i in places if name.kinds[i] in CONTENT]


def _of_meaning(name: PreparedName, places: Iterable[int]) -> list[int]:
    """Words that conflict with others: *Millennium Service* is not *Millennium Group*."""
    return [i for i in places if name.kinds[i] in CONTENT or name.kinds[i] is TokenKind.GENERIC]


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


def _has_number(name: PreparedName, places: set[int]) -> bool:
    return any(name.kinds[i] is TokenKind.NUMBER for i in places)


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
    number = f" x {OTHER_NUMBER} for another number" if sums.other_number else ""
    terms = " + ".join(_term(asked, listed, part) for part in parts)
    return f"{terms} = {agreed}; ({agreed} / ({whole}){damped}) ^ {shape.curve}{number}"


def _term(asked: PreparedName, listed: PreparedName, part: Part) -> str:
    ours, theirs = _text(asked, part.asked), _text(listed, part.listed)
    words = ours if ours == theirs else f"{ours}~{theirs} {part.similarity:.2f} x"
    return f"{words} {part.weight:.1f}"


def _text(name: PreparedName, places: tuple[int, ...]) -> str:
    return "+".join(name.texts[i][:LONGEST_JOINED] for i in places)
