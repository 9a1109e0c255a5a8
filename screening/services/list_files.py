"""Opening what an operator hands over as a list: files, a folder or a zip, plain or compressed.

Nothing is extracted to disk under a name from inside an archive, and no file may grow beyond
``MOST_BYTES`` or the bounds of ``unpacking``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO
from urllib.parse import urlsplit

from screening.domain.errors import BadListFile
from screening.services.unpacking import (
    GZIP,
    MAGIC_BYTES,
    ZIP,
    Bounds,
    is_hidden,
    open_bounded,
    open_member,
    way_of,
)

MOST_BYTES = 1 << 30
MOST_MEMBERS = 1_000
HEAD_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class ListFile:
    """One file of a publication: ``shown`` names it to the operator (archive and member),
    ``name`` is what the parser sees; ``open`` reads its uncompressed bytes within the bounds
    and raises ``BadListFile`` for what cannot be read. ``url`` is the address that it was fetched
    from and ``headers`` are those of the answer; None and empty for a file that was here."""

    name: str
    shown: str
    open: Callable[[], BinaryIO]
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def head(self) -> bytes:
        """Its first bytes, enough to recognise a format by."""
        with closing(self.open()) as stream:
            return stream.read(HEAD_BYTES)


def find_list_files(paths: Iterable[Path]) -> list[ListFile]:
    """The files behind ``paths``, folders and zips opened up, hidden files left out.

    Raises ``BadListFile`` naming a path that does not exist, holds nothing or is no archive.
    """
    files = [file for path in paths for file in _files_of(path)]
    if not files:
        raise BadListFile("no list file was given; expected a file, several files, a folder or a zip")
    return files


def find_downloaded_files(path: Path, url: str, headers: Mapping[str, str]) -> list[ListFile]:
    """The files in what was fetched from ``url``, which is what they are shown as."""
    name = Path(urlsplit(url).path).name or "download"
    return [replace(file, url=url, headers=headers) for file in _opened(path, name, url)]


def kept_list_file(path: Path, name: str, url: str, headers: Mapping[str, str]) -> ListFile:
    """A file that was fetched from ``url`` before and is kept, compressed, at ``path``."""
    reopen = partial(_open, partial(GZIP.open, path), url, path.stat().st_size)
    return ListFile(name, url, reopen, url, headers)


def _files_of(path: Path) -> Iterator[ListFile]:
    if path.is_dir():
        inside = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
        if not inside:
            raise BadListFile(f"{path} holds no file; expected the files of a list")
        for file in inside:
            yield from _opened(file, file.name, str(file))
        return
    if not path.exists():
        raise BadListFile(f"{path} does not exist; expected a list file there")
    yield from _opened(path, path.name, str(path))


def _opened(path: Path, name: str, shown: str) -> Iterator[ListFile]:
    magic = _magic(path, shown)
    if magic.startswith(ZIP) and not _is_workbook(path, shown):
        yield from _members(path, shown)
        return
    way = way_of(magic)
    reopen = partial(_open, partial(way.open, path), shown, path.stat().st_size)
    yield ListFile(name.removesuffix(way.suffix), shown, reopen)


def _magic(path: Path, shown: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAGIC_BYTES)
    except OSError as error:
        raise BadListFile(f"{shown} cannot be read: {error.strerror}") from error


def _is_workbook(path: Path, shown: str) -> bool:
    with _archive(path, shown) as archive:
        return "[Content_Types].xml" in archive.namelist()


def _archive(path: Path, shown: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise BadListFile(f"{shown} is a damaged zip archive; expected the whole archive") from error


def _members(path: Path, shown: str) -> Iterator[ListFile]:
    with _archive(path, shown) as archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not is_hidden(m.filename)]
    if not 0 < len(members) <= MOST_MEMBERS:
        raise BadListFile(f"{shown} holds {len(members)} files; expected 1 to {MOST_MEMBERS} files of a list")
    for member in members:
        within = f"{shown}: {member.filename}"
        reopen = partial(_open, partial(open_member, path, member), within, member.compress_size)
        yield ListFile(Path(member.filename).name, within, reopen)


def _open(opener: Callable[[], IO[bytes]], shown: str, packed: int) -> BinaryIO:
    return open_bounded(opener, Bounds(shown=shown, packed=packed, most=MOST_BYTES, error=BadListFile))
