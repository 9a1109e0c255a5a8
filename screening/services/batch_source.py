"""A customer's file as bytes, whatever it is packed in; and what kind of file it is, by its content."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO

from screening.domain.errors import BadInputFile
from screening.services.unpacking import (
    MAGIC_BYTES,
    PLAIN,
    ZIP,
    Bounds,
    is_hidden,
    open_bounded,
    open_member,
    open_plain,
    way_of,
)

MOST_UNPACKED = 256 << 30
"""Bytes that a packed file of rows may grow to; it is read as a stream and never kept whole."""

_HEAD_BYTES = 4_096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARQUET = b"PAR1"
_WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".ods")
_WORKBOOK_MEMBERS = {"[Content_Types].xml", "mimetype"}
_JSONL_SUFFIXES = (".jsonl", ".ndjson")
_FOREIGN = {
    b"%PDF": "a PDF",
    b"BZh": "compressed with bzip2",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"PK\5\6": "an empty zip",
}
_WANTED = "CSV, JSON lines, a workbook or Parquet was expected; CSV and JSON lines may be .gz, .xz or .zip"


class Format(StrEnum):
    """What a file of rows is, and how one is written."""

    CSV = "csv"
    JSONL = "jsonl"
    WORKBOOK = "workbook"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file of rows. ``inner`` is its name without what it is packed in, ``packing`` one of ``gz``,
    ``xz``, ``zip`` or empty; ``open`` reads its unpacked bytes."""

    path: Path
    inner: str
    packing: str
    format: Format
    open: Callable[[], BinaryIO]

    @property
    def name(self) -> str:
        """What it is called to a person."""
        return self.path.name

    @property
    def is_misnamed(self) -> bool:
        """Whether it is called a workbook and is none."""
        suffix = self.path.suffix.casefold()
        return suffix in (*_WORKBOOK_SUFFIXES, ".xls") and self.format is not Format.WORKBOOK


def find_source(path: Path) -> Source:
    """The file of rows at ``path``.

    Raises ``BadInputFile`` for what is missing, damaged, of a foreign kind, or an archive of several.
    """
    if not path.is_file():
        raise BadInputFile(f"{path}: {'this is no file' if path.exists() else 'there is no such file'}")
    start = _start(path)
    if foreign := next((kind for magic, kind in _FOREIGN.items() if start.startswith(magic)), None):
        raise BadInputFile(f"{path.name}: this is {foreign}; {_WANTED}")
    if start.startswith(ZIP):
        return _zipped(path)
    way = way_of(start)
    if way is PLAIN:
        return _source(path, path.name, "", partial(open_plain, path))
    inner = path.name.removesuffix(way.suffix)
    return _source(path, inner, way.suffix.strip("."), _unpacked(path, partial(way.open, path)))


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(max(MAGIC_BYTES, *map(len, _FOREIGN)))
    except OSError as error:
        raise BadInputFile(f"{path}: it cannot be read: {error.strerror}") from error


def _zipped(path: Path) -> Source:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise BadInputFile(f"{path.name}: not a workbook or zip that can be read ({error})") from None
    is_workbook = any(one.filename in _WORKBOOK_MEMBERS for one in members)
    if is_workbook or path.suffix.casefold() in _WORKBOOK_SUFFIXES:
        _check_members(path, members)
        return _source(path, path.name, "", partial(open_plain, path), Format.WORKBOOK)
    files = [one for one in members if not is_hidden(one.filename)]
    if len(files) != 1:
        names = ", ".join(one.filename for one in files[:5]) or "none"
        raise BadInputFile(f"{path.name}: a zip of one file of rows was expected; it holds: {names[:300]}")
    opener = partial(open_member, path, files[0])
    return _source(path, Path(files[0].filename).name, "zip", _unpacked(path, opener))


def _check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Unpack a workbook once, bounded, before it is handed to a reader that is not."""
    for member in members:
        with closing(_unpacked(path, partial(open_member, path, member))()) as stream:
            while stream.read(1 << 20):
                pass


def _unpacked(path: Path, opener: Callable[[], IO[bytes]]) -> Callable[[], BinaryIO]:
    bounds = Bounds(shown=f"{path.name}:", packed=path.stat().st_size, most=MOST_UNPACKED, error=BadInputFile)
    return partial(open_bounded, opener, bounds)


def _source(
    path: Path, inner: str, packing: str, opener: Callable[[], BinaryIO], format: Format | None = None
) -> Source:
    if packing and _is_packed(opener):
        raise BadInputFile(f"{path.name}: it holds {inner}, which is packed too: unpack it first")
    found = format or _format(opener, inner)
    if packing and found in (Format.WORKBOOK, Format.PARQUET):
        raise BadInputFile(f"{path.name}: it holds {inner}, a {found.value} file: unpack it first")
    return Source(path=path, inner=inner, packing=packing, format=found, open=opener)


def _is_packed(opener: Callable[[], BinaryIO]) -> bool:
    with closing(opener()) as stream:
        return way_of(stream.read(MAGIC_BYTES)) is not PLAIN


def _format(opener: Callable[[], BinaryIO], name: str) -> Format:
    """By the first bytes; a name counts only where they say nothing."""
    with closing(opener()) as stream:
        head = stream.read(_HEAD_BYTES)
    if head.startswith(_PARQUET):
        return Format.PARQUET
    if head.startswith((_OLE, ZIP)):
        return Format.WORKBOOK
    text = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    named = name.casefold().endswith(_JSONL_SUFFIXES)
    return Format.JSONL if text.startswith((b"{", b"[")) or named else Format.CSV
