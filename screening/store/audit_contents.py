"""What records are about, read for those who want it whole: answers with their hits, batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from screening.store.audit_cover import row_content
from screening.store.batches import AUDIT_KIND as BATCH
from screening.store.hits import told_rows
from screening.store.screenings import AUDIT_KIND as SCREENING
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from screening.store.tables_screening import BatchRow, HitRow, ScreeningRow

_CHUNK = 500


def seq_range(session: Session, since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """The first and the last record of a time, from ``since`` until before ``until``; the last is
    before the first where there is none. Records in between are all in it, whatever a clock said."""
    query = select(func.coalesce(func.min(AuditRow.seq), 1), func.coalesce(func.max(AuditRow.seq), 0))
    if since:
        query = query.where(AuditRow.at >= since)
    if until:
        query = query.where(AuditRow.at < until)
    first, last = session.execute(query).one()
    return first, last


def records(session: Session, first: int, last: int) -> Iterator[list[dict[str, Any]]]:
    """Records with salt and payload (None where purged), chunk by chunk."""
    query = (
        select(*AuditRow.__table__.columns, AuditPayloadRow.salt, AuditPayloadRow.payload)
        .outerjoin(AuditPayloadRow, AuditPayloadRow.seq == AuditRow.seq)
        .where(AuditRow.seq.between(first, last))
        .order_by(AuditRow.seq)
        .execution_options(yield_per=_CHUNK)
    )
    with session.execute(query) as rows:
        for part in rows.mappings().partitions():
            yield [dict(row) for row in part]


def screenings_of(session: Session, seqs: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Record's number: the answer that it is about, as ``row`` and ``hits``."""
    query = select(*ScreeningRow.__table__.columns).where(ScreeningRow.audit_seq.in_(seqs))
    rows = [dict(row._mapping) for row in session.execute(query)]
    of_hits = select(*HitRow.__table__.columns).where(HitRow.screening_id.in_([row["id"] for row in rows]))
    found = session.execute(of_hits.order_by(HitRow.screening_id, HitRow.rank))
    grouped = groupby((dict(row._mapping) for row in found), itemgetter("screening_id"))
    hits = {screening_id: told_rows(of_one) for screening_id, of_one in grouped}
    return {row["audit_seq"]: _told(row, hits.get(row["id"], [])) for row in rows}


def batch_of(session: Session, seq: int) -> dict[str, Any] | None:
    """The batch that a record is about, as ``row``; its hits are ``hits_of_batch``."""
    row = session.execute(select(*BatchRow.__table__.columns).where(BatchRow.audit_seq == seq)).first()
    return {"row": row_content(BatchRow, dict(row._mapping))} if row else None


def hits_of_batch(session: Session, batch_id: str) -> Iterator[list[Any]]:
    """Row number, row id, rank and content of each hit, streamed in their order."""
    query = (
        select(HitRow.row_number, HitRow.row_id, HitRow.rank, HitRow.content)
        .where(HitRow.batch_id == batch_id)
        .order_by(HitRow.row_number, HitRow.rank)
        .execution_options(yield_per=_CHUNK)
    )
    with session.execute(query) as rows:
        for row in rows:
            yield list(row)


def is_of_screening(record: Mapping[str, Any]) -> bool:
    """Whether a record is about one answer."""
    return bool(record["kind"] == SCREENING)


def is_of_batch(record: Mapping[str, Any]) -> bool:
    """Whether a record is about a batch."""
    return bool(record["kind"] == BATCH)


def _told(row: dict[str, Any], hits: list[list[Any]]) -> dict[str, Any]:
    return {"row": row_content(ScreeningRow, row), "hits": hits}
