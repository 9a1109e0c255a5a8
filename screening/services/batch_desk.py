"""Batches over HTTP: asked for, looked at, started, cancelled and deleted. Workers carry them out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from screening.domain.access import Permission, Principal
from screening.domain.batch_job import AT_WORK, CANCELLABLE, STARTABLE, BatchJob, BatchOptions, BatchState
from screening.domain.errors import (
    Fault,
    FilesGone,
    InvalidRequest,
    KeyReused,
    NotPermitted,
    UnknownBatch,
    UnlawfulAction,
    UsageError,
)
from screening.services.batch_target import target_of
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.once import HEADER, KEPT, check_key
from screening.services.portfolios import choose_portfolio
from screening.services.terms import settle_terms
from screening.services.uploads import Upload, Uploads
from screening.store import audit
from screening.store.batch_jobs import add_job, asked_before, change_job, get_job
from screening.store.batch_listing import BatchFilter, count_batches, find_batch, list_batches


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOrder:
    """What is asked of an uploaded file. ``preview``: it waits until it is started; ``key`` makes the
    request safe to be sent again."""

    options: BatchOptions
    portfolio: str | None = None
    preview: bool = False
    key: str | None = None


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
        if order.key is not None:
            check_key(order.key)
        _check_format(order.options.format)
        at = self._deps.clock()
        terms = settle_terms(self._corpora.current(), threshold=order.options.threshold, at=at)
        if terms.narrowed and not by.may(Permission.NARROW):
            raise NotPermitted(f"A higher threshold needs the scope {Permission.NARROW}.")
        return choose_portfolio(self._deps.database, order.portfolio, by)

    def ask(self, job_id: str, upload: Upload, order: BatchOrder, by: Principal) -> tuple[BatchJob, bool]:
        """Keep a batch whose file was received under ``job_id``, and whether the same request had come
        before: then its batch is answered, and what was received now is removed.

        Raises as ``check``, and ``KeyReused``; the files of what is refused are removed.
        """
        try:
            job = self._job(job_id, upload, order, self.check(order, by), by)
            found = self._keep(job, self._once(job, order, by))
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

    def start(self, batch_id: str, by: Principal, columns: Mapping[str, str] | None = None) -> BatchJob:
        """Start a batch that waits for it, or continue one that failed or was cancelled; ``columns``
        take the place of those that it was asked for with.

        Raises ``UnknownBatch``, ``UnlawfulAction``, ``FilesGone``.
        """
        with self._deps.database.writing() as session:
            job = self._to_change(session, batch_id, by, STARTABLE, "started")
            if job.files_gone_at:
                raise FilesGone("The files of this batch were removed: upload it again.")
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

    def _keep(self, job: BatchJob, once: tuple[str, str] | None) -> str | None:
        """Keep a new job; the id of the one that came under the same idempotency key before, if any."""
        with self._deps.database.writing() as session:
            if once is not None and (found := asked_before(session, once[0], job.asked_at - KEPT)):
                if found[1] != once[1]:
                    raise KeyReused(f"This {HEADER} was used for another request.")
                return found[0]
            add_job(session, job, once)
            payload = {**_told(job), "options": asdict(job.options or BatchOptions())}
            audit.append(session, at=job.asked_at, actor=job.asked_by, kind="batch_asked", payload=payload)
        return None

    def _once(self, job: BatchJob, order: BatchOrder, by: Principal) -> tuple[str, str] | None:
        if order.key is None:
            return None
        scope = ("batch once", by.name, by.person, order.key)
        request = ("batch", job.input_sha256, asdict(order.options), order.portfolio, order.preview)
        mac = self._deps.keeper.key.mac
        return mac(json.dumps(scope).encode()), mac(json.dumps(request, sort_keys=True).encode())

    def _job(
        self, job_id: str, upload: Upload, order: BatchOrder, portfolio: str | None, by: Principal
    ) -> BatchJob:
        now = self._deps.clock()
        return BatchJob(
            id=job_id,
            state=BatchState.PREVIEW if order.preview else BatchState.QUEUED,
            input_name=upload.name,
            input_sha256=upload.sha256,
            input_bytes=upload.bytes,
            asked_by=by.name,
            asked_at=now,
            portfolio=portfolio,
            options=order.options,
            expires_at=expiry(self._deps, now),
        )

    def _tell(self, session: Session, kind: str, job: BatchJob, by: Principal, **more: object) -> None:
        payload = {**_told(job), **{name: value for name, value in more.items() if value is not None}}
        audit.append(session, at=self._deps.clock(), actor=by.name, kind=kind, payload=payload)


def _check_format(name: str) -> None:
    """Raises ``InvalidRequest`` for a format that is not written here."""
    try:
        target_of(Path(f"answers.{name}"))
    except UsageError as error:
        raise InvalidRequest([Fault("format", str(error).partition(": ")[2])]) from None


def expiry(deps: Deps, since: datetime) -> datetime:
    """When the files of a batch are removed, counted from ``since``."""
    return since + timedelta(days=deps.settings.upload_days)


def _seen(job: BatchJob, by: Principal) -> BatchJob:
    if not by.sees(job.portfolio):
        raise UnknownBatch(f"there is no batch {job.id!r} here")
    return job


def _told(job: BatchJob) -> dict[str, object]:
    names = ("id", "input_name", "input_sha256", "portfolio", "batch_id")
    return {name: getattr(job, name) for name in names}
