"""What happened, for other systems: one number after the other, each event once, never altered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from screening.domain.alert import Action


class EventKind(StrEnum):
    """What an event tells of; before the dot stands what it is about."""

    ALERT_OPENED = "alert.opened"
    ALERT_CHANGED = "alert.changed"
    ALERT_DECIDED = "alert.decided"
    ALERT_APPROVED = "alert.approved"
    LIST_IN_FORCE = "list.in_force"
    LIST_HELD = "list.held"
    LIST_RELEASED = "list.released"
    IMPORT_HELD = "import.held"
    IMPORT_RELEASED = "import.released"
    IMPORT_DISCARDED = "import.discarded"
    RESCREENING_DONE = "rescreening.done"
    INCIDENT_OPENED = "incident.opened"
    INCIDENT_CLOSED = "incident.closed"
    TASK_OVERDUE = "task.overdue"
    TASK_MISSED = "task.missed"
    TASK_FAILED = "task.failed"

    @property
    def resource(self) -> str:
        """What it is about: ``alert``, ``list``, ``import`` …"""
        return self.value.partition(".")[0]


MEANINGS: Mapping[EventKind, str] = {
    EventKind.ALERT_OPENED: "an alert was raised",
    EventKind.ALERT_CHANGED: "something else was done to an alert; `action` says what",
    EventKind.ALERT_DECIDED: "dispositions were written; `verdicts` names them",
    EventKind.ALERT_APPROVED: "a second person, or a rule, let them count: the alert is closed",
    EventKind.LIST_IN_FORCE: "a list version is screened against from now on",
    EventKind.LIST_HELD: "a list version waits for a person; the one before stays in force",
    EventKind.LIST_RELEASED: "a person let a held version go in force; `list.in_force` follows",
    EventKind.IMPORT_HELD: "a file of monitored subjects waits for a person; nothing was changed",
    EventKind.IMPORT_RELEASED: "a person let a held file of subjects be applied",
    EventKind.IMPORT_DISCARDED: "a person threw a held file of subjects away",
    EventKind.RESCREENING_DONE: "all monitored subjects were screened again; `cause` says why",
    EventKind.INCIDENT_OPENED: "the daily run found something else than the runs before it had given",
    EventKind.INCIDENT_CLOSED: "somebody looked at an incident",
    EventKind.TASK_OVERDUE: "the daily run was due over an hour ago and nobody has begun it",
    EventKind.TASK_MISSED: "a task by the clock was made up for that nobody had run when it was due",
    EventKind.TASK_FAILED: "a task by the clock came to nothing; `reason` says why",
}
"""Each kind in words, as the documentation prints them."""

OF_PORTFOLIOS = frozenset({"alert", "import"})
"""What belongs to a portfolio, and is told to those alone who see it; the rest is told to all."""

KINDS: Mapping[Action, EventKind] = {
    Action.RAISED: EventKind.ALERT_OPENED,
    Action.PROPOSED: EventKind.ALERT_DECIDED,
    Action.LEFT_UNDETERMINED: EventKind.ALERT_DECIDED,
    Action.DISCOUNTED: EventKind.ALERT_DECIDED,
    Action.APPROVED: EventKind.ALERT_APPROVED,
}
"""Every other action is a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event that is about to be written. ``subject`` is the id of what it is about; ``number`` counts
    the events of an alert, as its history does. ``data`` holds ids and states, never a name."""

    kind: EventKind
    at: datetime
    subject: str
    number: int | None = None
    portfolio: str | None = None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(NewEvent):
    """An event as it was written: ``seq`` orders all of them, ``id`` is its own for ever, in this
    installation and in every copy of it."""

    seq: int
    id: str
