"""What runs by the clock, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DueState(StrEnum):
    """What became of a task that was due."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRun:
    """A task that was due at an instant. ``missed``: how many times it had been due before and nobody ran
    it; this run makes up for them."""

    task: str
    due_at: datetime
    state: DueState
    started_at: datetime
    holder: str
    missed: int = 0
    finished_at: datetime | None = None
    note: str = ""
