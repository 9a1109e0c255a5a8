"""What becomes of answered rows beside the files: hits are recorded, alerts raised, the batch is closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from sqlalchemy.orm import Session

from screening.domain.access import operator
from screening.services.batch_alerts import AskedRow, rows_between, screening_of
from screening.services.batch_rows import ChunkAnswer, Plan
from screening.services.corpus import Corpus
from screening.services.deps import Deps
from screening.services.recorder import Answered, write_answers
from screening.services.screen import basis_of
from screening.services.suppressing import record_lapses
from screening.services.zero_footprint import redacted_hit
from screening.store.alerts import take_alerts
from screening.store.batches import BatchHit, add_batch_hits, finish_batch, get_batch

_HITS_A_TRANSACTION = 250
"""Hits recorded at once, so that no write transaction is long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRecorder:
    """Records the answers of one batch, as of whom it is and under which rules."""

    deps: Deps
    corpus: Corpus
    plan: Plan
    batch_id: str
    actor: str
    zero_footprint: bool
    portfolio: str | None

    def record(self, answer: ChunkAnswer) -> None:
        """The hits of a chunk in short transactions of whole rows, with their alerts; the last one
        counts the chunk. What is recorded already is left as it is."""
        for hits, last in _parts(answer):
            kept = [replace(one, hit=redacted_hit(one.hit)) for one in hits] if self.zero_footprint else hits
            with self.deps.database.writing() as session:
                done = get_batch(session, self.batch_id).rows_done
                add_batch_hits(session, self.batch_id, kept, rows_done=last)
                self._raise_alerts(session, rows_between(answer.asked, done, last))
        if answer.lapsed:
            with self.deps.database.writing() as session:
                take_alerts(session)
                record_lapses(session, answer.lapsed, self.deps.clock())

    def finish(self, counts: dict[str, int]) -> None:
        """Close the batch with its one audit record."""
        with self.deps.database.writing() as session:
            finish_batch(session, self.batch_id, counts=counts, at=self.deps.clock(), actor=self.actor)

    def _raise_alerts(self, session: Session, rows: list[AskedRow]) -> None:
        plan, by = self.plan, operator(self.actor)
        if not rows or plan.suppressions is None:
            return
        demanded = frozenset(version.list_id for version in self.corpus.versions)
        basis = basis_of(plan.parties, demanded, plan.terms)
        answers = []
        for row in rows:
            screening = screening_of(row, plan.terms, self.corpus, plan.suppressions.at)
            request = replace(screening.request, limit=plan.limit, portfolio=self.portfolio)
            answers.append(replace(screening, request=request, basis=basis))
        write_answers(session, [Answered(one, self.corpus, self.actor, alerts_for=by) for one in answers])


def _parts(answer: ChunkAnswer) -> Iterator[tuple[list[BatchHit], int]]:
    part: list[BatchHit] = []
    for row_number, of_row in groupby(answer.recorded, key=attrgetter("row_number")):
        if len(part) >= _HITS_A_TRANSACTION:
            yield part, row_number - 1
            part = []
        part.extend(of_row)
    yield part, answer.last
