"""The files of a batch while they grow: what is written is synced, counted, and continued."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError
from xlsxwriter.exceptions import XlsxWriterException

from screening.domain.errors import UsageError
from screening.services.batch_places import check_apart, made_path, partial_path
from screening.services.batch_request import BatchRequest
from screening.services.batch_target import Target, target_of

Convert = Callable[[Target, Path, Path], None]
"""Makes a file of the rows that were laid down: which one, of what, and where."""


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

    out: Target
    hits: Target | None
    job: Path

    @property
    def lock(self) -> Path:
        """The lock that one process at a time holds on these files."""
        return self.job.with_suffix(".lock")

    @property
    def scratch(self) -> Path:
        """A folder for pieces of files that are being made."""
        return self.job.with_suffix(".scratch")

    @property
    def targets(self) -> tuple[Target, ...]:
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
        fresh = partial_path(self.job)
        with fresh.open("wb") as handle:
            handle.write(_JOB.dump_json(job))
            sync(handle)
        fresh.replace(self.job)

    def remove(self) -> None:
        """Take away whatever stands where this batch writes."""
        self.remove_partial()
        for target in self.targets:
            target.path.unlink(missing_ok=True)

    def remove_partial(self) -> None:
        """Take away what a batch that cannot be continued has written."""
        for target in self.targets:
            partial_of(target).unlink(missing_ok=True)
            _made(target).unlink(missing_ok=True)
        self.job.unlink(missing_ok=True)

    def taken(self) -> Path | None:
        """The first file that stands where this batch would write."""
        places = [place for one in self.targets for place in (one.path, partial_of(one), _made(one))]
        return next((place for place in places if place.exists()), None)

    def is_whole(self, job: Job) -> bool:
        """Whether the finished files stand as they were written."""
        return self.altered(job) is None

    def altered(self, job: Job) -> Path | None:
        """The first finished file that is missing, or not as it was written."""
        written = zip(self.targets, (job.out_bytes, job.hits_bytes), strict=False)
        return next((one.path for one, size in written if _size(one.path) != size), None)

    def can_continue(self, job: Job) -> bool:
        """Whether the growing files hold at least what the job says."""
        out, hits = self._sizes(partial_of)
        return out >= job.out_bytes and hits >= (job.hits_bytes if self.hits else 0)

    def can_finish(self) -> bool:
        """Whether each file is there, whole or still to be made."""
        return all(partial_of(target).exists() or target.path.exists() for target in self.targets)

    def finish(self, job: Job, convert: Convert) -> None:
        """Make the files that are made at the end, and give all their names, OUT last; may be called
        again after an interruption. Raises ``UsageError`` where they cannot be written."""
        for target in reversed(self.targets):
            if partial_of(target).exists():
                with writing_to(target):
                    _finish(target, convert)
        job.out_bytes, job.hits_bytes = self._sizes(lambda target: target.path)

    def _sizes(self, place: Callable[[Target], Path]) -> tuple[int, int]:
        return _size(place(self.out)), _size(place(self.hits)) if self.hits else 0


def _finish(target: Target, convert: Convert) -> None:
    if not target.converted:
        partial_of(target).replace(target.path)
        return
    convert(target, partial_of(target), _made(target))
    with _made(target).open("rb+") as handle:
        sync(handle)
    _made(target).replace(target.path)
    partial_of(target).unlink()


@contextmanager
def writing_to(target: Target) -> Iterator[None]:
    """A file that cannot be written is told in a sentence: ``UsageError``."""
    try:
        yield
    except (OSError, XlsxWriterException) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise UsageError(
            f"{target.path}: it cannot be written ({why}); what is done is kept, and the same command "
            "continues"
        ) from error


def job_files(data_folder: Path, request: BatchRequest) -> JobFiles:
    """The files of a batch; how far it has come is kept in the data folder, by the path of OUT.

    Raises ``UsageError`` where they cannot be written, or are the input or each other.
    """
    check_apart(request)
    paths = [request.out, request.hits] if request.hits else [request.out]
    for path in paths:
        if not path.parent.is_dir() or path.is_dir():
            raise UsageError(f"{path}: no file can be written there")
    out, hits = target_of(request.out), target_of(request.hits) if request.hits else None
    folder = data_folder / "jobs"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(os.fsencode(request.out.resolve())).hexdigest()[:32]
    return JobFiles(out=out, hits=hits, job=folder / f"{name}.json")


def partial_of(target: Target) -> Path:
    """Where the rows of a file are laid down until it is whole."""
    return partial_path(target.path)


def _made(target: Target) -> Path:
    return made_path(target.path)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def sync(handle: BinaryIO) -> None:
    """Have what was written reach the disk."""
    handle.flush()
    os.fsync(handle.fileno())
