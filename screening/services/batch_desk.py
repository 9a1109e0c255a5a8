"""Batches over HTTP: asked for, looked at, started, cancelled and deleted. Workers carry them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.batch_job import AT_WORK, CANCELLABLE, STARTABLE, BatchJob, BatchOptions, BatchState
from screening.domain.errors import FilesGone, UnknownBatch, UnlawfulAction
from screening.services.batch_look import check_columns
from screening.services.batch_orders import BatchOrder, check_order, job_of, keep_job, once_of, told_of
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.uploads import Upload, Uploads
from screening.store import audit
from screening.store.batch_hits import BatchHit, first_batch_hits
from screening.store.batch_jobs import change_job, get_job
from screening.store.batch_listing import BatchFilter, count_batches, find_batch, list_batches

MOST_SHOWN = 100
"""Hits of a batch that are shown beside its counts; the files hold all of them."""


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A part of the batches that were found, and how many there are in all."""

    total: int
    batches: list[BatchJob]


class BatchDesk:
    """What may be done to batches over HTTP; shared between threads."""

    def __init__(self, deps: Deps, corpora: CorpusProvider, knock: Callable[[], None]) -> None:
        """``knock`` tells workers that there is something to do."""
        self._deps = deps
        self._corpora = corpora
        self._knock = knock
        self.uploads = Uploads(deps.settings.uploads_folder)

    def check(self, order: BatchOrder, by: Principal) -> str | None:
        """Refuse what could not be carried out before a file is received; the portfolio it is for.

        Raises ``InvalidRequest``, ``NotPermitted``, ``ListNotReady``.
        """
        return check_order(self._deps, self._corpora, order, by)

    def ask(self, job_id: str, upload: Upload, order: BatchOrder, by: Principal) -> tuple[BatchJob, bool]:
        """Keep a batch whose file was received under ``job_id``, and whether the same request had come
        before: then its batch is answered, and what was received now is removed.

        Raises as ``check``, and ``KeyReused``; the files of what is refused are removed.
        """
        try:
            job = job_of(self._deps, job_id, upload, order, by=by, portfolio=self.check(order, by))
            found = keep_job(self._deps, job, once_of(self._deps, job, order, by))
        except BaseException:
            self.uploads.remove(job_id)
            raise
        if found is not None:
            self.uploads.remove(job_id)
            return self.read(found, by), True
        self._knock()
        return job, False

    def read(self, batch_id: str, by: Principal) -> BatchJob:
        """A batch, of the command line too. Raises ``UnknownBatch``."""
        with self._deps.database.reading() as session:
            return _seen(find_batch(session, batch_id), by)

    def page(self, wanted: BatchFilter, by: Principal, *, offset: int, limit: int) -> BatchPage:
        """The batches that ``by`` may see and ``wanted`` keeps, the newest first."""
        seen = replace(wanted, portfolios=by.portfolios)
        with self._deps.database.reading() as session:
            total = count_batches(session, seen)
            return BatchPage(total, list_batches(session, seen, offset=offset, limit=limit))

    def first_hits(self, job: BatchJob) -> list[BatchHit]:
        """The first ``MOST_SHOWN`` hits of a batch that may be seen; none before rows are answered."""
        if job.batch_id is None:
            return []
        with self._deps.database.reading() as session:
            return first_batch_hits(session, job.batch_id, limit=MOST_SHOWN)

    def start(self, batch_id: str, by: Principal, columns: Mapping[str, str] | None = None) -> BatchJob:
        """Start a batch that waits for it, or continue one that failed or was cancelled; ``columns``
        take the place of those that it was asked for with.

        Raises ``UnknownBatch``, ``UnlawfulAction``, ``FilesGone``, ``InvalidRequest`` (columns).
        """
        with self._deps.database.writing() as session:
            job = self._to_change(session, batch_id, by, STARTABLE, "started")
            if job.files_gone_at:
                raise FilesGone("The files of this batch were removed: upload it again.")
            if columns is not None:
                check_columns(self.uploads, job, columns)
            options = job.options or BatchOptions()
            options = options if columns is None else replace(options, columns=dict(columns))
            again = {"error": None, "finished_at": None, "attempts": 0, "options": asdict(options)}
            change_job(session, job.id, state=BatchState.QUEUED.value, **again)
            self._tell(session, "batch_started", job, by, columns=dict(options.columns))
            started = get_job(session, job.id)
        self._knock()
        return started

    def cancel(self, batch_id: str, by: Principal) -> BatchJob:
        """Stop a batch; what is done is kept, and it may be started again. One that runs stops within
        seconds. Raises ``UnknownBatch``, ``UnlawfulAction``."""
        with self._deps.database.writing() as session:
            job = self._to_change(session, batch_id, by, CANCELLABLE, "cancelled")
            if job.state is BatchState.RUNNING:
                change_job(session, job.id, state=BatchState.CANCELLING.value)
            else:
                state = BatchState.CANCELLED.value
                change_job(session, job.id, state=state, finished_at=self._deps.clock())
            self._tell(session, "batch_cancelled", job, by)
            return get_job(session, job.id)

    def delete(self, batch_id: str, by: Principal) -> BatchJob:
        """Remove the files of a batch that nobody works on; its record stays. Files that are gone
        already are no error. Raises ``UnknownBatch``, ``UnlawfulAction``."""
        with self._deps.database.writing() as session:
            allowed = frozenset(BatchState) - AT_WORK - {BatchState.UNFINISHED}
            job = self._to_change(session, batch_id, by, allowed, "deleted: cancel it first")
            if job.files_gone_at is None:
                change_job(session, job.id, files_gone_at=self._deps.clock())
                self._tell(session, "batch_deleted", job, by)
            gone = get_job(session, job.id)
        self.uploads.remove(job.id)
        return gone

    def _to_change(
        self, session: Session, batch_id: str, by: Principal, allowed: frozenset[BatchState], what: str
    ) -> BatchJob:
        found = _seen(find_batch(session, batch_id), by)
        if found.options is None:
            raise UnlawfulAction("This batch is of the command line, and is changed there alone.")
        job = get_job(session, found.id, to_change=True)
        if job.state not in allowed:
            raise UnlawfulAction(f"A batch that is {job.state} cannot be {what}.")
        return job

    def _tell(self, session: Session, kind: str, job: BatchJob, by: Principal, **more: object) -> None:
        payload = {**told_of(job), **{name: value for name, value in more.items() if value is not None}}
        audit.append(session, at=self._deps.clock(), actor=by.name, kind=kind, payload=payload)


def _seen(job: BatchJob, by: Principal) -> BatchJob:
    if not by.sees(job.portfolio):
        raise UnknownBatch(f"there is no batch {job.id!r} here")
    return job
