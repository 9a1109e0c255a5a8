"""What is told of monitoring to other systems, in the transaction in which it comes about: files that wait
for a person, runs over all subjects, incidents, and tasks that nobody ran. No event names a subject."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.events import EventKind, NewEvent
from screening.domain.monitoring import (
    OF_ALL,
    ImportState,
    Incident,
    IncidentState,
    Rescreening,
    SubjectImport,
)
from screening.domain.schedule import DueRun, DueState
from screening.services.answers import instant_text
from screening.store.events import append_events

_IMPORTS = {
    ImportState.HELD: EventKind.IMPORT_HELD,
    ImportState.RELEASED: EventKind.IMPORT_RELEASED,
    ImportState.DISCARDED: EventKind.IMPORT_DISCARDED,
}
_INCIDENTS = {
    IncidentState.OPEN: EventKind.INCIDENT_OPENED,
    IncidentState.CLOSED: EventKind.INCIDENT_CLOSED,
}
_OF_RUNS = ("subjects", "new_hits", "gone_hits", "alerts", "differences")
_OF_IMPORTS = ("rows", "added", "changed", "unchanged", "closed", "invalid")


def tell_import(session: Session, made: SubjectImport, *, at: datetime) -> None:
    """Tell of a file that is held, or was answered; what was applied at once is told to nobody."""
    kind = _IMPORTS.get(made.state)
    if kind is None:
        return
    data = {"mode": made.mode.value, "sha256": made.sha256, "held_reason": made.held_reason}
    data |= {name: getattr(made, name) for name in _OF_IMPORTS}
    event = NewEvent(kind=kind, at=at, subject=made.id, portfolio=made.portfolio, data=data)
    append_events(session, [event])


def tell_run(session: Session, run: Rescreening, *, at: datetime) -> None:
    """Tell that a run over all subjects has ended; one over those that were changed is told to nobody."""
    if run.cause not in OF_ALL:
        return
    data: dict[str, Any] = {name: getattr(run, name) for name in _OF_RUNS}
    data |= {
        "cause": run.cause.value,
        "versions": dict(run.versions),
        "started_at": instant_text(run.started_at),
    }
    _tell(session, EventKind.RESCREENING_DONE, str(run.id), at, data)


def tell_incident(session: Session, incident: Incident, *, at: datetime) -> None:
    """Tell of an incident as it is now."""
    data = {"rescreening": incident.rescreening, "differences": incident.differences}
    _tell(session, _INCIDENTS[incident.state], str(incident.id), at, data)


def tell_task(session: Session, run: DueRun, *, at: datetime) -> None:
    """Tell of a task as it ends: that it makes up for others, and that it failed."""
    data: dict[str, Any] = {"due_at": instant_text(run.due_at)}
    if run.missed:
        _tell(session, EventKind.TASK_MISSED, run.task, at, data | {"missed": run.missed})
    if run.state is DueState.FAILED:
        _tell(session, EventKind.TASK_FAILED, run.task, at, data | {"reason": run.note})


def tell_overdue(session: Session, task: str, due_at: datetime, *, at: datetime) -> None:
    """Tell that nobody has begun what was due."""
    _tell(session, EventKind.TASK_OVERDUE, task, at, {"due_at": instant_text(due_at)})


def _tell(session: Session, kind: EventKind, subject: str, at: datetime, data: dict[str, Any]) -> None:
    append_events(session, [NewEvent(kind=kind, at=at, subject=subject, data=data)])
