"""What was due by the clock, as rows."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.schedule import DueRun, DueState
from screening.store.tables_schedule import DueRow

_COPIED = tuple(one.name for one in fields(DueRun) if one.name != "state")


def write_due(session: Session, run: DueRun) -> None:
    """Write a run as it is now."""
    session.merge(DueRow(**{name: getattr(run, name) for name in _COPIED}, state=run.state.value))
    session.flush()


def last_due(session: Session, task: str) -> DueRun | None:
    """The last run of a task; None where there was none."""
    query = select(DueRow).where(DueRow.task == task).order_by(DueRow.due_at.desc()).limit(1)
    row = session.scalars(query).first()
    return _run(row) if row else None


def due_runs(session: Session, limit: int = 50) -> list[DueRun]:
    """Runs of all tasks, the last one first."""
    query = select(DueRow).order_by(DueRow.started_at.desc(), DueRow.task).limit(limit)
    return list(map(_run, session.scalars(query)))


def _run(row: DueRow) -> DueRun:
    return DueRun(**{name: getattr(row, name) for name in _COPIED}, state=DueState(row.state))
