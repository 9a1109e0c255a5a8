"""Subjects and index in, hits out."""

from __future__ import annotations

from collections.abc import Sequence

from screening.domain.screening import Corroboration, Hit, Subject
from screening.matching.features import comparable, subject_identifiers
from screening.matching.finding import Found, find_names, look_ahead
from screening.matching.index import Index
from screening.matching.policy import Policy
from screening.matching.scoring import NameFinding, score

ENGINE_VERSION = "7"

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
    return screen_subjects((subject,), index, policy, threshold=threshold, lists=lists)[0]


def screen_subjects(
    subjects: Sequence[Subject],
    index: Index,
    policy: Policy,
    *,
    threshold: int | None,
    lists: frozenset[str] = frozenset(),
) -> list[tuple[Hit, ...]]:
    """What ``screen_subject`` finds of each subject, which takes many of them a fraction of the time."""
    found = find_names(subjects, index, policy, _least(index, policy, threshold, lists))
    return [
        _hits(subject, names, index, policy, threshold, lists)
        for subject, names in zip(subjects, found, strict=True)
    ]


def foresee(
    subjects: Sequence[Subject],
    index: Index,
    policy: Policy,
    *,
    threshold: int | None,
    lists: frozenset[str] = frozenset(),
) -> None:
    """Prepare to screen many subjects one after the other: the answers are the same, and come sooner."""
    look_ahead(subjects, index, policy, _least(index, policy, threshold, lists))


def _hits(
    subject: Subject,
    names: Found,
    index: Index,
    policy: Policy,
    threshold: int | None,
    lists: frozenset[str],
) -> tuple[Hit, ...]:
    found: dict[int, list[NameFinding] | None] = {**names, **dict.fromkeys(_by_identifier(subject, index))}
    hits = (
        score(subject, index.entry(number), policy, names=some)
        for number, some in found.items()
        if not lists or index.list_id(number) in lists
    )
    return tuple(sorted((hit for hit in hits if _counts(hit, policy, threshold)), key=_rank))


def _least(index: Index, policy: Policy, threshold: int | None, lists: frozenset[str]) -> int:
    return policy.least_threshold(lists or index.list_ids) if threshold is None else threshold


def _counts(hit: Hit, policy: Policy, threshold: int | None) -> bool:
    least = policy.threshold_of(hit.list_id, hit.party_type) if threshold is None else threshold
    return hit.score >= least and not policy.leaves_out(hit.list_id, hit.programmes)


def _rank(hit: Hit) -> tuple[int, int, int, str, str]:
    return -hit.score, _BY_CORROBORATION[hit.corroboration], -hit.uncapped, hit.list_id, hit.authority_ref


def _by_identifier(subject: Subject, index: Index) -> set[int]:
    found: set[int] = set()
    for asked in subject_identifiers(subject):
        for kind in index.identifier_types:
            value = comparable(kind, asked.value)
            found.update(index.with_identifier(kind, value) if value else ())
    return found
