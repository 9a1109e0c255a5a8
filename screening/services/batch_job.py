"""Whose the files are that stand where a batch would write: begin, continue, or refuse."""

from __future__ import annotations

from screening.domain.errors import UnknownScreening, UsageError
from screening.services.batch_files import Job, JobFiles, JobState
from screening.store.batches import Batch, batch_key, begin_batch, get_batch
from screening.store.database import Database


def claim(database: Database, files: JobFiles, batch: Batch, *, actor: str) -> Job:
    """The job of ``batch`` on its files: the one that was interrupted, the one that is whole, or a
    new one that is recorded and saved.

    Raises ``UsageError`` where the files are of another batch or were changed since.
    """
    job = files.read()
    if job is not None and job.key == batch_key(batch):
        if _stands(database, files, job):
            return job
        if job.state is not JobState.WHOLE:
            files.remove_partial()
        elif altered := files.taken() and files.altered(job):
            why = "not as this batch wrote it" if altered.exists() else "not there any more"
            raise UsageError(
                f"{altered}: it is {why}; name another OUT, or say --overwrite to write all anew"
            )
    if taken := files.taken():
        raise UsageError(
            f"{taken}: it stands there already and is not of this batch (input, options and lists in "
            "force); name another file, or say --overwrite"
        )
    return _begin(database, files, batch, actor)


def _stands(database: Database, files: JobFiles, job: Job) -> bool:
    """Whether the job can go on from where it is, its files and its record being as it says."""
    if job.state is JobState.WHOLE:
        return files.is_whole(job)
    if job.state is JobState.RUNNING:
        record = _record(database, job)
        if record is None or record.rows_done < job.rows or not files.can_continue(job):
            return False
        job.state = JobState.RECORDED if record.finished_at else JobState.RUNNING
    return job.state is JobState.RUNNING or files.can_finish()


def _record(database: Database, job: Job) -> Batch | None:
    with database.reading() as session:
        try:
            return get_batch(session, job.batch_id)
        except UnknownScreening:
            return None


def _begin(database: Database, files: JobFiles, batch: Batch, actor: str) -> Job:
    with database.writing() as session:
        recorded = begin_batch(session, batch, actor=actor)
    job = Job(key=batch_key(batch), batch_id=recorded.id)
    files.save(job)
    return job
