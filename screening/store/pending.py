"""Changes that wait for a second person: each written whole with its audit record."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.errors import UnknownChange
from screening.domain.pending import ChangeState, PendingChange, PendingKind
from screening.store import audit
from screening.store.audit_cover import COVERS, cover_columns
from screening.store.inserts import insert_or_replace
from screening.store.tables_pending import PendingChangeRow
from screening.store.types import is_plain, json_bytes

_COPIED = tuple(one.name for one in fields(PendingChange) if one.name not in ("kind", "state"))


def new_change_id() -> str:
    """A fresh id: 16 hex digits, random."""
    return uuid.uuid4().hex[:16]


def write_change(session: Session, change: PendingChange, *, at: datetime, actor: str) -> None:
    """Write a change as it is now; the kind of the audit record names its state."""
    columns = {name: getattr(change, name) for name in _COPIED}
    columns["why"] = change.why or None
    columns |= {"kind": change.kind.value, "state": change.state.value, "subject": dict(change.subject)}
    columns["subject_key"] = _key(change.kind, change.subject)
    insert_or_replace(session, PendingChangeRow, [columns], key=["id"])
    names = ("id", "kind", "subject", "reason", "requested_by", "entered_by", "answered_by", "why")
    said = {name: columns[name] for name in names}
    payload = {**said, COVERS: [cover_columns(PendingChangeRow, columns)]}
    audit.append(session, at=at, actor=actor, kind=f"change_{change.state}", payload=payload)


def get_change(session: Session, change_id: str) -> PendingChange:
    """A change as it is. Raises ``UnknownChange``."""
    row = session.get(PendingChangeRow, change_id, populate_existing=True) if is_plain(change_id) else None
    if row is None:
        raise UnknownChange(f"there is no change {change_id!r} that waits, or did")
    return _change(row)


def last_change(session: Session, kind: PendingKind, subject: Mapping[str, Any]) -> PendingChange | None:
    """The last change that was asked for and consists of just that."""
    query = select(PendingChangeRow).where(PendingChangeRow.subject_key == _key(kind, subject))
    row = session.scalars(query.order_by(PendingChangeRow.requested_at.desc()).limit(1)).first()
    return _change(row) if row else None


def all_changes(session: Session) -> list[PendingChange]:
    """Every change that was ever asked for, the latest first."""
    query = select(PendingChangeRow).order_by(PendingChangeRow.requested_at.desc(), PendingChangeRow.id)
    return list(map(_change, session.scalars(query)))


def _key(kind: PendingKind, subject: Mapping[str, Any]) -> str:
    return hashlib.sha256(json_bytes([kind.value, dict(subject)])).hexdigest()


def _change(row: PendingChangeRow) -> PendingChange:
    copied = {name: getattr(row, name) for name in _COPIED} | {"why": row.why or ""}
    return PendingChange(**copied, kind=PendingKind(row.kind), state=ChangeState(row.state))
