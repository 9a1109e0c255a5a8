"""Opening what an operator hands over as a list: files, a folder or a zip, plain or compressed.

Nothing is extracted to disk under a name from inside an archive, and no file may grow beyond
``MOST_BYTES`` or, past ``FREE_BYTES``, beyond ``MOST_RATIO`` times its compressed size. Official
lists compress up to 20-fold; a zip bomb does so a thousandfold.
"""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast
from urllib.parse import urlsplit

from screening.domain.errors import BadListFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_BYTES = 1 << 30
FREE_BYTES = 16 << 20
MOST_RATIO = 200
MOST_MEMBERS = 1_000
HEAD_BYTES = 4_096

_GZIP = b"\x1f\x8b"
_XZ = b"\xfd7zXZ\x00"
_ZIP = b"PK\x03\x04"
_UNREADABLE = (
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    RuntimeError,
    NotImplementedError,
)


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
    reopen = partial(_open, partial(_open_gzip, path), url, path.stat().st_size)
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
    if magic.startswith(_ZIP) and not _is_workbook(path, shown):
        yield from _members(path, shown)
        return
    suffix, opener = next((way for start, way in _WAYS.items() if magic.startswith(start)), _PLAIN)
    reopen = partial(_open, partial(opener, path), shown, path.stat().st_size)
    yield ListFile(name.removesuffix(suffix), shown, reopen)


def _magic(path: Path, shown: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(len(_XZ))
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
        members = [m for m in archive.infolist() if not m.is_dir() and not _is_hidden(m.filename)]
    if not 0 < len(members) <= MOST_MEMBERS:
        raise BadListFile(f"{shown} holds {len(members)} files; expected 1 to {MOST_MEMBERS} files of a list")
    for member in members:
        within = f"{shown}: {member.filename}"
        reopen = partial(_open, partial(_open_member, path, member), within, member.compress_size)
        yield ListFile(Path(member.filename).name, within, reopen)


def _is_hidden(member: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in Path(member).parts)


def _open_member(path: Path, member: zipfile.ZipInfo) -> IO[bytes]:
    with zipfile.ZipFile(path) as archive:
        return archive.open(member)


def _open_plain(path: Path) -> IO[bytes]:
    return path.open("rb")


def _open_gzip(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path))


def _open_xz(path: Path) -> IO[bytes]:
    return lzma.open(path)


_PLAIN: tuple[str, Callable[[Path], IO[bytes]]] = ("", _open_plain)
_WAYS: dict[bytes, tuple[str, Callable[[Path], IO[bytes]]]] = {
    _GZIP: (".gz", _open_gzip),
    _XZ: (".xz", _open_xz),
}


def _open(opener: Callable[[], IO[bytes]], shown: str, compressed: int) -> BinaryIO:
    try:
        stream = opener()
    except _UNREADABLE as error:
        raise BadListFile(f"{shown} cannot be read: {error}") from error
    return cast("BinaryIO", io.BufferedReader(_Bounded(stream, shown, compressed), 1 << 16))


class _Bounded(io.RawIOBase):
    """Reads another stream, and stops with a sentence where it is broken or grows too large."""

    def __init__(self, stream: IO[bytes], shown: str, compressed: int) -> None:
        self._stream = stream
        self._shown = shown
        self._most = min(MOST_BYTES, max(FREE_BYTES, compressed * MOST_RATIO))
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        try:
            data = self._stream.read(len(view))
        except _UNREADABLE as error:
            raise BadListFile(
                f"{self._shown} is cut short or damaged ({error}); expected a whole compressed file"
            ) from error
        self._read += len(data)
        if self._read > self._most:
            raise BadListFile(
                f"{self._shown} unpacks to more than {self._most:,} bytes; refused as a zip bomb"
            )
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
