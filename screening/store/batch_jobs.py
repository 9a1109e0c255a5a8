"""Batches as they are asked for: kept, read one by one, and changed by whoever asks."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.batch_job import AT_WORK, BatchJob, BatchOptions, BatchState
from screening.domain.errors import UnknownBatch
from screening.store.inserts import take_turns
from screening.store.tables_jobs import BatchJobRow
from screening.store.tables_screening import BatchRow
from screening.store.types import is_plain

_READ = {one.name for one in fields(BatchJob)} - {"state", "options", "warnings", "record"}
_RECORDED = ("policy", "engine", "corpus", "threshold")


def new_job_id() -> str:
    """A fresh id: 32 hex digits, random."""
    return uuid.uuid4().hex


def add_job(session: Session, job: BatchJob, once: tuple[str, str] | None) -> None:
    """Keep a new job; ``once`` is the digest of its idempotency key and that of its request."""
    scope, request = once or (None, None)
    columns = {name: getattr(job, name) for name in _READ}
    session.add(
        BatchJobRow(
            **columns,
            state=job.state.value,
            options=asdict(job.options or BatchOptions()),
            once_scope=scope,
            once_request=request,
            attempts=0,
        )
    )
    session.flush()


def asked_before(session: Session, scope: str, since: datetime) -> tuple[str, str] | None:
    """The id of the job that was asked for under an idempotency key, and the digest of its request.
    Until the commit nobody else asks under that key."""
    take_turns(session, f"batch once {scope}")
    found = select(BatchJobRow.id, BatchJobRow.once_request).where(
        BatchJobRow.once_scope == scope, BatchJobRow.asked_at > since
    )
    row = session.execute(found.order_by(BatchJobRow.asked_at.desc()).limit(1)).first()
    return None if row is None else (row.id, row.once_request or "")


def get_job(session: Session, job_id: str, *, to_change: bool = False) -> BatchJob:
    """A job as it is; ``to_change`` keeps others from changing it until the commit.

    Raises ``UnknownBatch``.
    """
    row = None
    if is_plain(job_id):
        row = session.get(BatchJobRow, job_id, populate_existing=True, with_for_update=to_change)
    if row is None:
        raise UnknownBatch(f"there is no batch {job_id!r} here")
    return read_rows(session, [row])[0]


def change_job(session: Session, job_id: str, **columns: Any) -> None:
    """Set columns of a job that was read ``to_change``."""
    row = session.get_one(BatchJobRow, job_id)
    for name, value in columns.items():
        setattr(row, name, value)
    session.flush()


def due_jobs(session: Session, now: datetime) -> list[BatchJob]:
    """Jobs whose files are to be removed: their time is over, and nobody works on them."""
    query = select(BatchJobRow).where(
        BatchJobRow.files_gone_at.is_(None),
        BatchJobRow.expires_at <= now,
        BatchJobRow.state.not_in([state.value for state in AT_WORK]),
    )
    return read_rows(session, list(session.scalars(query.order_by(BatchJobRow.expires_at))))


def read_rows(session: Session, rows: Sequence[BatchJobRow]) -> list[BatchJob]:
    """Jobs with what their batches' records say."""
    records = _records(session, [row.batch_id for row in rows if row.batch_id])
    return [_job(row, records.get(row.batch_id or "")) for row in rows]


def of_record(row: BatchRow) -> BatchJob:
    """A batch of the command line, by its record."""
    return BatchJob(
        id=row.id,
        state=BatchState.DONE if row.finished_at else BatchState.UNFINISHED,
        input_name=row.input_name,
        input_sha256=row.input_sha256,
        asked_by=row.actor,
        asked_at=row.started_at,
        portfolio=row.settings.get("portfolio"),
        batch_id=row.id,
        rows=sum(row.counts.values()) if row.counts else None,
        rows_done=row.rows_done,
        started_at=row.started_at,
        finished_at=row.finished_at,
        counts=row.counts,
        record=_recorded(row),
    )


def _records(session: Session, batch_ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    rows = session.scalars(select(BatchRow).where(BatchRow.id.in_(batch_ids))) if batch_ids else ()
    return {row.id: _recorded(row) for row in rows}


def _recorded(row: BatchRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _RECORDED}


def _job(row: BatchJobRow, record: Mapping[str, Any] | None) -> BatchJob:
    return BatchJob(
        **{name: getattr(row, name) for name in _READ},
        state=BatchState(row.state),
        options=BatchOptions(**row.options),
        warnings=tuple(row.warnings or ()),
        record=record,
    )
