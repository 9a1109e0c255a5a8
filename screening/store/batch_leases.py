"""Leases of batches: who carries one out says so again and again, and is otherwise taken for dead.

By the database's clock, which all workers share. A lease is an ``UPDATE`` that holds for one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, case, func, literal_column, or_, select, update
from sqlalchemy.orm import Session, aliased

from screening.domain.batch_job import AT_WORK, BatchJob, BatchState
from screening.store.batch_jobs import get_job
from screening.store.inserts import take_turns
from screening.store.tables_jobs import BatchJobRow

MOST_ATTEMPTS = 5
"""Leases of one batch without a row answered: what ends its workers each time is given up."""

_BEGUN = (BatchState.RUNNING.value, BatchState.CANCELLING.value)
_NOW = {
    "sqlite": "(julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "extract(epoch from clock_timestamp())",
}


def lease_next(session: Session, worker: str, seconds: float, at: datetime) -> BatchJob | None:
    """Take the lease of the batch that was asked for first and that nobody works on; None for none.
    From then on it is running, since ``at`` where that is new.

    A file that is being screened is not begun a second time beside it: the two would be one batch.
    """
    take_turns(session, "batch leases")
    now = _now(session)
    job_id = session.scalar(
        select(BatchJobRow.id)
        .where(
            BatchJobRow.state.in_([state.value for state in AT_WORK]),
            or_(BatchJobRow.leased_until.is_(None), BatchJobRow.leased_until < now),
            ~_same_file_begun(),
        )
        .order_by(BatchJobRow.asked_at, BatchJobRow.id)
        .limit(1)
    )
    if job_id is None:
        return None
    queued = BatchJobRow.state == BatchState.QUEUED.value
    values = {
        "state": case((queued, BatchState.RUNNING.value), else_=BatchJobRow.state),
        "started_at": func.coalesce(BatchJobRow.started_at, at),
        "leased_by": worker,
        "leased_until": now + seconds,
        "attempts": BatchJobRow.attempts + 1,
    }
    session.execute(update(BatchJobRow).where(BatchJobRow.id == job_id).values(values))
    return get_job(session, job_id)


def attempts_of(session: Session, job_id: str) -> int:
    """How often a batch was leased since the last row was answered."""
    return session.scalar(select(BatchJobRow.attempts).where(BatchJobRow.id == job_id)) or 0


def renew_lease(
    session: Session, job_id: str, worker: str, seconds: float, **progress: Any
) -> BatchState | None:
    """Keep a lease and tell how far the batch has come: its state, None where the lease was lost."""
    done = progress.get("rows_done", 0)
    values = progress | {
        "leased_until": _now(session) + seconds,
        "attempts": case((BatchJobRow.rows_done < done, 1), else_=BatchJobRow.attempts),
    }
    kept = update(BatchJobRow).where(*_held(job_id, worker)).values(values).returning(BatchJobRow.state)
    state = session.scalar(kept)
    return BatchState(state) if state else None


def end_lease(session: Session, job_id: str, worker: str, state: BatchState, **columns: Any) -> bool:
    """Give a lease back with the state that the batch is now in; False where it was lost."""
    values = columns | {"state": state.value, "leased_by": None, "leased_until": None}
    ended = update(BatchJobRow).where(*_held(job_id, worker)).values(values).returning(BatchJobRow.id)
    return session.scalar(ended) is not None


def _held(job_id: str, worker: str) -> tuple[ColumnElement[bool], ...]:
    return BatchJobRow.id == job_id, BatchJobRow.leased_by == worker


def _same_file_begun() -> ColumnElement[bool]:
    other = aliased(BatchJobRow)
    return (
        select(other.id)
        .where(
            other.input_sha256 == BatchJobRow.input_sha256,
            other.id != BatchJobRow.id,
            other.state.in_(_BEGUN),
        )
        .exists()
    )


def _now(session: Session) -> ColumnElement[float]:
    return func.coalesce(literal_column(_NOW[session.get_bind().dialect.name], Float), 0.0)
