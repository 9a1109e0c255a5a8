"""What a worker does: takes up batches that nobody works on, one after the other, and carries them out.

What a batch has done is in its files and in the database, so whoever takes it up next goes on from there.
"""

from __future__ import annotations

import logging
import os
import socket
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from screening.domain.batch_job import BatchJob, BatchState
from screening.domain.errors import DatabaseFailure, ScreeningError
from screening.logs import FIELDS
from screening.services.batch import run_batch
from screening.services.batch_expiry import remove_due_files
from screening.services.batch_files import job_files
from screening.services.batch_look import sentence
from screening.services.batch_orders import expiry
from screening.services.batch_pulse import Pulse, Stop, Stopped
from screening.services.batch_request import BatchSummary
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.uploads import Uploads, telling_no_room
from screening.store.batch_leases import MOST_ATTEMPTS, attempts_of, end_lease, lease_next

_GIVEN_UP = (
    f"It was taken up {MOST_ATTEMPTS} times, and each time its worker ended before a row was answered; "
    "the log of the workers may say why."
)
_FAULT = "A fault of the program itself; the log says more."
_log = logging.getLogger(__name__)


class BatchWorker:
    """Carries batches out, one at a time."""

    def __init__(
        self, deps: Deps, corpora: CorpusProvider, *, processes: int, is_ending: Callable[[], bool]
    ) -> None:
        """``processes`` answer the rows of a batch; ``is_ending`` tells whether no more is to be done."""
        self._deps = deps
        self._corpora = corpora
        self._processes = processes
        self._is_ending = is_ending
        self._uploads = Uploads(deps.settings.uploads_folder)
        self._name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"

    def work(self) -> None:
        """Carry out all that waits; remove the files whose time is over."""
        remove_due_files(self._deps, self._uploads)
        while not self._is_ending() and (job := self._next()) is not None:
            self._carry_out(job)

    def _next(self) -> BatchJob | None:
        """The next batch that is to be carried out; those that are not, any more, are ended."""
        while True:
            with self._deps.database.writing() as session:
                job = lease_next(session, self._name, self._deps.settings.batch_lease, self._deps.clock())
                attempts = attempts_of(session, job.id) if job else 0
            if job is None:
                return None
            if job.state is BatchState.CANCELLING:
                self._end(job, BatchState.CANCELLED)
            elif attempts > MOST_ATTEMPTS:
                self._end(job, BatchState.FAILED, error=_GIVEN_UP)
            else:
                return job

    def _carry_out(self, job: BatchJob) -> None:
        _log.info("batch begun", extra={FIELDS: {"batch": job.id}})
        with Pulse(self._deps, job, self._name, self._is_ending) as pulse:
            state, columns = self._outcome(job, pulse)
        if state is not None:
            self._end(job, state, **(pulse.progress | columns))

    def _outcome(self, job: BatchJob, pulse: Pulse) -> tuple[BatchState | None, dict[str, Any]]:
        """What became of a batch, and the columns that say so; None: another takes it up once its lease
        is over."""
        try:
            with telling_no_room():
                return BatchState.DONE, _said(self._run(job, pulse))
        except Stopped as stopped:
            return _AFTER[stopped.why], {}
        except DatabaseFailure as error:
            _log.warning("batch left alone", exc_info=error)
            return None, {}
        except ScreeningError as error:
            return BatchState.FAILED, {"error": sentence(self._uploads, job, error)}
        except Exception as error:
            _log.error("batch failed", exc_info=error)
            return BatchState.FAILED, {"error": _FAULT}

    def _run(self, job: BatchJob, pulse: Pulse) -> BatchSummary:
        deps = replace(self._deps, data_folder=self._uploads.of(job.id))
        request = self._uploads.request(job, self._processes)

        def told(done: int, rows: int) -> None:
            if "batch_id" not in pulse.progress and (begun := job_files(deps.data_folder, request).read()):
                pulse.progress["batch_id"] = begun.batch_id
            pulse.told(done, rows)

        return run_batch(deps, self._corpora, request, actor=job.asked_by, progress=told)

    def _end(self, job: BatchJob, state: BatchState, **columns: Any) -> None:
        at = self._deps.clock()
        if state is not BatchState.QUEUED:
            columns |= {"finished_at": at, "expires_at": expiry(self._deps, at)}
        with self._deps.database.writing() as session:
            end_lease(session, job.id, self._name, state, **columns)
        _log.info("batch ended", extra={FIELDS: {"batch": job.id, "state": state.value}})


_AFTER = {Stop.CANCELLED: BatchState.CANCELLED, Stop.ENDING: BatchState.QUEUED, Stop.LOST: None}


def _said(summary: BatchSummary) -> dict[str, Any]:
    return {
        "batch_id": summary.batch_id,
        "rows": summary.rows,
        "rows_done": summary.rows,
        "counts": dict(summary.counts),
        "warnings": list(summary.warnings),
    }
