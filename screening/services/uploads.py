"""Uploaded files and their answers: a folder a batch, written as a stream and removed as a whole."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from screening.domain.batch_job import BatchJob
from screening.domain.errors import DiskFull
from screening.services.batch_request import BatchRequest

NAMELESS = "input.csv"
"""What a file is called that comes without a name."""

_LONGEST_NAME = 120
_UNSAFE = re.compile(r"[^\w .()+-]")
_JOB_ID = re.compile(r"[0-9a-f]{32}")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_ABANDONED = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was received whole: its name as it is kept, its SHA-256 and its size in bytes."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Uploads:
    """The folder of all uploads; machines that share a database share it too."""

    folder: Path

    def of(self, job_id: str) -> Path:
        """The folder of one batch."""
        return self.folder / job_id

    def receive(self, job_id: str, name: str | None, blocks: Iterable[bytes]) -> Upload:
        """Write a file as it comes, block by block. What goes wrong leaves nothing behind.

        Raises ``DiskFull``, and whatever ``blocks`` raises.
        """
        kept = safe_name(name)
        folder = self.of(job_id)
        try:
            with telling_no_room():
                folder.mkdir(parents=True, mode=0o700)
                (folder / "in").mkdir()
                (folder / "out").mkdir()
                sha256, size = _write(folder / "in" / kept, blocks)
        except BaseException:
            self.remove(job_id)
            raise
        return Upload(name=kept, sha256=sha256, bytes=size)

    def remove(self, job_id: str) -> None:
        """Remove all files of a batch; none may be there."""
        shutil.rmtree(self.of(job_id), ignore_errors=True)

    def source(self, job: BatchJob) -> Path:
        """The file that was uploaded."""
        return self.of(job.id) / "in" / job.input_name

    def answers(self, job: BatchJob) -> Path:
        """Where the answers are written."""
        return self.of(job.id) / "out" / f"answers.{_format(job)}"

    def hits(self, job: BatchJob) -> Path | None:
        """Where the hits are written; None where they are not wanted."""
        wanted = job.options is not None and job.options.hits
        return self.of(job.id) / "out" / f"hits.{_format(job)}" if wanted else None

    def request(self, job: BatchJob, workers: int) -> BatchRequest:
        """What is asked of the engine, with ``workers`` processes."""
        if job.options is None:
            raise ValueError(f"the batch {job.id} was not uploaded")
        options = job.options
        return BatchRequest(
            source=self.source(job),
            out=self.answers(job),
            hits=self.hits(job),
            threshold=options.threshold,
            limit=options.limit,
            workers=workers,
            columns=options.columns,
            encoding=options.encoding,
            sheet=options.sheet,
            quoting=options.quoting,
            alerts=options.alerts,
            portfolio=job.portfolio if options.alerts else None,
        )

    def abandoned(self, now: datetime) -> Iterator[str]:
        """Folders that nothing was added to for a day, by the id of their batch: where there is none
        of that id, its upload was cut short."""
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            changed = datetime.fromtimestamp(folder.stat().st_mtime, tz=now.tzinfo)
            if _JOB_ID.fullmatch(folder.name) and now - changed > _ABANDONED:
                yield folder.name


def safe_name(name: str | None) -> str:
    """A client's name for a file as one that may stand in any folder and header: its last part, without
    what is no letter, digit or plain sign."""
    last = re.split(r"[/\\]", name or "")[-1]
    plain = _UNSAFE.sub("_", last).strip(" .")
    stem, dot, end = plain.rpartition(".")
    most = _LONGEST_NAME - len(end) - 1
    short = f"{stem[:most]}{dot}{end}" if dot and most > 0 else plain
    return short[:_LONGEST_NAME] or NAMELESS


@contextmanager
def telling_no_room() -> Iterator[None]:
    """Turn a disk that is full into one sentence. Raises ``DiskFull``."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise DiskFull("There is no room left on the disk for files of batches.") from error


def _format(job: BatchJob) -> str:
    return job.options.format if job.options else "csv"


def _write(path: Path, blocks: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as handle:
        for block in blocks:
            handle.write(block)
            digest.update(block)
            size += len(block)
        handle.flush()
        os.fsync(handle.fileno())
    return digest.hexdigest(), size
