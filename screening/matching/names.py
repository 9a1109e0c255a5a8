"""How alike two names are: parts aligned one to one, weighed by what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from screening.domain.designation import PartyType
from screening.domain.screening import POINTS
from screening.matching.rarity import bits
from screening.matching.spelling import LONGEST_JOINED, SHORTEST_JOINED, joined_similarity, similarity
from screening.text.tokens import GROUP_OF_TYPE, NameGroup, TokenKind, token_readings

EXTRA_ASKED = 0.5
EXTRA_LISTED = 0.35
ENOUGH_BITS = {NameGroup.PERSON: 31.0, NameGroup.ORGANISATION: 23.0, NameGroup.CRAFT: 23.0}
"""How much must agree to say that two names are one. Persons need more: so many are near."""

SHAPE = 0.65
MOST_UNEQUAL = 0.9999
OTHER_NUMBER = 0.7
"""Both names have a number that the other lacks: CHONG CHON GANG 2 is not CHONG CHON GANG 3."""
INITIAL_SIMILARITY = 0.9
MOST_JOINED = 4


@dataclass(frozen=True, slots=True)
class PreparedName:
    """A name ready to be compared: its tokens with their kinds and weights in bits."""

    group: NameGroup
    texts: tuple[str, ...]
    kinds: tuple[TokenKind, ...]
    weights: tuple[float, ...]


def most_score(share: float, evidence: float) -> float:
    """The score of a name of which a ``share`` agrees, given how much ``evidence`` that is: 1.0
    is as much as it takes. The shape puts an alert threshold of 0.70 where it belongs."""
    return float((share * min(1.0, evidence) ** 0.5) ** SHAPE)


@dataclass(frozen=True, slots=True)
class Part:
    """Tokens of the asked name that stand for tokens of the listed one."""

    asked: tuple[int, ...]
    listed: tuple[int, ...]
    similarity: float
    weight: float


@dataclass(frozen=True, slots=True)
class NameComparison:
    """The outcome: a score in [0, 1], the parts that agree, what they weigh."""

    score: float
    parts: tuple[Part, ...]
    note: str


def weight_of(name: PreparedName, kinds: frozenset[TokenKind]) -> float:
    """What the tokens of some kinds weigh in a name, in bits."""
    return sum(weight for kind, weight in zip(name.kinds, name.weights, strict=True) if kind in kinds)


@lru_cache(maxsize=65_536)
def prepare(name: str, group: NameGroup) -> tuple[PreparedName, ...]:
    """Fold, tokenise and weigh a name: each of its readings, the plain one first."""
    return tuple(
        PreparedName(
            group,
            tuple(token.text for token in tokens),
            tuple(token.kind for token in tokens),
            tuple(bits(token, group) for token in tokens),
        )
        for tokens in token_readings(name, group)
    )


def compare(asked: tuple[PreparedName, ...], listed: tuple[PreparedName, ...]) -> NameComparison:
    """Compare two names in all their readings; the best pair counts, the first of equals."""
    pairs = (compare_prepared(ours, theirs) for ours in asked for theirs in listed)
    return max(pairs, key=lambda comparison: comparison.score)


def compare_prepared(asked: PreparedName, listed: PreparedName) -> NameComparison:
    """Align the two names and score the alignment."""
    if asked.texts and sorted(asked.texts) == sorted(listed.texts):
        return NameComparison(1.0, (), "the same words")
    parts = _align(asked, listed)
    if not any(_tells(asked, part.asked) and _tells(listed, part.listed) for part in parts):
        return NameComparison(0.0, (), "no telling part agrees")
    sums = _sums(asked, listed, parts)
    score = most_score(sums.agreed / sums.whole, sums.agreed / ENOUGH_BITS[asked.group])
    if sums.other_number:
        score *= OTHER_NUMBER
    return NameComparison(min(score, MOST_UNEQUAL), tuple(parts), _explain(asked, listed, parts, sums))


INITIAL_RESIDUAL = 0.5
"""How much of a word that only an initial stands for counts as left over."""


@dataclass(frozen=True, slots=True)
class _Sums:
    """What an alignment adds up to, in bits."""

    agreed: float
    matched: float
    asked_only: float
    listed_only: float
    other_number: bool

    @property
    def whole(self) -> float:
        return self.matched + EXTRA_ASKED * self.asked_only + EXTRA_LISTED * self.listed_only


def _sums(asked: PreparedName, listed: PreparedName, parts: list[Part]) -> _Sums:
    asked_left = set(range(len(asked.texts))).difference(*(part.asked for part in parts))
    listed_left = set(range(len(listed.texts))).difference(*(part.listed for part in parts))
    return _Sums(
        agreed=sum(part.similarity * part.weight for part in parts),
        matched=sum(part.weight for part in parts),
        asked_only=sum(asked.weights[i] for i in asked_left) + _behind_initials(asked, listed, parts, 0),
        listed_only=sum(listed.weights[j] for j in listed_left) + _behind_initials(asked, listed, parts, 1),
        other_number=_has_number(asked, asked_left) and _has_number(listed, listed_left),
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


def _has_number(name: PreparedName, places: set[int]) -> bool:
    return any(name.kinds[i] is TokenKind.NUMBER for i in places)


def _explain(asked: PreparedName, listed: PreparedName, parts: list[Part], sums: _Sums) -> str:
    """The arithmetic of a name's score, to be followed with a pencil: weights are bits."""
    agreed, enough = f"{sums.agreed:.1f}", ENOUGH_BITS[asked.group]
    whole = f"{sums.matched:.1f}"
    if sums.asked_only:
        whole += f" + {EXTRA_ASKED} x {sums.asked_only:.1f} asked only"
    if sums.listed_only:
        whole += f" + {EXTRA_LISTED} x {sums.listed_only:.1f} listed only"
    damped = f" x root({agreed} / {enough:.0f})" if sums.agreed < enough else ""
    number = f" x {OTHER_NUMBER} for another number" if sums.other_number else ""
    terms = " + ".join(_term(asked, listed, part) for part in parts)
    return f"{terms} = {agreed}; ({agreed} / ({whole}){damped}) ^ {SHAPE}{number}"


def _term(asked: PreparedName, listed: PreparedName, part: Part) -> str:
    ours, theirs = _text(asked, part.asked), _text(listed, part.listed)
    words = ours if ours == theirs else f"{ours}~{theirs} {part.similarity:.2f} x"
    return f"{words} {part.weight:.1f}"


def _text(name: PreparedName, places: tuple[int, ...]) -> str:
    return "+".join(name.texts[i][:LONGEST_JOINED] for i in places)


def _align(asked: PreparedName, listed: PreparedName) -> list[Part]:
    parts: list[Part] = []
    used_asked: set[int] = set()
    used_listed: set[int] = set()
    for part in sorted(_possible(asked, listed), key=lambda p: (-p.similarity * p.weight, p.asked, p.listed)):
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


def _joined(of: PreparedName, single: PreparedName) -> Iterator[tuple[tuple[int, ...], int, float, float]]:
    """Neighbours of one name that, written as one, stand for a single word of the other."""
    words = [(i, text) for i, text in enumerate(single.texts) if single.kinds[i] is TokenKind.WORD]
    for span, joined in joined_spans(of):
        for i, word in words:
            if abs(len(word) - len(joined)) < 2 and (alike := joined_similarity(joined, word)):
                yield span, i, alike, min(sum(of.weights[k] for k in span), single.weights[i])


@lru_cache(maxsize=65_536)
def joined_spans(name: PreparedName) -> tuple[tuple[tuple[int, ...], str], ...]:
    """Neighbouring tokens written as one word, with their places: two to four of them. In the name
    of a person the last, the family name, is also the neighbour of the first (KimJong Un)."""
    size = len(name.texts)
    spans = [tuple(range(i, j)) for i in range(size) for j in range(i + 2, min(size, i + MOST_JOINED) + 1)]
    if name.group is NameGroup.PERSON:
        spans += [(size - 1, *range(j)) for j in range(1, min(size, MOST_JOINED))]
    joined = ((span, "".join(name.texts[i] for i in span)) for span in spans)
    return tuple((span, text) for span, text in joined if SHORTEST_JOINED <= len(text) <= LONGEST_JOINED)


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
    return similarity(a, b)


CONTENT = frozenset({TokenKind.WORD, TokenKind.NUMBER, TokenKind.COMMON})
"""The kinds that a name is found by. Initials, particles, titles and legal forms only add."""

_EXACT = frozenset({TokenKind.NUMBER, TokenKind.LEGAL_FORM, TokenKind.GENERIC})

_MINOR = frozenset({TokenKind.PARTICLE, TokenKind.TITLE, TokenKind.LEGAL_FORM, TokenKind.GENERIC})


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
