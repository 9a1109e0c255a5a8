"""Published files as they are kept: whole, compressed, named by the sha256 of their content."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO, cast

from screening.domain.listing import PublishedFile
from screening.services.list_files import ListFile

_CHUNK = 1 << 18
_PART = ".part-"
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the raw folder: ``sha256`` and ``size`` (bytes) are of its content, ``path`` is
    where it lies compressed; ``is_new`` where it was not there before; ``url`` and ``headers`` as
    of the ``ListFile``."""

    name: str
    sha256: str
    size: int
    path: Path
    is_new: bool = False
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def published(self) -> PublishedFile:
        """The file as a parser reads it: exactly the bytes that are kept."""
        return PublishedFile(self.name, self._open)

    def _open(self) -> BinaryIO:
        return cast("BinaryIO", gzip.open(self.path))


@contextmanager
def keeping(files: list[ListFile], folder: Path) -> Iterator[list[KeptFile]]:
    """Copy ``files`` into ``folder``; where the block fails, what is new there is removed again.

    One process at a time works in a folder. Raises ``BadListFile`` for what cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left_behind in folder.glob(f"{_PART}*"):
        left_behind.unlink(missing_ok=True)
    kept: list[KeptFile] = []
    try:
        kept.extend(_keep(file, folder) for file in files)
        yield kept
    except BaseException:
        for file in kept:
            if file.is_new:
                file.path.unlink(missing_ok=True)
        raise


def content_hash(kept: list[KeptFile]) -> str:
    """The sha256 of one file's content, or of the sorted sha256 of several, a line each."""
    hashes = sorted(file.sha256 for file in kept)
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _keep(file: ListFile, folder: Path) -> KeptFile:
    with NamedTemporaryFile(dir=folder, prefix=_PART, delete=False) as part:
        part_path = Path(part.name)
        try:
            sha256, size = _copy(file, part)
        except BaseException:
            part_path.unlink(missing_ok=True)
            raise
    path = folder / f"{sha256}.gz"
    is_new = not path.exists()
    part_path.replace(path)
    _sync_folder(folder)
    return KeptFile(file.name, sha256, size, path, is_new, file.url, file.headers)


def _copy(file: ListFile, part: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with (
        closing(file.open()) as source,
        gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=part, mtime=0) as target,
    ):
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    part.flush()
    os.fsync(part.fileno())
    return digest.hexdigest(), size


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
