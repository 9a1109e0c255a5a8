"""A file that a command writes: where it cannot be written, that is said of the path that was named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from screening.domain.errors import UsageError


@contextmanager
def out_file(path: Path) -> Iterator[BinaryIO]:
    """The file, empty and open to be written. Raises ``UsageError``."""
    try:
        file = path.open("wb")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    with file:
        yield file
