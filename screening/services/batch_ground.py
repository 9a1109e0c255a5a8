"""What a batch stands on: the corpus of its beginning, however long it takes and however often it stops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from screening.domain.errors import InvalidPolicy, ListNotReady, UnknownPolicy, UnknownScreening
from screening.grouping.hits import PartyMap
from screening.matching.engine import ENGINE_VERSION
from screening.services.batch_files import JobFiles, JobState
from screening.services.corpus import Corpus, CorpusProvider
from screening.services.deps import Deps
from screening.services.party_groups import PartyBook
from screening.services.policy_book import policy_of
from screening.store.batches import Batch, get_batch
from screening.store.screenings import corpus_versions

PARTY_REVISION = "party_revision"
"""The setting of a batch that holds the revision of the party groups that it was answered with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The lists, party groups and instant that all rows of a batch are answered by. ``superseded``
    where an interrupted batch had begun on lists that are in force no longer."""

    corpus: Corpus
    parties: PartyMap
    at: datetime
    superseded: bool = False


def ground_of(deps: Deps, corpora: CorpusProvider, files: JobFiles, input_sha256: str) -> Ground:
    """That of the interrupted batch over this input whose files stand there, else that of now.

    Raises ``ListNotReady`` where no list is in force.
    """
    begun = _interrupted(deps, files)
    if begun is not None and begun.input_sha256 == input_sha256:
        found = recorded_ground(deps, corpora, begun)
        if found is not None and found.corpus.stamp == begun.corpus and begun.engine == ENGINE_VERSION:
            return replace(found, superseded=_in_force(corpora) != begun.corpus)
    return Ground(corpus=corpora.current(), parties=PartyBook(deps.database).current(), at=deps.clock())


def recorded_ground(deps: Deps, corpora: CorpusProvider, batch: Batch) -> Ground | None:
    """What a recorded batch was answered by, as this build has it; None where its policy cannot be read."""
    with deps.database.reading() as session:
        try:
            policy = policy_of(session, batch.policy)
        except (InvalidPolicy, UnknownPolicy):
            return None
        versions = corpus_versions(session, batch.corpus)
    corpus = corpora.of(versions, policy)
    return Ground(corpus=corpus, parties=_parties(deps, batch), at=batch.started_at)


def _in_force(corpora: CorpusProvider) -> str | None:
    try:
        return corpora.current().stamp
    except ListNotReady:
        return None


def _parties(deps: Deps, batch: Batch) -> PartyMap:
    """Batches of before the revision was kept: those of their day."""
    book = PartyBook(deps.database)
    revision = batch.settings.get(PARTY_REVISION)
    return book.at(batch.started_at) if revision is None else book.of_revision(revision)


def _interrupted(deps: Deps, files: JobFiles) -> Batch | None:
    job = files.read()
    if job is None or job.state is JobState.WHOLE:
        return None
    if job.state is JobState.RUNNING and not files.can_continue(job):
        return None
    with deps.database.reading() as session:
        try:
            return get_batch(session, job.batch_id)
        except UnknownScreening:
            return None
