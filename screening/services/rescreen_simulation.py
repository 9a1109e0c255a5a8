"""Another policy or threshold tried on monitored subjects before it is put in force: alerts gained and lost.

Nothing is written but the audit record that it was asked for.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from screening.domain.access import Principal
from screening.domain.errors import Fault, InvalidRequest
from screening.domain.monitoring import MonitoredSubject
from screening.domain.party_group import Member
from screening.domain.screening import POINTS
from screening.matching.engine import screen_subjects
from screening.matching.policy import Policy
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.policy_book import policy_of
from screening.services.terms import check_threshold
from screening.store import audit
from screening.store.subject_reading import active_subjects, subjects_of
from screening.store.subjects import last_revision

AUDIT_KIND = "policy_simulated"
"""The kind of the audit record."""

MOST_SAMPLED = 100_000
MOST_EXAMPLES = 50
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationOrder:
    """What is tried: a policy that is kept here (None: the one in force), a threshold in points (None: the
    policy's own), on a sample of so many subjects (None: all), drawn by ``seed``."""

    policy_id: str | None = None
    threshold: int | None = None
    sample: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A hit that would be gained or lost, with its score now and then; None where it would score too low."""

    reference: str
    name: str
    member: Member
    score_now: int | None
    score_then: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySimulation:
    """What a policy would change: hits of the subjects asked, gained and lost, with the first of them."""

    policy_now: str
    policy_then: str
    threshold: int | None
    subjects: int
    of_subjects: int
    seed: int
    hits_now: int
    hits_then: int
    gained: int
    lost: int
    subjects_gained: int
    subjects_lost: int
    examples: tuple[Difference, ...]


def simulate_policy(
    deps: Deps, corpora: CorpusProvider, order: SimulationOrder, *, by: Principal
) -> PolicySimulation:
    """Try a policy on monitored subjects that ``by`` sees.

    Raises ``UnknownPolicy``, ``InvalidRequest`` (threshold, sample), ``ListNotReady``.
    """
    corpus = corpora.current()
    with deps.database.reading() as session:
        then = policy_of(session, order.policy_id) if order.policy_id else corpus.policy
        every = active_subjects(session, up_to=last_revision(session), screened=True)
    if order.threshold is not None:
        check_threshold(order.threshold, then)
    chosen = _sample([one.id for one in every], order)
    tally = _Tally()
    for subjects in _chunks(deps, chosen, by):
        texts = [one.entry.subject for one in subjects]
        now = screen_subjects(texts, corpus.index, corpus.policy, threshold=None)
        other = screen_subjects(texts, corpus.index, then, threshold=order.threshold)
        for subject, *hits in zip(subjects, now, other, strict=True):
            before, after = ({Member(h.list_id, h.authority_ref): h.score for h in some} for some in hits)
            tally.add(subject, before, after)
    found = tally.result(corpus.policy, then, order, of_subjects=len(every))
    _record(deps, found, by)
    return found


def _sample(ids: Sequence[int], order: SimulationOrder) -> list[int]:
    size = order.sample if order.sample is not None else len(ids)
    if not 1 <= size <= MOST_SAMPLED and order.sample is not None:
        raise InvalidRequest([Fault("sample", f"must be from 1 to {MOST_SAMPLED:,}")])
    if size >= len(ids):
        return list(ids)
    return sorted(random.Random(order.seed).sample(list(ids), size))


def _chunks(deps: Deps, ids: Sequence[int], by: Principal) -> Iterator[list[MonitoredSubject]]:
    for start in range(0, len(ids), _CHUNK):
        with deps.database.reading() as session:
            found = subjects_of(session, ids[start : start + _CHUNK])
        if seen := [one for one in found if by.sees(one.entry.portfolio)]:
            yield seen


class _Tally:
    def __init__(self) -> None:
        self._subjects = self._now = self._then = 0
        self._gained: list[Difference] = []
        self._lost: list[Difference] = []

    def add(self, subject: MonitoredSubject, now: dict[Member, int], then: dict[Member, int]) -> None:
        self._subjects += 1
        self._now, self._then = self._now + len(now), self._then + len(then)
        entry = subject.entry
        for kept, members in (
            (self._gained, then.keys() - now.keys()),
            (self._lost, now.keys() - then.keys()),
        ):
            kept += [
                Difference(entry.reference, entry.subject.name, one, now.get(one), then.get(one))
                for one in sorted(members)
            ]

    def result(
        self, now: Policy, then: Policy, order: SimulationOrder, *, of_subjects: int
    ) -> PolicySimulation:
        half = MOST_EXAMPLES // 2
        return PolicySimulation(
            policy_now=now.id,
            policy_then=then.id,
            threshold=order.threshold,
            subjects=self._subjects,
            of_subjects=of_subjects,
            seed=order.seed,
            hits_now=self._now,
            hits_then=self._then,
            gained=len(self._gained),
            lost=len(self._lost),
            subjects_gained=len({one.reference for one in self._gained}),
            subjects_lost=len({one.reference for one in self._lost}),
            examples=(*self._gained[:half], *self._lost[:half]),
        )


def _record(deps: Deps, found: PolicySimulation, by: Principal) -> None:
    names = ("policy_now", "policy_then", "threshold", "subjects", "seed", "gained", "lost")
    with deps.database.writing() as session:
        said = {name: getattr(found, name) for name in names}
        audit.append(session, at=deps.clock(), actor=by.name, kind=AUDIT_KIND, payload=said)


def simulation_to_dict(found: PolicySimulation) -> dict[str, Any]:
    """A simulation as JSON."""
    plain = {name: getattr(found, name) for name in PolicySimulation.__slots__ if name != "examples"}
    plain["threshold"] = None if found.threshold is None else found.threshold / POINTS
    examples = [
        {
            "reference": one.reference,
            "name": one.name,
            **one.member._asdict(),
            "kind": "gained" if one.score_now is None else "lost",
            "score_now": None if one.score_now is None else one.score_now / POINTS,
            "score_then": None if one.score_then is None else one.score_then / POINTS,
        }
        for one in found.examples
    ]
    return {**plain, "examples": examples}
