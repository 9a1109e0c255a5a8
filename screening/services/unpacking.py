"""Compressed files as streams that cannot grow without bound.

A file may unpack to so many bytes and, past ``FREE_BYTES``, to ``MOST_RATIO`` times its compressed size.
Lists and customers' files compress up to 20-fold; a zip bomb does so a thousandfold.
"""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from screening.domain.errors import ScreeningError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FREE_BYTES = 16 << 20
MOST_RATIO = 200

ZIP = b"PK\x03\x04"
UNREADABLE = (
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    RuntimeError,
    NotImplementedError,
)
"""What the libraries raise for a file that is damaged, cut short, locked or packed in another way."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a file is packed: the ending that its name loses, and what opens it."""

    suffix: str
    open: Callable[[Path], IO[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How far a file may grow, what it is called, and the error that is raised where it grows further
    or cannot be read. ``packed`` is its compressed size."""

    shown: str
    packed: int
    most: int
    error: type[ScreeningError]

    @property
    def bytes(self) -> int:
        """The most bytes that may be read."""
        return min(self.most, max(FREE_BYTES, self.packed * MOST_RATIO))


def open_plain(path: Path) -> BinaryIO:
    """A file as it is."""
    return path.open("rb")


def _open_gzip(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path))


def _open_xz(path: Path) -> IO[bytes]:
    return lzma.open(path)


PLAIN = Way("", open_plain)
GZIP = Way(".gz", _open_gzip)
_WAYS = {b"\x1f\x8b": GZIP, b"\xfd7zXZ\x00": Way(".xz", _open_xz)}
MAGIC_BYTES = max(map(len, _WAYS))


def way_of(start: bytes) -> Way:
    """How a file that begins with those bytes is packed; zips apart."""
    return next((way for magic, way in _WAYS.items() if start.startswith(magic)), PLAIN)


def open_member(path: Path, member: zipfile.ZipInfo) -> IO[bytes]:
    """A file of a zip, unpacked while it is read."""
    with zipfile.ZipFile(path) as archive:
        return archive.open(member)


def is_hidden(member: str) -> bool:
    """Whether a file of a zip is one that systems add, which nobody means."""
    return any(part.startswith((".", "__MACOSX")) for part in Path(member).parts)


def open_bounded(opener: Callable[[], IO[bytes]], bounds: Bounds) -> BinaryIO:
    """What ``opener`` opens, as a stream that raises the error of ``bounds`` where it grows beyond them
    or cannot be read."""
    try:
        stream = opener()
    except UNREADABLE as error:
        raise bounds.error(f"{bounds.shown} cannot be read: {error}") from error
    return cast("BinaryIO", io.BufferedReader(_Bounded(stream, bounds), 1 << 16))


class _Bounded(io.RawIOBase):
    """Reads another stream, and stops with a sentence where it is broken or grows too large."""

    def __init__(self, stream: IO[bytes], bounds: Bounds) -> None:
        self._stream = stream
        self._bounds = bounds
        self._most = bounds.bytes
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        shown, refused = self._bounds.shown, self._bounds.error
        try:
            data = self._stream.read(len(view))
        except UNREADABLE as error:
            raise refused(
                f"{shown} is cut short or damaged ({error}); expected a whole compressed file"
            ) from error
        self._read += len(data)
        if self._read > self._most:
            raise refused(f"{shown} unpacks to more than {self._most:,} bytes; refused as a zip bomb")
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
