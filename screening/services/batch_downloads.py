"""What a batch has written, handed out; each time is told in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from screening.domain.access import Principal
from screening.domain.batch_job import BatchJob, BatchState
from screening.domain.errors import FilesGone, UnlawfulAction
from screening.services.batch_desk import BatchDesk
from screening.services.deps import Deps
from screening.store import audit

MEDIA_TYPES = {
    "csv": "text/csv",
    "csv.gz": "application/gzip",
    "jsonl": "application/jsonl",
    "jsonl.gz": "application/gzip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
"""The formats of answers, and what each is called in a header."""


@dataclass(frozen=True, slots=True)
class Download:
    """A finished file: where it is, what it is called for whoever saves it, and its media type."""

    batch: BatchJob
    part: str
    path: Path
    name: str
    media_type: str


def find_download(desk: BatchDesk, batch_id: str, part: str, by: Principal) -> Download:
    """The ``answers`` or the ``hits`` of a batch that is done.

    Raises ``UnknownBatch``, ``UnlawfulAction`` where there are none yet or none were asked for,
    ``FilesGone``.
    """
    job = desk.read(batch_id, by)
    if job.options is None:
        raise UnlawfulAction("This batch is of the command line: its files are where it was told to write.")
    if job.files_gone_at is not None:
        raise FilesGone("The files of this batch were removed; its record stays.")
    if job.state is not BatchState.DONE:
        raise UnlawfulAction(f"There are no answers yet: the batch is {job.state}.")
    path = desk.uploads.answers(job) if part == "answers" else desk.uploads.hits(job)
    if path is None:
        raise UnlawfulAction("This batch was asked for without a file of hits.")
    if not path.is_file():
        raise FilesGone("The files of this batch are not here any more.")
    name = f"{Path(job.input_name).stem}.{part}.{job.options.format}"
    return Download(job, part, path, name, MEDIA_TYPES[job.options.format])


def tell_download(deps: Deps, download: Download, by: Principal) -> None:
    """Record that a file was handed out."""
    payload = {"id": download.batch.id, "batch_id": download.batch.batch_id, "part": download.part}
    with deps.database.writing() as session:
        audit.append(session, at=deps.clock(), actor=by.name, kind="batch_downloaded", payload=payload)
