"""Subjects that are planted among clean ones: listed parties, as people and systems write their names.

Each is called by a name of a designation that some edition adds, amends or removes, made otherwise by a
seeded generator. A variant is taken only where the two, compared alone, score enough for an alert: whether
two names are alike is not what is measured here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.editions import Change
from screening.domain.designation import AliasStrength, Designation, PartyType
from screening.domain.monitoring import FindingKind
from screening.domain.screening import Subject
from screening.matching.index import IndexEntry
from screening.matching.manipulations import MANIPULATIONS
from screening.matching.policy import Policy
from screening.matching.scoring import score

SEED, MOST = 20261129, 60
"""What variants are drawn by, and for how many designations of each kind of change of a step at most."""

_TRIES = 40


@dataclass(frozen=True, slots=True)
class Planted:
    """A planted subject, and what it is a variant of: the step and the kind of its change, the designation,
    and how its name was made."""

    reference: str
    subject: Subject
    step: int
    kind: FindingKind
    designation: Designation
    how: str


def hits(subject: Subject, designation: Designation, policy: Policy) -> bool:
    """Whether a subject has a hit on a designation, the two compared alone: without any index."""
    found = score(subject, IndexEntry(designation, "", None), policy)
    return found.score >= policy.threshold_of(designation.list_id, designation.party_type)


def plant(
    every: Sequence[Change], policy: Policy, *, seed: int = SEED, most: int = MOST
) -> tuple[list[Planted], Counter[str]]:
    """The subjects, and of each way to make a name how often the one made was too far from what is listed."""
    draw, far = Random(seed), Counter[str]()
    found: list[Planted] = []
    for step, change in enumerate(every):
        for kind, designation in _chosen(change, draw, most):
            made = _variant(designation, policy, draw, len(found), far)
            if made is not None:
                how, subject = made
                reference = f"planted-{len(found) + 1}"
                found.append(Planted(reference, subject, step, kind, designation, how))
    return found, far


def _chosen(change: Change, draw: Random, most: int) -> Iterator[tuple[FindingKind, Designation]]:
    """Designations of each kind of change: what is added as it reads then, others as they read before."""
    for kind, refs, listed in (
        (FindingKind.NEW, change.added, change.after),
        (FindingKind.CHANGED, change.amended, change.before),
        (FindingKind.GONE, change.removed, change.before),
    ):
        for ref in draw.sample(refs, min(most, len(refs))):
            yield kind, listed[ref]


def _variant(
    designation: Designation, policy: Policy, draw: Random, number: int, far: Counter[str]
) -> tuple[str, Subject] | None:
    """How a name is made otherwise, and who is called so; the ways take turns."""
    strong = [name.text for name in designation.names if name.strength is AliasStrength.STRONG]
    for attempt in range(_TRIES):
        way = WAYS[(number + attempt) % len(WAYS)]
        name = " ".join(way(draw.choice(strong), draw).split())
        subject = Subject(name=name, type=designation.party_type)
        if name and hits(subject, designation, policy):
            return _told(way), subject
        far[_told(way)] += 1
    return None


def _told(way: Callable[[str, Random], str]) -> str:
    return way.__name__.strip("_").replace("_", " ")


_CYRILLIC = str.maketrans(
    "abvgdeziyklmnoprstufhcwjqx", "абвгдезийклмнопрстуфхцвжкх"
)  # fmt: skip
_DIGRAPHS = (
    ("shch", "щ"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("yu", "ю"),
    ("ya", "я"),
)


def _in_cyrillic_letters(name: str, _: Random) -> str:
    text = name.lower()
    for latin, letter in _DIGRAPHS:
        text = text.replace(latin, letter)
    return text.translate(_CYRILLIC).title()


def _family_name_first(name: str, _: Random) -> str:
    family, comma, given = name.partition(",")
    return f"{given} {family}" if comma else re.sub(r"^(.+) (\S+)$", r"\2, \1", name)


def _a_word_left_out(name: str, draw: Random) -> str:
    words = name.split()
    del words[draw.randrange(len(words))]
    return " ".join(words)


def _a_title_before_it(name: str, draw: Random) -> str:
    return f"{draw.choice(('Dr.', 'Mr', 'Sheikh', 'Messrs'))} {name}"


WAYS: tuple[Callable[[str, Random], str], ...] = (
    *MANIPULATIONS,
    _in_cyrillic_letters,
    _family_name_first,
    _a_word_left_out,
    _a_title_before_it,
)
"""How a name is made otherwise."""

TYPES = {
    PartyType.INDIVIDUAL: "person",
    PartyType.ENTITY: "company",
    PartyType.VESSEL: "vessel",
    PartyType.AIRCRAFT: "aircraft",
}
"""As files of subjects say them."""
