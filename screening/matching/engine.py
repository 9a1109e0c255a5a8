"""Subject and index in, hits out."""

from __future__ import annotations

from collections import defaultdict

from screening.domain.screening import POINTS, Corroboration, Hit, Subject
from screening.matching.candidates import candidates
from screening.matching.features import comparable, subject_identifiers
from screening.matching.index import Index
from screening.matching.policy import Policy
from screening.matching.prepared import prepare
from screening.matching.scoring import score
from screening.text.tokens import GROUP_OF_TYPE, NameGroup

ENGINE_VERSION = "3"

_BY_CORROBORATION = {
    Corroboration.CONFIRMED: 0,
    Corroboration.PARTIAL: 1,
    Corroboration.NOT_COMPARED: 2,
    Corroboration.CONFLICTING: 3,
}


def screen_subject(
    subject: Subject,
    index: Index,
    policy: Policy,
    *,
    threshold: int | None,
    lists: frozenset[str] = frozenset(),
) -> tuple[Hit, ...]:
    """All hits at or above ``threshold`` (points; None: the policy's for the list and type), best
    first; ``lists`` empty means all.

    Ties are ordered by corroboration, the sum before the cap, list and reference.
    """
    least = policy.least_threshold(lists or index.list_ids) if threshold is None else threshold
    found: dict[int, set[int] | None] = dict(_by_name(subject, index, policy, least))
    found |= dict.fromkeys(_by_identifier(subject, index))
    hits = (
        score(subject, index.entry(number), policy, names=names)
        for number, names in found.items()
        if not lists or index.list_id(number) in lists
    )
    return tuple(sorted((hit for hit in hits if _counts(hit, policy, threshold)), key=_rank))


def _counts(hit: Hit, policy: Policy, threshold: int | None) -> bool:
    least = policy.threshold_of(hit.list_id, hit.party_type) if threshold is None else threshold
    return hit.score >= least


def _rank(hit: Hit) -> tuple[int, int, int, str, str]:
    return -hit.score, _BY_CORROBORATION[hit.corroboration], -hit.uncapped, hit.list_id, hit.authority_ref


def _by_name(subject: Subject, index: Index, policy: Policy, threshold: int) -> dict[int, set[int]]:
    """The entries with a name that could be a hit, and the places of those names among theirs."""
    found: dict[int, set[int]] = defaultdict(set)
    for group in NameGroup:
        needed, section = _name_needed(subject, policy, group, threshold), index.sections[group]
        if needed is None:
            continue
        for name in (subject.name, *subject.aliases):
            for reading in prepare(name, group):
                numbers = candidates(section, index.lexicon, reading, needed)
                pairs = zip(section.entries[numbers].tolist(), section.places[numbers].tolist(), strict=True)
                for entry, place in (*pairs, *index.with_equal_name(reading)):
                    found[entry].add(place)
    return found


def _name_needed(subject: Subject, policy: Policy, group: NameGroup, threshold: int) -> float | None:
    """The least name score, in [0, 1], from which other facts could still lift to the threshold; None
    where none could. An equal name is always wanted: a floor may lift it whatever it conflicts with."""
    most = sum(max(weight.agree, 0) for weight in policy.facts.values()) if _has_facts(subject) else 0
    if subject.type and group is not GROUP_OF_TYPE[subject.type]:
        craft = NameGroup.CRAFT in (group, GROUP_OF_TYPE[subject.type])
        if craft and threshold > policy.other_type_most:
            return None
        most += policy.other_type if craft else policy.akin_type
    return min((threshold - most) / POINTS, 1.0)


def _has_facts(subject: Subject) -> bool:
    return subject != Subject(
        name=subject.name, aliases=subject.aliases, type=subject.type, context=subject.context
    )


def _by_identifier(subject: Subject, index: Index) -> set[int]:
    found: set[int] = set()
    for asked in subject_identifiers(subject):
        for kind in index.identifier_types:
            value = comparable(kind, asked.value)
            found.update(index.with_identifier(kind, value) if value else ())
    return found
