"""The signs of life of a worker: while it carries a batch out, its lease is renewed and its progress told.

In a thread of its own, since a file may be looked through, or an index built, for longer than a lease lasts.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from screening.domain.batch_job import BatchJob, BatchState
from screening.domain.errors import DatabaseFailure
from screening.services.deps import Deps
from screening.store.batch_leases import renew_lease

_MOST_SECONDS = 2.0
"""The longest that a cancellation waits to be noticed, and progress to be told."""


class Stop(StrEnum):
    """Why a batch is stopped before it is whole."""

    CANCELLED = "cancelled"
    LOST = "lost"
    """Another worker has it: this one was silent for too long."""
    ENDING = "ending"
    """The worker itself is to end."""


class Stopped(Exception):
    """Raised out of the progress of a batch that is to be stopped."""

    def __init__(self, why: Stop) -> None:
        self.why = why
        super().__init__(why.value)


class Pulse:
    """Keeps the lease of one batch; a context manager. ``told`` is the progress that the batch calls."""

    def __init__(self, deps: Deps, job: BatchJob, worker: str, is_ending: Callable[[], bool]) -> None:
        """``is_ending`` tells whether the worker is to end."""
        self._deps = deps
        self._job = job
        self._worker = worker
        self._is_ending = is_ending
        self._seconds = deps.settings.batch_lease
        self._over = threading.Event()
        self._stop: Stop | None = None
        self._begun: tuple[float, int] | None = None
        self._thread = threading.Thread(target=self._beat_on, name="pulse", daemon=True)
        self.progress: dict[str, Any] = {}
        """Columns of the job that tell how far it has come."""

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        self._thread.join()

    def told(self, done: int, rows: int) -> None:
        """Take in that ``done`` of ``rows`` are answered. Raises ``Stopped`` where no more are to be."""
        now = time.monotonic()
        since, before = self._begun = self._begun or (now, done)
        rate = (done - before) / (now - since) if now > since else None
        self.progress |= {"rows": rows, "rows_done": done, "rows_per_second": rate}
        if why := self._stop or (Stop.ENDING if self._is_ending() else None):
            raise Stopped(why)

    def _beat_on(self) -> None:
        heard = time.monotonic()
        while not self._over.wait(min(self._seconds / 3, _MOST_SECONDS)):
            try:
                self._beat()
                heard = time.monotonic()
            except DatabaseFailure:
                if time.monotonic() - heard > self._seconds:
                    self._stop = Stop.LOST

    def _beat(self) -> None:
        with self._deps.database.writing() as session:
            state = renew_lease(session, self._job.id, self._worker, self._seconds, **self.progress)
        if state is BatchState.CANCELLING:
            self._stop = Stop.CANCELLED
        elif state is not BatchState.RUNNING:
            self._stop = Stop.LOST
