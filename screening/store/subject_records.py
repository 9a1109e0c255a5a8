"""What is kept of parties, streamed: answers with their hits, the hits of batches, monitored subjects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.store.audit_contents import screenings_of as screenings_of_records
from screening.store.tables_monitoring import MonitoredSubjectRow, SubjectRevisionRow
from screening.store.tables_screening import BatchRow, HitRow, ScreeningRow

_CHUNK = 200


def screenings_of(session: Session, reference: str | None) -> Iterator[dict[str, Any]]:
    """Answers on a reference (None: on anybody), as ``row`` and ``hits``, by their records."""
    query = select(ScreeningRow.audit_seq).order_by(ScreeningRow.audit_seq)
    if reference is not None:
        query = query.where(ScreeningRow.reference == reference)
    with session.execute(query.execution_options(yield_per=_CHUNK)) as rows:
        for part in rows.scalars().partitions():
            found = screenings_of_records(session, part)
            yield from (found[seq] for seq in part if seq in found)


def batch_hits_of(session: Session, reference: str | None) -> Iterator[dict[str, Any]]:
    """Hits of batches on rows with that id (None: on any), each with the batch and the row."""
    query = (
        select(BatchRow.id, BatchRow.started_at, HitRow.row_number, HitRow.row_id, HitRow.content)
        .join(BatchRow, BatchRow.id == HitRow.batch_id)
        .order_by(BatchRow.started_at, HitRow.row_number, HitRow.rank)
        .execution_options(yield_per=_CHUNK)
    )
    if reference is not None:
        query = query.where(HitRow.row_id == reference)
    with session.execute(query) as rows:
        for batch_id, started_at, number, row_id, content in rows:
            said = {"batch": batch_id, "started_at": started_at.isoformat(), "row_number": number}
            yield {**said, "row_id": row_id, "hit": content}


def revisions_of(session: Session, reference: str | None) -> Iterator[dict[str, Any]]:
    """What was told of monitored subjects with that reference (None: of all), each change by itself."""
    row, subject = SubjectRevisionRow, MonitoredSubjectRow
    query = select(row, subject.portfolio, subject.reference).join(subject, subject.id == row.subject_id)
    if reference is not None:
        query = query.where(subject.reference == reference)
    found = session.execute(query.order_by(row.number).execution_options(yield_per=_CHUNK))
    for revision, portfolio, of_client in found:
        said = {"reference": of_client, "portfolio": portfolio, "revision": revision.number}
        groups = {"branch": revision.branch, "risk_class": revision.risk_class}
        told = {"at": revision.at.isoformat(), "by": revision.by, "state": revision.state}
        yield {**said, **told, **groups, "subject": revision.subject}
