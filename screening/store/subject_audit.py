"""Each change of a single subject is a record of the audit: whose, by whom, which fields, from what to what.

The values go with the subject when its time is over, since the record is about that subject alone. What a
file changed is told by the history, in which each change names its import.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from screening.domain.subject_changes import changed_fields, fields_told
from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.subjects import Written
from screening.store.tables_monitoring import SubjectRevisionRow

AUDIT_KIND = "subject_changed"
"""The kind of the audit record."""

_FEW = 500


def record_changes(session: Session, written: Written) -> None:
    """Tell the audit of what was written, each change in a record of its own; call it late."""
    if not written.last_revision:
        return
    row = SubjectRevisionRow
    between = row.number.between(written.first_revision, written.last_revision)
    rows = list(session.scalars(select(row).where(between).order_by(row.number)))
    before = _before(session, rows)
    entries = [
        audit.Entry(at=one.at, actor=one.by, kind=AUDIT_KIND, payload=_told(one, before.get(one.subject_id)))
        for one in rows
    ]
    for one, record in zip(rows, audit.append_all(session, entries), strict=True):
        one.audit_seq = record.seq


def _fields(row: SubjectRevisionRow | None) -> Mapping[str, Any]:
    if row is None:
        return {}
    beside = {name: getattr(row, name) for name in ("state", "branch", "risk_class", "unread")}
    return fields_told(row.subject, **beside)


def _told(row: SubjectRevisionRow, before: SubjectRevisionRow | None) -> dict[str, Any]:
    return {
        "subject_id": row.subject_id,
        "revision": row.number,
        "revision_before": before.number if before else None,
        "fields": changed_fields(_fields(before), _fields(row)),
        COVERS: [cover(row)],
    }


def _before(session: Session, rows: Sequence[SubjectRevisionRow]) -> dict[int, SubjectRevisionRow]:
    """Of each subject, the revision before the one of it that is among ``rows``."""
    if not rows:
        return {}
    row, found = SubjectRevisionRow, dict[int, SubjectRevisionRow]()
    ids = [one.subject_id for one in rows]
    for start in range(0, len(ids), _FEW):
        last = (
            select(func.max(row.number))
            .where(row.subject_id.in_(ids[start : start + _FEW]), row.number < rows[0].number)
            .group_by(row.subject_id)
        )
        found |= {one.subject_id: one for one in session.scalars(select(row).where(row.number.in_(last)))}
    return found
