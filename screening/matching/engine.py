"""Subject and index in, hits out."""

from __future__ import annotations

from screening.domain.designation import PartyType
from screening.domain.screening import POINTS, Corroboration, Hit, Subject
from screening.matching.candidates import candidates
from screening.matching.features import comparable, subject_identifiers
from screening.matching.index import Index
from screening.matching.policy import Policy
from screening.matching.prepared import prepare
from screening.matching.scoring import score
from screening.text.tokens import GROUP_OF_TYPE, NameGroup

ENGINE_VERSION = "1"

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
    entries = _by_identifier(subject, index)
    for group in NameGroup:
        entries |= _by_name(subject, index, group, _name_needed(subject, policy, group, least))
    wanted = (number for number in entries if not lists or index.list_id(number) in lists)
    hits = (score(subject, index.entry(number), policy) for number in wanted)
    return tuple(sorted((hit for hit in hits if _counts(hit, policy, threshold)), key=_rank))


def _counts(hit: Hit, policy: Policy, threshold: int | None) -> bool:
    least = policy.threshold_of(hit.list_id, hit.party_type) if threshold is None else threshold
    return hit.score >= least


def _rank(hit: Hit) -> tuple[int, int, int, str, str]:
    return -hit.score, _BY_CORROBORATION[hit.corroboration], -hit.uncapped, hit.list_id, hit.authority_ref


def _name_needed(subject: Subject, policy: Policy, group: NameGroup, threshold: int) -> float:
    """The least name score, in [0, 1], from which other facts could still lift to the threshold.
    An equal name is always wanted: a floor may lift it whatever it conflicts with."""
    most = sum(max(weight.agree, 0) for weight in policy.facts.values()) if _has_facts(subject) else 0
    if subject.type:
        groups = {GROUP_OF_TYPE[party_type] for party_type in PartyType} - {GROUP_OF_TYPE[subject.type]}
        craft = NameGroup.CRAFT in (group, GROUP_OF_TYPE[subject.type])
        most += (policy.other_type if craft else policy.akin_type) if group in groups else 0
    return min((threshold - most) / POINTS, 1.0)


def _has_facts(subject: Subject) -> bool:
    return subject != Subject(
        name=subject.name, aliases=subject.aliases, type=subject.type, context=subject.context
    )


def _by_name(subject: Subject, index: Index, group: NameGroup, needed: float) -> set[int]:
    section = index.sections[group]
    found: set[int] = set()
    for name in (subject.name, *subject.aliases):
        for reading in prepare(name, group):
            numbers = candidates(section, index.lexicon, reading, needed)
            found.update(section.entries[numbers].tolist())
    return found


def _by_identifier(subject: Subject, index: Index) -> set[int]:
    found: set[int] = set()
    for asked in subject_identifiers(subject):
        for kind in index.identifier_types:
            value = comparable(kind, asked.value)
            found.update(index.with_identifier(kind, value) if value else ())
    return found
