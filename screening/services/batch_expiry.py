"""Files of batches are removed when their time is over; the record of each batch stays."""

from __future__ import annotations

from sqlalchemy.orm import Session

from screening.domain.batch_job import BatchJob
from screening.domain.errors import UnknownBatch
from screening.services.deps import Deps
from screening.services.uploads import Uploads
from screening.store import audit
from screening.store.batch_jobs import change_job, due_jobs, get_job
from screening.store.screenings import OURSELVES


def remove_due_files(deps: Deps, uploads: Uploads) -> int:
    """Remove what is due by now, and what was never received whole; how many batches lost their files.

    The record goes first: files that a crash leaves behind are of no batch that hands them out, and go
    with the next call.
    """
    now = deps.clock()
    with deps.database.writing() as session:
        due = due_jobs(session, now)
        for job in due:
            _mark(session, deps, job)
    for job in due:
        uploads.remove(job.id)
    for job_id in uploads.abandoned(now):
        if not _has_files(deps, job_id):
            uploads.remove(job_id)
    return len(due)


def _mark(session: Session, deps: Deps, job: BatchJob) -> None:
    change_job(session, job.id, files_gone_at=deps.clock())
    payload = {"id": job.id, "batch_id": job.batch_id, "days": deps.settings.upload_days}
    audit.append(session, at=deps.clock(), actor=OURSELVES, kind="batch_expired", payload=payload)


def _has_files(deps: Deps, job_id: str) -> bool:
    with deps.database.reading() as session:
        try:
            return get_job(session, job_id).files_gone_at is None
        except UnknownBatch:
            return False
