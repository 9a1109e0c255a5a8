"""Files of subjects as they were imported, each change with its audit record."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from screening.domain.errors import UnknownRescreening
from screening.domain.monitoring import ImportState, SubjectImport
from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.records import from_record, to_record
from screening.store.tables_monitoring import SubjectImportRow
from screening.store.types import is_plain

AUDIT_KIND = "subjects_imported"
"""The kind of the audit record."""


def new_import_id() -> str:
    """A fresh id: 16 hex digits, random."""
    return uuid.uuid4().hex[:16]


def write_import(session: Session, one: SubjectImport, *, at: datetime, actor: str) -> None:
    """Write an import as it is now, with its audit record."""
    row = session.merge(
        SubjectImportRow(
            id=one.id,
            portfolio=one.portfolio,
            mode=one.mode.value,
            state=one.state.value,
            at=one.at,
            by=one.by,
            told=to_record(one),
            answered_by=one.answered_by,
            answered_at=one.answered_at,
            answer=one.answer,
        )
    )
    session.flush()
    said = {name: value for name, value in to_record(one).items() if name != "faults"}
    audit.append(session, at=at, actor=actor, kind=AUDIT_KIND, payload={"import": said, COVERS: [cover(row)]})


def get_import(session: Session, import_id: str) -> SubjectImport:
    """An import by its id. Raises ``UnknownRescreening``."""
    row = session.get(SubjectImportRow, import_id, populate_existing=True) if is_plain(import_id) else None
    if row is None:
        raise UnknownRescreening(f"there is no import {import_id!r}")
    return from_record(SubjectImport, row.told)


def all_imports(
    session: Session,
    limit: int = 200,
    *,
    portfolios: Collection[str] | None = None,
    held: bool = False,
) -> list[SubjectImport]:
    """Imports of portfolios (None: all), the last one first; ``held``: those that wait for a person."""
    row = SubjectImportRow
    query = select(row).order_by(row.at.desc(), row.id).limit(limit)
    if portfolios is not None:
        query = query.where(row.portfolio.in_(sorted(portfolios)))
    if held:
        query = query.where(row.state == ImportState.HELD.value)
    return [from_record(SubjectImport, one.told) for one in session.scalars(query)]


def begun_imports(session: Session, like: SubjectImport) -> list[SubjectImport]:
    """Imports of the same file for the same portfolio that have not ended, the last one first."""
    row = SubjectImportRow
    query = select(row).where(row.state == ImportState.RUNNING.value, row.mode == like.mode.value)
    query = query.where(
        row.portfolio.is_(None) if like.portfolio is None else row.portfolio == like.portfolio
    )
    begun = [from_record(SubjectImport, one.told) for one in session.scalars(query.order_by(row.at.desc()))]
    return [one for one in begun if one.sha256 == like.sha256]


def count_held(session: Session) -> int:
    """How many imports wait for a person."""
    row = SubjectImportRow
    return session.scalar(select(func.count(row.id)).where(row.state == ImportState.HELD.value)) or 0
