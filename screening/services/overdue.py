"""A daily run that nobody has begun is told of by whoever sends events: where no scheduler runs, none can
say so itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from screening.domain.events import EventKind
from screening.domain.monitoring import RescreenCause
from screening.services.deps import Deps
from screening.services.monitoring_events import tell_overdue
from screening.services.schedule import DAILY, timetable
from screening.store.events import last_told, take_events
from screening.store.rescreenings import runs_page
from screening.store.subject_reading import is_anybody_active

GRACE = timedelta(hours=1)
"""How long after it was due a run may begin."""


def daily_overdue(deps: Deps, now: datetime) -> datetime | None:
    """When the daily run was due that nobody has begun by ``now``; None where all is well, nobody was
    monitored by then, or none is to be made. Raises ``UsageError`` for a time that is not understood."""
    lines = timetable({DAILY: deps.settings.schedule_daily})
    found = lines.due(DAILY, None, now - GRACE) if lines.lines else None
    if found is None:
        return None
    due_at, _ = found
    with deps.database.reading() as session:
        return None if _is_begun(session, due_at) or not is_anybody_active(session, due_at) else due_at


def notice_overdue(deps: Deps, now: datetime) -> bool:
    """Tell of a daily run that nobody has begun, once for each time that it was due; whether it was told.

    Raises ``UsageError``, ``DatabaseFailure``.
    """
    due_at = daily_overdue(deps, now)
    if due_at is None or _is_told(deps, due_at):
        return False
    with deps.database.writing() as session:
        take_events(session)
        if _last_told(session, due_at):
            return False
        tell_overdue(session, DAILY, due_at, at=now)
    return True


def _is_begun(session: Session, due_at: datetime) -> bool:
    last = runs_page(session, 1, cause=RescreenCause.DAILY)
    return bool(last) and last[0].started_at >= due_at


def _is_told(deps: Deps, due_at: datetime) -> bool:
    with deps.database.reading() as session:
        return _last_told(session, due_at)


def _last_told(session: Session, due_at: datetime) -> bool:
    last = last_told(session, EventKind.TASK_OVERDUE, DAILY)
    return last is not None and last.at >= due_at
