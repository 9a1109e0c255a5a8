"""A batch that was asked for from elsewhere: it waits in the database until a worker carries it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class BatchState(StrEnum):
    """How far a batch has come."""

    PREVIEW = "preview"
    """Waits to be started: whoever asked looks first at what was recognised."""
    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"
    """To be cancelled by the worker that carries it out."""
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNFINISHED = "unfinished"
    """Of the command line, and not whole: the same command continues it."""


AT_WORK = frozenset({BatchState.QUEUED, BatchState.RUNNING, BatchState.CANCELLING})
"""States that change by themselves."""

STARTABLE = frozenset({BatchState.PREVIEW, BatchState.FAILED, BatchState.CANCELLED})
"""States from which a batch is started or continued; what was done is not done again."""

CANCELLABLE = frozenset({BatchState.PREVIEW, BatchState.QUEUED, BatchState.RUNNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """How a file is to be screened: as ``BatchRequest`` has it. ``threshold`` in points, None for the
    policy's own; ``columns`` maps a field to a column of the file; ``format`` is that of the answers."""

    threshold: int | None = None
    limit: int = 10
    hits: bool = True
    alerts: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    sheet: str | None = None
    quoting: str = "double"
    format: str = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchJob:
    """A batch as it was asked for, and how far it has come. One of the command line has no options.

    ``batch_id`` names its record once rows are answered; ``rows`` is None until they are counted;
    ``error`` is why it failed, one sentence. ``files_gone_at``: the files were removed, the record stays.
    """

    id: str
    state: BatchState
    input_name: str
    input_sha256: str
    asked_by: str
    asked_at: datetime
    input_bytes: int | None = None
    portfolio: str | None = None
    options: BatchOptions | None = None
    batch_id: str | None = None
    rows: int | None = None
    rows_done: int = 0
    rows_per_second: float | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    counts: Mapping[str, int] | None = None
    warnings: tuple[str, ...] = ()
    error: str | None = None
    expires_at: datetime | None = None
    files_gone_at: datetime | None = None
    record: Mapping[str, Any] | None = None
    """Policy, engine, corpus and threshold, once rows are answered."""

    @property
    def has_answers(self) -> bool:
        """Whether its output may be taken away."""
        return self.state is BatchState.DONE and self.options is not None and self.files_gone_at is None

    @property
    def seconds_left(self) -> float | None:
        """How long it will take at the rate that it has; None where that cannot be told."""
        if self.state is not BatchState.RUNNING or self.rows is None or not self.rows_per_second:
            return None
        return max(0, self.rows - self.rows_done) / self.rows_per_second
