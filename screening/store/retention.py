"""Relationships, legal holds and tombstones as rows, each change with its audit record."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.retention import LegalHold, RecordClass, Relationship, Tombstone
from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.inserts import take_turns
from screening.store.records import to_record
from screening.store.tables import Table
from screening.store.tables_retention import LegalHoldRow, RelationshipRow, TombstoneRow
from screening.store.types import is_plain

RETENTION = "retention"
"""What those who change or use these tables take turns at."""


def tell_relationship(session: Session, told: Relationship, reason: str) -> None:
    """Keep what is told of a relationship, in place of what was told before."""
    take_turns(session, RETENTION)
    row = session.get(RelationshipRow, told.reference)
    before = to_record(_relationship(row)) if row else None
    columns = asdict(told) | {"jurisdictions": list(told.jurisdictions)}
    row = session.merge(RelationshipRow(**columns))
    payload = {"before": before, "now": to_record(told), "reason": reason}
    _record(session, row, at=told.told_at, actor=told.told_by, kind="relationship_told", payload=payload)


def get_relationship(session: Session, reference: str) -> Relationship | None:
    """What was last told of a reference; None where nothing was."""
    row = session.get(RelationshipRow, reference)
    return _relationship(row) if row else None


def ended_relationships(session: Session) -> list[Relationship]:
    """All that ended, the longest ago first."""
    query = select(RelationshipRow).where(RelationshipRow.ended_on.is_not(None))
    return [_relationship(row) for row in session.scalars(query.order_by(RelationshipRow.ended_on))]


def place_hold(session: Session, hold: LegalHold) -> None:
    """Let nothing of its reference be purged."""
    take_turns(session, RETENTION)
    row = LegalHoldRow(**asdict(hold))
    session.add(row)
    payload = {"hold": to_record(hold)}
    _record(session, row, at=hold.placed_at, actor=hold.placed_by, kind="hold_placed", payload=payload)


def lift_hold(session: Session, hold_id: str, *, at: datetime, actor: str, reason: str) -> LegalHold | None:
    """End a hold; None where there is no such hold, or it was lifted before."""
    row = session.get(LegalHoldRow, hold_id) if is_plain(hold_id) else None
    if row is None or row.lifted_at is not None:
        return None
    row.lifted_by, row.lifted_at = actor, at
    payload = {"hold": to_record(_hold(row)), "reason": reason}
    _record(session, row, at=at, actor=actor, kind="hold_lifted", payload=payload)
    return _hold(row)


def holds(session: Session, *, lifted: bool = False) -> list[LegalHold]:
    """The holds that stand, the oldest first; with ``lifted`` the others too."""
    query = select(LegalHoldRow).order_by(LegalHoldRow.placed_at, LegalHoldRow.id)
    rows = session.scalars(query if lifted else query.where(LegalHoldRow.lifted_at.is_(None)))
    return [_hold(row) for row in rows]


def get_tombstone(session: Session, record_id: str) -> Tombstone | None:
    """What stays of a purged record; None where none of that id was purged."""
    row = session.get(TombstoneRow, record_id) if is_plain(record_id) else None
    if row is None:
        return None
    kind = RecordClass(row.kind)
    return Tombstone(
        kind=kind, id=row.id, recorded_at=row.recorded_at, purged_at=row.purged_at, rule=row.rule
    )


def _record(
    session: Session, row: Table, *, at: datetime, actor: str, kind: str, payload: dict[str, Any]
) -> None:
    session.flush()
    covered = payload | {COVERS: [cover(row)]}
    audit.append(session, at=at, actor=actor, kind=kind, payload=covered)


def _relationship(row: RelationshipRow) -> Relationship:
    values = {field.name: getattr(row, field.name) for field in fields(Relationship)}
    return Relationship(**values | {"jurisdictions": tuple(row.jurisdictions)})


def _hold(row: LegalHoldRow) -> LegalHold:
    return LegalHold(**{field.name: getattr(row, field.name) for field in fields(LegalHold)})
