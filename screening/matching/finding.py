"""The listed names that could make a hit, each compared with the names asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from screening.domain.screening import POINTS, Subject
from screening.matching.candidates import candidates
from screening.matching.index import Index
from screening.matching.names import NameComparison, compare_related
from screening.matching.policy import Policy
from screening.matching.prepared import PreparedName, prepare
from screening.matching.relations import Relations
from screening.matching.scoring import NameFinding
from screening.text.tokens import GROUP_OF_TYPE, NameGroup


@dataclass(frozen=True, slots=True)
class _Asked:
    """A name asked, by its place among the subject's, in one of its readings; and the least points
    that are of use."""

    name: int
    reading: int
    prepared: PreparedName
    needed: int


class _Pair(NamedTuple):
    """A name asked and a listed one: the place of the first, the entry of the other and its place
    there."""

    name: int
    entry: int
    place: int


_Compared: TypeAlias = tuple[float, int, int, NameComparison]
"""A score and the readings that it is of, negative: of equal scores that of the first is greatest."""


def find_names(
    subject: Subject, index: Index, policy: Policy, threshold: int
) -> dict[int, list[NameFinding]]:
    """By entry all names that could lift it to ``threshold`` (points), in the order of
    ``scoring.compare_all``, each as it compares in its best pair of readings."""
    asked = list(_asked(subject, policy, threshold))
    relations = Relations(index.lexicon, (one.prepared for one in asked))
    best: dict[_Pair, _Compared] = {}
    for one in asked:
        for pair, compared in (*_alike(one, index, relations), *_equal(one, index)):
            if pair not in best or best[pair][:3] < compared[:3]:
                best[pair] = compared
    texts = (subject.name, *subject.aliases)
    found: dict[int, list[NameFinding]] = {}
    for pair in sorted(best):
        found.setdefault(pair.entry, []).append(NameFinding(texts[pair.name], pair.place, best[pair][3]))
    return found


def look_ahead(subjects: Iterable[Subject], index: Index, policy: Policy, threshold: int) -> None:
    """Look up the terms of many subjects at once, which the index then remembers for ``find_names``:
    together they take a fraction of the time."""
    Relations(
        index.lexicon,
        (one.prepared for subject in subjects for one in _asked(subject, policy, threshold)),
    )


def _asked(subject: Subject, policy: Policy, threshold: int) -> Iterator[_Asked]:
    for group in NameGroup:
        needed = _name_needed(subject, policy, group, threshold)
        if needed is not None:
            for number, name in enumerate((subject.name, *subject.aliases)):
                for reading, prepared in enumerate(prepare(name, group)):
                    yield _Asked(number, reading, prepared, needed)


def _name_needed(subject: Subject, policy: Policy, group: NameGroup, threshold: int) -> int | None:
    """The fewest points of a name from which other facts could still lift to the threshold; None
    where none could. An equal name is always wanted: a floor may lift it whatever it conflicts with."""
    most = sum(max(weight.agree, 0) for weight in policy.facts.values()) if _has_facts(subject) else 0
    if subject.type and group is not GROUP_OF_TYPE[subject.type]:
        craft = NameGroup.CRAFT in (group, GROUP_OF_TYPE[subject.type])
        if craft and threshold > policy.other_type_most:
            return None
        most += policy.other_type if craft else policy.akin_type
    return min(threshold - most, POINTS)


def _has_facts(subject: Subject) -> bool:
    return subject != Subject(
        name=subject.name, aliases=subject.aliases, type=subject.type, context=subject.context
    )


def _alike(one: _Asked, index: Index, relations: Relations) -> Iterator[tuple[_Pair, _Compared]]:
    """The listed names that are alike enough."""
    section = index.sections[one.prepared.group]
    for number in candidates(section, relations, one.prepared, one.needed / POINTS).tolist():
        comparison = compare_related(one.prepared, section.name(number), relations.known)
        if comparison and round(comparison.score * POINTS) >= one.needed:
            pair = _Pair(one.name, int(section.entries[number]), int(section.places[number]))
            yield pair, (comparison.score, -one.reading, -int(section.readings[number]), comparison)


def _equal(one: _Asked, index: Index) -> Iterator[tuple[_Pair, _Compared]]:
    """The listed names of the same words, whatever the bound of ``candidates`` says of them."""
    for entry, place in index.with_equal_name(one.prepared):
        text = index.entry(entry).designation.names[place].text
        for reading, listed in enumerate(prepare(text, one.prepared.group)):
            comparison = compare_related(one.prepared, listed)
            if comparison and comparison.score == 1.0:
                yield _Pair(one.name, entry, place), (1.0, -one.reading, -reading, comparison)
