"""A lock between processes that a crash cannot leave behind."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.domain.errors import DatabaseFailure


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold the lock at ``path`` (made, and left there), waiting for whoever has it.

    The system frees it when its holder ends, however that happens. Raises ``DatabaseFailure``
    where the file cannot be made.
    """
    try:
        lock = path.open("a")
    except OSError as error:
        raise DatabaseFailure(f"the lock file {path} cannot be made: {error.strerror}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
