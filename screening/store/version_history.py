"""The history of a list: what each load reported, what was put in force, what was dismissed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.tables_lists import ActivationRow, DismissalRow, VersionRow
from screening.store.versions import STAGED, find_row

DISMISSED = "list_version_dismissed"
"""The kind of the audit record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A version that was put in force (its reading): when, by whom, why."""

    version: str
    at: datetime
    actor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissal:
    """A held version that a person will not release (its reading): when, who, why."""

    version: str
    at: datetime
    actor: str
    reason: str


def version_reports(session: Session, list_id: str) -> dict[str, dict[str, Any]]:
    """What was reported of the load of each version, by its reading."""
    query = select(VersionRow).where(VersionRow.list_id == list_id, VersionRow.status != STAGED)
    return {_reading(row): dict(row.report or {}) for row in session.scalars(query)}


def turns(session: Session, list_id: str) -> list[Turn]:
    """What was put in force, the last first."""
    query = (
        select(ActivationRow, VersionRow)
        .join(VersionRow, VersionRow.id == ActivationRow.version_id)
        .where(ActivationRow.list_id == list_id)
        .order_by(ActivationRow.at.desc(), ActivationRow.id.desc())
    )
    return [
        Turn(version=_reading(version), at=row.at, actor=row.actor, reason=row.reason)
        for row, version in session.execute(query)
    ]


def dismissals(session: Session, list_id: str) -> dict[str, Dismissal]:
    """The versions of a list that were dismissed, by their readings."""
    query = select(DismissalRow, VersionRow).join(VersionRow, VersionRow.id == DismissalRow.version_id)
    return {
        _reading(version): Dismissal(version=_reading(version), at=row.at, actor=row.actor, reason=row.reason)
        for row, version in session.execute(query.where(VersionRow.list_id == list_id))
    }


def add_dismissal(session: Session, list_id: str, dismissal: Dismissal, *, entered_by: str) -> None:
    """Keep that a version was dismissed, with its audit record. Raises ``UnknownVersion``."""
    version = find_row(session, list_id, dismissal.version)
    said = {"at": dismissal.at, "actor": dismissal.actor, "reason": dismissal.reason}
    row = DismissalRow(version_id=version.id, **said)
    session.add(row)
    session.flush()
    payload = {
        "list_id": list_id,
        "version": version.version,
        "held_reason": version.held_reason,
        "reason": dismissal.reason,
        "person": dismissal.actor,
        COVERS: [cover(row)],
    }
    audit.append(session, at=dismissal.at, actor=entered_by, kind=DISMISSED, payload=payload)


def _reading(row: VersionRow) -> str:
    return f"{row.version}@{row.parser_version}"
