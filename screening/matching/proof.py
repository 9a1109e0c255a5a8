"""The proof that goes before a list version or a policy: nothing that is listed would be missed.

1. Every primary name and strong alias, as it is printed, is looked up in the index as it lies on
   disk, must lead back to its own entry, and must equal itself: then it scores 1.0 there, which no
   threshold is above.
2. A seeded sample of names is manipulated and screened whole, at the policy's floor; what is found
   is compared with scoring names of the sample one by one, without the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from screening.domain.designation import AliasStrength, Designation
from screening.domain.screening import POINTS, Subject
from screening.matching.engine import screen_subject
from screening.matching.index import Index
from screening.matching.manipulations import MANIPULATIONS
from screening.matching.names import compare, compare_prepared
from screening.matching.policy import Policy
from screening.matching.prepared import prepare
from screening.text.tokens import GROUP_OF_TYPE, NameGroup

SAMPLE = 150
"""Names of the sample where all of a list is asked."""

SMALL_SAMPLE = 30
"""Names of the sample where only a few are asked, and all others were proven before."""

COMPARED = 20
"""Names of the sample that each manipulated name is compared with one by one, beside its own."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed name with whose it is."""

    list_id: str
    authority_ref: str
    group: NameGroup
    text: str

    @property
    def entry(self) -> tuple[str, str]:
        """What names its entry."""
        return self.list_id, self.authority_ref


@dataclass(slots=True)
class Findings:
    """How many names were asked as printed and manipulated, and in words which were missed."""

    names: int = 0
    manipulated: int = 0
    misses: list[str] = field(default_factory=list)


def prove(
    index: Index,
    policy: Policy,
    designations: Iterable[Designation],
    *,
    seed: str,
    sample_size: int = SAMPLE,
) -> Findings:
    """Ask for the names of ``designations``, all of which the index should hold. The same ``seed``
    draws the same sample."""
    random, findings, policy = Random(seed), Findings(), policy.with_every_programme()
    sample: list[Listed] = []
    for listed in _strong_names(designations):
        findings.names += 1
        if not finds_itself(index, listed):
            findings.misses.append(f"{_told(listed)}, as it is printed")
        _draw(sample, listed, random.randrange(findings.names), sample_size)
    for place, listed in enumerate(sample):
        findings.manipulated += 1
        asked = MANIPULATIONS[place % len(MANIPULATIONS)](listed.text, random)
        findings.misses += _lost(index, policy, asked, [listed, *sample[:COMPARED]])
    return findings


def finds_itself(index: Index, listed: Listed) -> bool:
    """Whether a listed name, asked as it is printed, scores 1.0 against its own entry."""
    readings = prepare(listed.text, listed.group)
    return any(
        compare_prepared(reading, reading).score == 1.0
        and any(_is_of(index, number, listed) for number, _ in equal)
        for reading, equal in zip(readings, index.with_equal_names(readings), strict=True)
    )


def _strong_names(designations: Iterable[Designation]) -> Iterator[Listed]:
    for one in designations:
        group = GROUP_OF_TYPE[one.party_type]
        for name in one.names:
            if name.strength is AliasStrength.STRONG:
                yield Listed(one.list_id, one.authority_ref, group, name.text)


def _is_of(index: Index, number: int, listed: Listed) -> bool:
    designation = index.entry(number).designation
    return (designation.list_id, designation.authority_ref) == listed.entry


def _draw(sample: list[Listed], listed: Listed, place: int, size: int) -> None:
    """Keep each of the names so far with the same chance (reservoir sampling); ``place`` is a random
    number below their count."""
    if len(sample) < size:
        sample.append(listed)
    elif place < size:
        sample[place] = listed


def _lost(index: Index, policy: Policy, asked: str, others: list[Listed]) -> Iterator[str]:
    """The names that score ``asked`` higher one by one than the index has it."""
    hits = screen_subject(Subject(name=asked), index, policy, threshold=policy.floor)
    found = {(hit.list_id, hit.authority_ref): hit.score for hit in hits}
    for listed in dict.fromkeys(others):
        alike = compare(prepare(asked, listed.group), prepare(listed.text, listed.group))
        points = round(alike.score * POINTS)
        if points >= policy.floor and found.get(listed.entry, 0) < points:
            yield f"{_told(listed)}, asked as {asked!r}"


def _told(listed: Listed) -> str:
    return f"{listed.text!r} of {listed.list_id} {listed.authority_ref}"
