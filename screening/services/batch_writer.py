"""Answers are appended to the files of a batch: written, synced, counted."""

from __future__ import annotations

from contextlib import suppress
from typing import BinaryIO

from screening.services.batch_files import Job, JobFiles, partial_of, sync, writing_to
from screening.services.batch_rows import ChunkAnswer
from screening.services.batch_target import Target


class JobWriter:
    """Appends answers to the growing files, from where the job stands; a context manager."""

    def __init__(self, files: JobFiles, job: Job) -> None:
        """Cuts off what was written after the job was last saved."""
        self._job = job
        self._files = files
        self._out = _open_at(files.out, job.out_bytes)
        self._hits = _open_at(files.hits, job.hits_bytes) if files.hits else None

    def __enter__(self) -> JobWriter:
        return self

    def __exit__(self, *raised: object) -> None:
        for handle in filter(None, (self._out, self._hits)):
            with suppress(OSError):  # of a full disk, which was told when it was written to
                handle.close()

    def begin(self, out_header: bytes, hits_header: bytes) -> None:
        """Write the headers where nothing is written yet."""
        if self._job.rows == 0:
            self._write(out_header, hits_header)

    def append(self, answer: ChunkAnswer) -> None:
        """Write a chunk, sync it, and count it in the job (which the caller saves)."""
        self._write(answer.out, answer.hits)
        self._job.rows = answer.last
        self._job.counts += answer.counts

    def _write(self, out: bytes, hits: bytes) -> None:
        with writing_to(self._files.out):
            self._out.write(out)
            sync(self._out)
        self._job.out_bytes += len(out)
        if self._hits and self._files.hits and hits:
            with writing_to(self._files.hits):
                self._hits.write(hits)
                sync(self._hits)
            self._job.hits_bytes += len(hits)


def _open_at(target: Target, position: int) -> BinaryIO:
    path = partial_of(target)
    with writing_to(target):
        handle = path.open("r+b" if path.exists() else "w+b")
        handle.truncate(position)
        handle.seek(position)
    return handle
