"""The listed names that could make a hit, each compared with the names asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from screening.domain.screening import POINTS, Subject
from screening.matching.candidates import Candidate, Sought, candidates
from screening.matching.index import Index
from screening.matching.names import EQUAL, NameComparison, compare_related, same_words
from screening.matching.policy import Policy
from screening.matching.prepared import PreparedName, prepare
from screening.matching.relations import Relations
from screening.matching.scoring import NameFinding
from screening.text.tokens import GROUP_OF_TYPE, NameGroup


class AskedName(NamedTuple):
    """A name asked, by the place of its subject and its own among the subject's, in one of its
    readings."""

    subject: int
    name: int
    reading: int
    prepared: PreparedName
    needed: int
    """The fewest points of a name from which other facts could still lift to the threshold. An equal name
    is always wanted: a floor may lift it whatever it conflicts with."""


class _Pair(NamedTuple):
    """A name asked and a listed one: the place of the first, the entry of the other and its place
    there."""

    name: int
    entry: int
    place: int


_GROUPS = tuple(NameGroup)
"""Python 3.11 takes long to go over the members of an enumeration."""

_Compared: TypeAlias = tuple[float, int, int, NameComparison]
"""A score and the readings that it is of, negative: of equal scores that of the first is greatest."""

Found: TypeAlias = dict[int, list[NameFinding]]
"""By entry the names that could make a hit, each as it compares in its best pair of readings, in the order
of ``scoring.compare_all``; of those that score less than a strong one of the entry some are left out."""


class _Best:
    """How the names of one subject and the listed ones compare at best, and what each entry has reached by
    a strong name: no name that must score less counts beside it (``scoring.score``)."""

    def __init__(self) -> None:
        self.pairs: dict[_Pair, _Compared] = {}
        self._reached: dict[int, float] = {}

    def add(self, pair: _Pair, compared: _Compared) -> None:
        """Keep the better of what was found of a pair."""
        if pair not in self.pairs or self.pairs[pair][:3] < compared[:3]:
            self.pairs[pair] = compared

    def reach(self, entry: int, score: float) -> None:
        """A strong name of the entry scores so much."""
        self._reached[entry] = max(score, self._reached.get(entry, 0.0))

    def could_count(self, entry: int, most: float) -> bool:
        """Whether a name that scores ``most`` at most could count for the entry."""
        return round(most * POINTS) >= round(self._reached.get(entry, 0.0) * POINTS)


def find_names(subjects: Sequence[Subject], index: Index, policy: Policy, threshold: int) -> list[Found]:
    """For each subject all names that could lift an entry to ``threshold`` (points). Many subjects are
    looked up at once: together they take a fraction of the time."""
    asked = [
        one
        for place, subject in enumerate(subjects)
        for one in names_asked(place, subject, policy, threshold)
    ]
    relations = Relations(index.lexicon, [one.prepared for one in asked])
    best = [_Best() for _ in subjects]
    for one, listed in _with_candidates(asked, index, relations):
        _compare_alike(one, listed, index, relations, best[one.subject])
    for one, equal in zip(asked, index.with_equal_names([one.prepared for one in asked]), strict=True):
        _compare_equal(one, equal, index, best[one.subject])
    return [_found(subject, one.pairs) for subject, one in zip(subjects, best, strict=True)]


def _found(subject: Subject, best: Mapping[_Pair, _Compared]) -> Found:
    texts = (subject.name, *subject.aliases)
    found: Found = {}
    for pair in sorted(best):
        found.setdefault(pair.entry, []).append(NameFinding(texts[pair.name], pair.place, best[pair][3]))
    return found


def _with_candidates(
    asked: Sequence[AskedName], index: Index, relations: Relations
) -> Iterator[tuple[AskedName, list[Candidate]]]:
    """Each name asked with the listed ones of its group that are to be compared with it."""
    for group, section in index.sections.items():
        some = [one for one in asked if one.prepared.group is group]
        sought = [Sought(one.prepared, one.needed / POINTS) for one in some]
        yield from zip(some, candidates(section, relations, sought), strict=True)


def look_ahead(subjects: Sequence[Subject], index: Index, policy: Policy, threshold: int) -> None:
    """Look up the terms of many subjects at once, which the index then remembers for ``find_names``."""
    asked = (one for subject in subjects for one in names_asked(0, subject, policy, threshold))
    Relations(index.lexicon, (one.prepared for one in asked))


def names_asked(place: int, subject: Subject, policy: Policy, threshold: int) -> Iterator[AskedName]:
    """The names of a subject in every group where they could make a hit, each in all its readings."""
    by_facts = _most_of_facts(subject, policy)
    for group in _GROUPS:
        by_type = _most_of_type(subject, policy, group, threshold)
        if by_type is not None:
            needed = min(threshold - by_facts - by_type, POINTS)
            for number, name in enumerate((subject.name, *subject.aliases)):
                for reading, prepared in enumerate(prepare(name, group)):
                    yield AskedName(place, number, reading, prepared, needed)


def _most_of_facts(subject: Subject, policy: Policy) -> int:
    """The most points that facts other than the name could add."""
    return sum(max(weight.agree, 0) for weight in policy.facts.values()) if _has_facts(subject) else 0


def _most_of_type(subject: Subject, policy: Policy, group: NameGroup, threshold: int) -> int | None:
    """The most points that the type of the parties with names of a group could add; None where it keeps
    them below the threshold."""
    if not subject.type or group is GROUP_OF_TYPE[subject.type]:
        return 0
    if NameGroup.CRAFT in (group, GROUP_OF_TYPE[subject.type]):
        return None if threshold > policy.other_type_most else policy.other_type
    return policy.akin_type


_FACTS = attrgetter(
    *(field.name for field in fields(Subject) if field.name not in ("name", "aliases", "type", "context"))
)


def _has_facts(subject: Subject) -> bool:
    return any(_FACTS(subject))


def _compare_alike(
    one: AskedName, listed: Sequence[Candidate], index: Index, relations: Relations, best: _Best
) -> None:
    """Compare a name asked with the listed ones that could be alike enough, and could count."""
    if not listed:
        return
    section, least = index.sections[one.prepared.group], (one.needed - 1) / POINTS
    known = relations.known(one.prepared)
    for number, most in listed:
        owners = [owner for owner in section.owners_of(number) if best.could_count(owner.entry, most)]
        if not owners:
            continue
        comparison = compare_related(one.prepared, section.name(number), known, least=least)
        if comparison is None or round(comparison.score * POINTS) < one.needed:
            continue
        for owner in owners:
            compared = (comparison.score, -one.reading, -owner.reading, comparison)
            best.add(_Pair(one.name, owner.entry, owner.place), compared)
            if owner.strong:
                best.reach(owner.entry, comparison.score)


def _compare_equal(one: AskedName, equal: Iterable[tuple[int, int]], index: Index, best: _Best) -> None:
    """Compare a name asked with the listed ones of the same words, whatever the bound of ``candidates`` says
    of them; but for those that were found to be equal, in whatever reading."""
    for entry, place in equal:
        pair = _Pair(one.name, entry, place)
        if pair in best.pairs and best.pairs[pair][3] is EQUAL:
            continue
        text = index.entry(entry).designation.names[place].text
        for reading, listed in enumerate(prepare(text, one.prepared.group)):
            if same_words(one.prepared, listed):
                best.add(pair, (1.0, -one.reading, -reading, EQUAL))
