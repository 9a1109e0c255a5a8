"""The files of a batch while they grow: what is written is synced, counted, and continued."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError

from screening.domain.errors import UsageError
from screening.services.batch_request import BatchRequest
from screening.services.batch_rows import ChunkAnswer

PARTIAL = ".partial"
"""What a file's name ends with until it is whole."""


class JobState(StrEnum):
    """How far a batch has come: rows are being answered, all are recorded, the files are whole."""

    RUNNING = "running"
    RECORDED = "recorded"
    WHOLE = "whole"


@dataclass(slots=True, kw_only=True)
class Job:
    """A batch as its files stand on disk: ``rows`` are answered, in so many bytes. ``key`` names
    the input, the mapping, the settings and the corpus; with another key it is another batch."""

    key: str
    batch_id: str
    state: JobState = JobState.RUNNING
    rows: int = 0
    out_bytes: int = 0
    hits_bytes: int = 0
    counts: Counter[str] = field(default_factory=Counter)


_JOB = TypeAdapter(Job)


@dataclass(frozen=True, slots=True)
class JobFiles:
    """Where a batch writes: OUT, the hits where they are wanted, and how far it has come."""

    out: Path
    hits: Path | None
    job: Path

    @property
    def lock(self) -> Path:
        """The lock that one process at a time holds on these files."""
        return self.job.with_suffix(".lock")

    @property
    def targets(self) -> tuple[Path, ...]:
        """The files that a person asked for."""
        return (self.out,) if self.hits is None else (self.out, self.hits)

    def read(self) -> Job | None:
        """The job of these files as last saved; None where there is none that can be read."""
        try:
            return _JOB.validate_json(self.job.read_bytes())
        except (OSError, ValidationError):
            return None

    def save(self, job: Job, state: JobState | None = None) -> None:
        """Keep how far the batch has come, in ``state`` where that is new; whole or not at all."""
        job.state = state or job.state
        fresh = self.job.with_suffix(PARTIAL)
        with fresh.open("wb") as handle:
            handle.write(_JOB.dump_json(job))
            _sync(handle)
        fresh.replace(self.job)

    def remove(self) -> None:
        """Take away whatever stands where this batch writes."""
        self.remove_partial()
        for target in self.targets:
            target.unlink(missing_ok=True)

    def remove_partial(self) -> None:
        """Take away what a batch that cannot be continued has written."""
        for target in self.targets:
            _partial(target).unlink(missing_ok=True)
        self.job.unlink(missing_ok=True)

    def taken(self) -> Path | None:
        """The first file that stands where this batch would write."""
        places = [place for target in self.targets for place in (target, _partial(target))]
        return next((place for place in places if place.exists()), None)

    def is_whole(self, job: Job) -> bool:
        """Whether the finished files stand as they were written."""
        return _size(self.out) == job.out_bytes and (self.hits is None or _size(self.hits) == job.hits_bytes)

    def can_continue(self, job: Job) -> bool:
        """Whether the growing files hold at least what the job says."""
        held = _size(_partial(self.out)) >= job.out_bytes
        return held and (self.hits is None or _size(_partial(self.hits)) >= job.hits_bytes)

    def finish(self) -> None:
        """Give the files their names, OUT last; may be called again after an interruption."""
        for target in reversed(self.targets):
            if _partial(target).exists():
                _partial(target).replace(target)


class JobWriter:
    """Appends answers to the growing files, from where the job stands; a context manager."""

    def __init__(self, files: JobFiles, job: Job) -> None:
        """Cuts off what was written after the job was last saved."""
        self._job = job
        self._out = _open_at(_partial(files.out), job.out_bytes)
        self._hits = _open_at(_partial(files.hits), job.hits_bytes) if files.hits else None

    def __enter__(self) -> JobWriter:
        return self

    def __exit__(self, *raised: object) -> None:
        for handle in filter(None, (self._out, self._hits)):
            handle.close()

    def begin(self, out_header: bytes, hits_header: bytes) -> None:
        """Write the headers where nothing is written yet."""
        if self._job.out_bytes == 0:
            self._write(out_header, hits_header)

    def append(self, answer: ChunkAnswer) -> None:
        """Write a chunk, sync it, and count it in the job (which the caller saves)."""
        self._write(answer.out, answer.hits)
        self._job.rows = answer.last
        self._job.counts += answer.counts

    def _write(self, out: bytes, hits: bytes) -> None:
        self._out.write(out)
        _sync(self._out)
        self._job.out_bytes += len(out)
        if self._hits and hits:
            self._hits.write(hits)
            _sync(self._hits)
            self._job.hits_bytes += len(hits)


def job_files(data_folder: Path, request: BatchRequest) -> JobFiles:
    """The files of a batch; how far it has come is kept in the data folder, by the path of OUT.

    Raises ``UsageError`` where they cannot be written, or are the input or each other.
    """
    targets = [request.out, request.hits] if request.hits else [request.out]
    places = {path.resolve() for path in (request.source, *targets)}
    if len(places) <= len(targets):
        raise UsageError("IN, OUT and the hits file must be different files")
    for target in targets:
        if not target.parent.is_dir() or target.is_dir():
            raise UsageError(f"{target}: no file can be written there")
    folder = data_folder / "jobs"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(os.fsencode(request.out.resolve())).hexdigest()[:32]
    return JobFiles(out=request.out, hits=request.hits, job=folder / f"{name}.json")


def _partial(target: Path) -> Path:
    return target.with_name(target.name + PARTIAL)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _open_at(path: Path, position: int) -> BinaryIO:
    handle = path.open("r+b" if path.exists() else "w+b")
    handle.truncate(position)
    handle.seek(position)
    return handle


def _sync(handle: BinaryIO) -> None:
    handle.flush()
    os.fsync(handle.fileno())
