"""Records taken away when their time is over: rows and payloads go, a tombstone and the chain stay."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, select, text
from sqlalchemy.orm import Session

from screening.domain.retention import RecordClass
from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.audit_purges import PURGE_KIND, runs_of
from screening.store.inserts import take_turns
from screening.store.retention import RETENTION
from screening.store.tables_audit import AuditPayloadRow
from screening.store.tables_retention import LegalHoldRow, RelationshipRow, TombstoneRow
from screening.store.tables_screening import BatchRow, HitRow, ScreeningRow

CHUNK = 200
"""Records purged in one transaction."""

stands = LegalHoldRow.lifted_at.is_(None)
"""A hold that stands."""

all_held = exists().where(stands, LegalHoldRow.reference.is_(None))
"""Everything is held."""


def screenings_of_ended(reference: str, *, ended_by: date, before: datetime) -> Select[*tuple[Any, ...]]:
    """Screenings of a reference with whom the relationship ended by that day, answered before that
    instant."""
    is_over = exists().where(RelationshipRow.reference == reference, RelationshipRow.ended_on <= ended_by)
    return _screenings(before).where(ScreeningRow.reference == reference, is_over)


def screenings_of_nobody(*, before: datetime) -> Select[*tuple[Any, ...]]:
    """Screenings without a reference, answered before that instant."""
    return _screenings(before).where(ScreeningRow.reference.is_(None))


def batches_before(before: datetime) -> Select[*tuple[Any, ...]]:
    """Batches finished before that instant, none of whose hits is of a reference that is held."""
    of_held = exists().where(HitRow.batch_id == BatchRow.id, stands, LegalHoldRow.reference == HitRow.row_id)
    query = select(BatchRow.id, BatchRow.finished_at, BatchRow.audit_seq)
    return query.where(BatchRow.finished_at < before, ~of_held, ~all_held)


def _screenings(before: datetime) -> Select[*tuple[Any, ...]]:
    of_held = exists().where(stands, LegalHoldRow.reference == ScreeningRow.reference)
    query = select(ScreeningRow.id, ScreeningRow.screened_at, ScreeningRow.audit_seq)
    return query.where(ScreeningRow.screened_at < before, ~of_held, ~all_held)


def count_of(session: Session, query: Select[*tuple[Any, ...]]) -> int:
    """How many records a query finds."""
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def purge_chunk(
    session: Session,
    kind: RecordClass,
    due: Select[*tuple[Any, ...]],
    *,
    rule: str,
    reason: str,
    actor: str,
    at: datetime,
) -> int:
    """Take away the first records that ``due`` finds, and say so in the chain; how many they were.
    What is held or told meanwhile counts."""
    take_turns(session, RETENTION)
    rows = session.execute(due.limit(CHUNK)).all()
    if not rows:
        return 0
    overwrite(session)
    ids, seqs = [row[0] for row in rows], [row[2] for row in rows]
    owner = HitRow.screening_id if kind is RecordClass.SCREENING else HitRow.batch_id
    session.execute(delete(HitRow).where(owner.in_(ids)))
    table = ScreeningRow if kind is RecordClass.SCREENING else BatchRow
    session.execute(delete(table).where(table.id.in_(ids)))
    session.execute(delete(AuditPayloadRow).where(AuditPayloadRow.seq.in_(seqs)))
    stones = [
        TombstoneRow(id=row[0], kind=kind.value, recorded_at=row[1], purged_at=at, rule=rule) for row in rows
    ]
    session.add_all(stones)
    session.flush()
    said = {"class": kind.value, "rule": rule, "reason": reason, "records": runs_of(seqs)}
    payload = {**said, COVERS: [cover(stone) for stone in stones]}
    audit.append(session, at=at, actor=actor, kind=PURGE_KIND, payload=payload)
    return len(rows)


def overwrite(session: Session) -> None:
    """Let SQLite write zeros over what it deletes."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))
