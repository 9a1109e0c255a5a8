"""The first hits of a batch, as a page shows them beside its counts."""

from __future__ import annotations

from screening.domain.batch_job import BatchJob
from screening.services.deps import Deps
from screening.store.batch_hits import BatchHit, first_batch_hits

MOST_SHOWN = 100
"""Hits that a page shows; the files hold all of them."""


def first_hits(deps: Deps, job: BatchJob) -> list[BatchHit]:
    """The first hits of a batch that whoever asks may see; none before it has begun."""
    if job.batch_id is None:
        return []
    with deps.database.reading() as session:
        return first_batch_hits(session, job.batch_id, limit=MOST_SHOWN)
