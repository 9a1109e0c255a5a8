"""Batches of both ways in, newest first: those asked for over HTTP, and those of the command line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, Select, false, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from screening.domain.batch_job import BatchJob, BatchState
from screening.domain.errors import UnknownBatch
from screening.store.batch_jobs import get_job, of_record, read_rows
from screening.store.tables_jobs import BatchJobRow
from screening.store.tables_screening import BatchRow
from screening.store.types import is_plain

_JOB, _RECORD = "job", "record"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFilter:
    """What batches must fulfil, all of it. ``portfolios`` are those that may be seen, None for all; whoever
    sees all sees those of the command line too."""

    portfolios: Collection[str] | None = None
    portfolio: str | None = None
    states: Collection[BatchState] = ()
    asked_by: str | None = None


def find_batch(session: Session, batch_id: str) -> BatchJob:
    """A batch by the id that it was asked for under, else by that of its record.

    Raises ``UnknownBatch``.
    """
    try:
        return get_job(session, batch_id)
    except UnknownBatch:
        row = session.get(BatchRow, batch_id) if is_plain(batch_id) else None
        if row is None:
            raise
        return of_record(row)


def count_batches(session: Session, wanted: BatchFilter) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(_found(wanted).subquery())) or 0


def list_batches(session: Session, wanted: BatchFilter, *, offset: int, limit: int) -> list[BatchJob]:
    """A page of batches, the newest first."""
    found = _found(wanted).subquery()
    order = (found.c.at.desc(), found.c.id.desc())
    page = select(found.c.id, found.c.kind).order_by(*order).offset(offset).limit(limit)
    keys = list(session.execute(page))
    jobs = select(BatchJobRow).where(BatchJobRow.id.in_([key.id for key in keys if key.kind == _JOB]))
    records = select(BatchRow).where(BatchRow.id.in_([key.id for key in keys if key.kind == _RECORD]))
    by_id = {job.id: job for job in read_rows(session, list(session.scalars(jobs)))}
    by_id |= {row.id: of_record(row) for row in session.scalars(records)}
    return [by_id[key.id] for key in keys]


def _found(wanted: BatchFilter) -> CompoundSelect[str, datetime, str]:
    return union_all(_jobs(wanted), _records(wanted))


def _jobs(wanted: BatchFilter) -> Select[str, datetime, str]:
    asked: list[ColumnElement[bool]] = []
    if wanted.portfolios is not None:
        asked.append(BatchJobRow.portfolio.in_(list(wanted.portfolios)))
    if wanted.portfolio is not None:
        named = [wanted.portfolio] if is_plain(wanted.portfolio) else []
        asked.append(BatchJobRow.portfolio.in_(named))
    if wanted.states:
        asked.append(BatchJobRow.state.in_([state.value for state in wanted.states]))
    if wanted.asked_by is not None:
        asked.append(BatchJobRow.asked_by == wanted.asked_by)
    return select(BatchJobRow.id, BatchJobRow.asked_at.label("at"), literal(_JOB).label("kind")).where(*asked)


def _records(wanted: BatchFilter) -> Select[str, datetime, str]:
    of_a_job = select(BatchJobRow.id).where(BatchJobRow.batch_id == BatchRow.id).exists()
    asked = [~of_a_job]
    if wanted.portfolios is not None or wanted.portfolio is not None:
        asked.append(false())
    if wanted.states:
        finished = BatchRow.finished_at.is_not(None)
        of_state = {BatchState.DONE: finished, BatchState.UNFINISHED: ~finished}
        states = [of_state[state] for state in wanted.states if state in of_state]
        asked.append(or_(false(), *states))
    if wanted.asked_by is not None:
        asked.append(BatchRow.actor == wanted.asked_by)
    return select(BatchRow.id, BatchRow.started_at.label("at"), literal(_RECORD).label("kind")).where(*asked)
