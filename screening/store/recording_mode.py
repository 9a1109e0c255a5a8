"""Which mode of recording is in force: asked for, confirmed, each with its audit record."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.inserts import take_turns
from screening.store.records import to_record
from screening.store.tables_recording import RecordingModeRow
from screening.store.types import is_plain

_LAST_CONFIRMED = (
    select(RecordingModeRow.zero_footprint)
    .where(RecordingModeRow.turn.is_not(None))
    .order_by(RecordingModeRow.turn.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeChange:
    """A change of the mode of recording. It counts from ``confirmed_at`` on."""

    id: str
    zero_footprint: bool
    reason: str
    requested_by: str
    requested_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None


def is_zero_footprint(session: Session) -> bool:
    """Whether a digest is kept in place of the names asked."""
    return bool(session.connection().scalar(_LAST_CONFIRMED))


def get_change(session: Session, change_id: str) -> ModeChange | None:
    """A change that was asked for; None where there is none of that id."""
    row = session.get(RecordingModeRow, change_id) if is_plain(change_id) else None
    return _change(row) if row else None


def request_change(session: Session, change: ModeChange, *, entered_by: str) -> None:
    """Ask for a change; nothing changes yet."""
    row = RecordingModeRow(**{field.name: getattr(change, field.name) for field in fields(ModeChange)})
    session.add(row)
    session.flush()
    _record(session, row, "recording_mode_requested", change.requested_at, change.requested_by, entered_by)


def confirm_change(session: Session, change_id: str, *, at: datetime, by: str, entered_by: str) -> None:
    """Put a change in force that was asked for and not confirmed before."""
    take_turns(session, "recording mode")
    row = session.get_one(RecordingModeRow, change_id, with_for_update=True)
    row.confirmed_by, row.confirmed_at = by, at
    row.turn = 1 + (session.scalar(select(func.max(RecordingModeRow.turn))) or 0)
    session.flush()
    _record(session, row, "recording_mode_confirmed", at, by, entered_by)


def _record(
    session: Session, row: RecordingModeRow, kind: str, at: datetime, actor: str, entered_by: str
) -> None:
    payload = {"change": to_record(_change(row)), "entered_by": entered_by, COVERS: [cover(row)]}
    audit.append(session, at=at, actor=actor, kind=kind, payload=payload)


def _change(row: RecordingModeRow) -> ModeChange:
    return ModeChange(**{field.name: getattr(row, field.name) for field in fields(ModeChange)})
