"""A rescreening done again: the same subjects as they were, against the same versions, under the same policy.

What it comes to is compared with what was known when the run had ended, subject by subject; where all of them
are screened again, the digest is compared as well. Nothing is recorded.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from screening.domain.errors import Fault, InvalidPolicy, InvalidRequest, UnknownPolicy, UnknownVersion
from screening.domain.monitoring import KnownHit, Rescreening
from screening.domain.party_group import Member
from screening.domain.screening import POINTS
from screening.matching.engine import ENGINE_VERSION
from screening.services.corpus import Corpus, CorpusProvider
from screening.services.deps import Deps
from screening.services.policy_book import policy_of
from screening.services.replay import ALTERED, Outcome
from screening.services.rescreen_workers import Scored, Workers
from screening.store.coverage_rows import references_of
from screening.store.lists import get_version
from screening.store.rescreenings import get_run
from screening.store.run_subjects import hits_after, subjects_as_they_were, subjects_of_run
from screening.store.states import fingerprints_in
from screening.store.subject_hits import HitDigest
from screening.text.fold import NORMALISER_VERSION

CHUNK = 1_000
MOST_DIFFERENCES = 100
MOST_SAMPLED, MOST_REPLAYED = 100_000, 5_000
"""Subjects of a sample; those over HTTP, where somebody waits for it."""

NOT_ENDED = "it has not ended, or was given up: the next run covers it"


@dataclass(frozen=True, slots=True)
class RunDifference:
    """A hit that was known and is not found, or the other way round, or scores otherwise."""

    reference: str
    member: Member
    recorded: int | None
    replayed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReplay:
    """What a run done again comes to. ``of_subjects`` are those that are still here of its subjects, of whom
    ``subjects`` were screened again; ``digest`` is over their hits, None where that cannot be compared."""

    run: Rescreening
    outcome: Outcome
    of_subjects: int = 0
    subjects: int = 0
    hits: int = 0
    digest: str | None = None
    reasons: tuple[str, ...] = ()
    differences: tuple[RunDifference, ...] = ()


def replay_run(
    deps: Deps,
    corpora: CorpusProvider,
    number: int,
    *,
    sample: int | None = None,
    seed: int = 0,
    workers: int = 1,
) -> RunReplay:
    """Do the run of that number again, on a sample of its subjects drawn by ``seed`` (None: on all).

    Raises ``UnknownRescreening``, ``InvalidRequest`` (sample).
    """
    if sample is not None and not 1 <= sample <= MOST_SAMPLED:
        raise InvalidRequest([Fault("sample", f"must be from 1 to {MOST_SAMPLED:,}")])
    with deps.database.reading() as session:
        run = get_run(session, number)
    if run.finished_at is None or run.digest is None:
        return RunReplay(run=run, outcome=Outcome.NOT_REPLAYABLE, reasons=(NOT_ENDED,))
    try:
        corpus = _corpus(deps, corpora, run)
    except (InvalidPolicy, UnknownPolicy, UnknownVersion) as error:
        return RunReplay(run=run, outcome=Outcome.NOT_REPLAYABLE, reasons=(str(error),))
    with deps.database.reading() as session:
        everybody = subjects_of_run(session, run)
    chosen = _sample(sorted(everybody), sample, seed)
    tally = _Tally(is_whole=len(chosen) == len(everybody) == run.subjects)
    with Workers(workers) as pool:
        again = _Again(deps, run, corpus, pool)
        for some in again.screened({one: everybody[one] for one in chosen}):
            tally.add(*some)
    return _result(RunReplay(run=run, outcome=Outcome.SAME, of_subjects=len(everybody)), corpus, tally)


def _corpus(deps: Deps, corpora: CorpusProvider, run: Rescreening) -> Corpus:
    with deps.database.reading() as session:
        policy = policy_of(session, run.policy)
        versions = [get_version(session, *one) for one in sorted(run.versions.items())]
    return corpora.of(versions, policy)


def _sample(ids: Sequence[int], sample: int | None, seed: int) -> Sequence[int]:
    if sample is None or sample >= len(ids):
        return ids
    return sorted(random.Random(seed).sample(ids, sample))


@dataclass(frozen=True, slots=True)
class _Again:
    deps: Deps
    run: Rescreening
    corpus: Corpus
    pool: Workers

    def screened(
        self, numbers: Mapping[int, int]
    ) -> Iterator[
        tuple[Mapping[int, Sequence[KnownHit]], Mapping[int, Mapping[Member, int]], Mapping[int, str]]
    ]:
        """Chunk by chunk the hits of subjects (by id the number of their change), those that were known of
        them, and their references."""
        ids = list(numbers)
        chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
        texts = (self._texts([numbers[one] for one in chunk]) for chunk in chunks)
        folder, policy = self.corpus.index.folder, self.corpus.policy
        found = self.pool.screened(folder, policy, texts, count=len(ids))
        for chunk, scored in zip(chunks, found, strict=True):
            with self.deps.database.reading() as session:
                known, names = hits_after(session, self.run, chunk), references_of(session, chunk)
            yield self._hits(chunk, scored), known, names

    def _texts(self, numbers: Sequence[int]) -> list[Any]:
        with self.deps.database.reading() as session:
            found = subjects_as_they_were(session, numbers)
        return [found[number] for number in numbers]

    def _hits(self, chunk: Sequence[int], scored: Sequence[Sequence[Scored]]) -> dict[int, list[KnownHit]]:
        refs: dict[str, set[str]] = {}
        for hit in (hit for hits in scored for hit in hits):
            refs.setdefault(hit.list_id, set()).add(hit.authority_ref)
        with self.deps.database.reading() as session:
            states = {
                list_id: fingerprints_in(session, list_id, self.run.versions[list_id], some)
                for list_id, some in refs.items()
            }
        return {
            subject: [
                KnownHit(
                    subject_id=subject,
                    member=Member(hit.list_id, hit.authority_ref),
                    fingerprint=states[hit.list_id][hit.authority_ref],
                    score=hit.score,
                )
                for hit in hits
            ]
            for subject, hits in zip(chunk, scored, strict=True)
        }


@dataclass(slots=True)
class _Tally:
    is_whole: bool
    subjects: int = 0
    hits: int = 0
    digest: HitDigest = field(default_factory=HitDigest)
    differences: list[RunDifference] = field(default_factory=list)
    is_different: bool = False

    def add(
        self,
        found: Mapping[int, Sequence[KnownHit]],
        known: Mapping[int, Mapping[Member, int]],
        names: Mapping[int, str],
    ) -> None:
        for subject, hits in found.items():
            self.subjects += 1
            self.hits += len(hits)
            self.digest.add(hits)
            now, then = {one.member: one.score for one in hits}, known[subject]
            for member in sorted(one for one in {*now, *then} if now.get(one) != then.get(one)):
                self.is_different = True
                if len(self.differences) < MOST_DIFFERENCES:
                    difference = RunDifference(names[subject], member, then.get(member), now.get(member))
                    self.differences.append(difference)


def _result(begun: RunReplay, corpus: Corpus, tally: _Tally) -> RunReplay:
    run, digest = begun.run, tally.digest.value if tally.is_whole else None
    differs = tally.is_different or (digest is not None and digest != run.digest)
    reasons = tuple(_reasons(begun, corpus))
    return replace(
        begun,
        outcome=Outcome.DIFFERS if differs else Outcome.SAME,
        subjects=tally.subjects,
        hits=tally.hits,
        digest=digest,
        reasons=reasons or ((ALTERED,) if differs else ()),
        differences=tuple(tally.differences),
    )


def _reasons(begun: RunReplay, corpus: Corpus) -> Iterator[str]:
    run = begun.run
    parts = (("engine", run.engine, ENGINE_VERSION), ("normaliser", run.normaliser, NORMALISER_VERSION))
    differing = [part for part in parts if part[1] != part[2]]
    for name, old, new in differing:
        yield f"it was done with {name} {old}, and this build has {new}"
    if corpus.stamp != run.corpus and not differing:
        yield "the lists or the policy that are stored are not those of the run"
    if missing := run.subjects - begun.of_subjects:
        yield f"{missing:,} of its subjects were changed while it was under way, or were purged since"


def run_replay_to_dict(found: RunReplay) -> dict[str, Any]:
    """A run done again, as JSON."""
    return {
        "rescreening": found.run.id,
        "outcome": found.outcome.value,
        "policy": found.run.policy,
        "corpus": found.run.corpus,
        "of_subjects": found.of_subjects,
        "subjects": found.subjects,
        "hits": found.hits,
        "digest_recorded": found.run.digest,
        "digest_replayed": found.digest,
        "reasons": list(found.reasons),
        "differences": [
            {
                "reference": one.reference,
                **one.member._asdict(),
                "score_recorded": None if one.recorded is None else one.recorded / POINTS,
                "score_replayed": None if one.replayed is None else one.replayed / POINTS,
            }
            for one in found.differences
        ],
    }
