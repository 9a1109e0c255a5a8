"""Monitored subjects taken away when their time is over: with their history, what was found of them, and the
payloads of the records that tell of them; tombstones and the chain stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, select
from sqlalchemy.orm import Session

from screening.domain.monitoring import SubjectState
from screening.domain.retention import RecordClass
from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.audit_purges import PURGE_KIND, runs_of
from screening.store.inserts import take_turns
from screening.store.purges import CHUNK, all_held, overwrite, stands
from screening.store.retention import RETENTION
from screening.store.subjects import take_subjects
from screening.store.tables_alerts import AlertRow
from screening.store.tables_audit import AuditPayloadRow
from screening.store.tables_monitoring import (
    FindingRow,
    MonitoredSubjectRow,
    SubjectHitRow,
    SubjectRevisionRow,
)
from screening.store.tables_retention import LegalHoldRow, RelationshipRow, TombstoneRow


def subjects_of_ended(reference: str, *, ended_by: date, before: datetime) -> Select[*tuple[Any, ...]]:
    """Subjects of a reference with whom the relationship ended by that day, removed before that instant."""
    is_over = exists().where(RelationshipRow.reference == reference, RelationshipRow.ended_on <= ended_by)
    return _removed(before).where(MonitoredSubjectRow.reference == reference, is_over)


def subjects_told_of_no_end(*, before: datetime) -> Select[*tuple[Any, ...]]:
    """Subjects removed before that instant of whose relationship nothing was told."""
    is_told = exists().where(RelationshipRow.reference == MonitoredSubjectRow.reference)
    return _removed(before).where(~is_told)


def _removed(before: datetime) -> Select[*tuple[Any, ...]]:
    """Nothing that is held is ever due, nor while an alert on its reference is kept: what led to that stays
    to be read. The last that was told waits until another is, so that no number is given twice."""
    row = MonitoredSubjectRow
    of_held = exists().where(stands, LegalHoldRow.reference == row.reference)
    is_alerted = exists().where(AlertRow.reference == row.reference)
    last_id = select(func.max(row.id)).scalar_subquery()
    last_number = select(func.max(SubjectRevisionRow.number)).scalar_subquery()
    query = select(row.id, row.changed_at).where(row.state == SubjectState.REMOVED.value)
    query = query.where(row.changed_at < before, row.id < last_id, row.revision < last_number)
    return query.where(~of_held, ~all_held, ~is_alerted)


def purge_subjects(
    session: Session, due: Select[*tuple[Any, ...]], *, rule: str, reason: str, actor: str, at: datetime
) -> int:
    """Take away the first subjects that ``due`` finds, and say so in the chain; how many they were."""
    take_subjects(session)
    take_turns(session, RETENTION)
    rows = session.execute(due.limit(CHUNK)).all()
    if not rows:
        return 0
    overwrite(session)
    seqs = _delete(session, [row[0] for row in rows])
    stones = [
        TombstoneRow(
            id=f"subject-{number}", kind=RecordClass.SUBJECT.value, recorded_at=then, purged_at=at, rule=rule
        )
        for number, then in rows
    ]
    session.add_all(stones)
    session.flush()
    said = {"class": RecordClass.SUBJECT.value, "rule": rule, "reason": reason, "records": runs_of(seqs)}
    payload = {**said, COVERS: [cover(stone) for stone in stones]}
    audit.append(session, at=at, actor=actor, kind=PURGE_KIND, payload=payload)
    return len(rows)


def _delete(session: Session, ids: Sequence[int]) -> list[int]:
    """The records whose payloads are gone as well."""
    row = SubjectRevisionRow
    told = select(row.audit_seq).where(row.subject_id.in_(ids), row.audit_seq.is_not(None))
    seqs = [seq for seq in session.scalars(told) if seq is not None]
    for table in (FindingRow, SubjectHitRow, SubjectRevisionRow):
        session.execute(delete(table).where(table.subject_id.in_(ids)))
    session.execute(delete(MonitoredSubjectRow).where(MonitoredSubjectRow.id.in_(ids)))
    session.execute(delete(AuditPayloadRow).where(AuditPayloadRow.seq.in_(seqs)))
    return seqs
