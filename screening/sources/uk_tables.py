"""Files of the United Kingdom's tables: a line with a date, then a header, then the rows."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date

from screening.domain.designation import Designation
from screening.domain.errors import BadListFile
from screening.domain.listing import ListHeader, Parsed, PublishedFile, RawRecord
from screening.sources.entries import EntryReader
from screening.sources.record import Record, squeeze
from screening.sources.table import Row, TableLayout, read_rows, rows_of
from screening.sources.uk_rows import Part, Party, Path
from screening.text.dates import parse_date

_CHUNK = 1 << 16
_ENCODINGS = ("utf-8-sig", "cp1252")


@dataclass(frozen=True, slots=True, kw_only=True)
class UkTable:
    """A list's table: ``layout`` of its header, the ``key`` column that names a party, the
    ``parts`` of a row, how its prose is read, and how a record becomes a designation."""

    layout: TableLayout
    key: str
    parts: tuple[Part, ...]
    designate: Callable[[Record, str, str], Designation]
    read_text: Mapping[str, Callable[[str], Iterator[tuple[Path, str]]]]


def parse_rows(rows: Iterator[Record], table: UkTable) -> Iterator[Parsed]:
    """Every party of the rows, in the order of their first rows."""
    parties: dict[str, Party] = {}

    def gather(row: Row) -> Iterator[Parsed]:
        parties.setdefault("".join((row.take(table.key) or "").split()), Party()).add(row, table.parts)
        return iter(())

    yield from read_rows(rows, gather)
    reader = EntryReader(table.key, table.designate)
    for key in list(parties):
        record = parties.pop(key).record(table.read_text)
        yield from reader.read(record, key, f"row[{table.key}={key}]")


def parse_table(file: PublishedFile, table: UkTable) -> Iterator[Parsed]:
    """The header with the date of the first line, then every party of a CSV file.

    Raises BadListFile, naming the file and what was expected, for what is no such table, for one
    without a date, and for one cut short.
    """
    layout = table.layout
    with _text(file, layout) as text:
        lines = csv.reader(text, strict=True)
        try:
            yield header_of(next(lines, []), file.name, layout)
            yield from parse_rows(rows_of(file.name, lines, layout), table)
        except (csv.Error, UnicodeDecodeError) as error:
            reason = squeeze(str(error))
            raise BadListFile(
                f"{file.name} is cut short or damaged ({reason}); expected all of {layout.expected}."
            ) from error


def header_of(cells: list[str], name: str, layout: TableLayout) -> ListHeader:
    """The header that the first line of a file is. Raises BadListFile where it is none."""
    words = " ".join(filter(None, map(squeeze, cells)))
    published = _published(words)
    if published is None:
        fault = f"begins with {words[:60]!r} and not with its date" if words else "is empty"
        raise BadListFile(f"{name} {fault}; expected {layout.expected}.")
    return ListHeader(published)


def recognises_dated_table(layout: TableLayout, heads: Mapping[str, bytes]) -> bool:
    """Whether the second line of the only file is such a table's header."""
    if len(heads) != 1:
        return False
    lines = next(iter(heads.values())).decode("utf-8-sig", "ignore").splitlines()[:2]
    return len(lines) == 2 and any(layout.is_header(cells) for cells in csv.reader(lines[1:]))


def find_rows(files: tuple[PublishedFile, ...], locator: str, *, table: UkTable) -> tuple[RawRecord, ...]:
    """The rows of the party that ``locator`` names, as they stand in the files."""
    wanted = locator.removeprefix(f"row[{table.key}=").removesuffix("]")
    return tuple(
        RawRecord(file.name, line, text)
        for file in files
        for line, text, key in _raw_rows(file, table)
        if key == wanted
    )


def _raw_rows(file: PublishedFile, table: UkTable) -> Iterator[tuple[int, str, str]]:
    with _text(file, table.layout) as text:
        read: list[str] = []
        reader = csv.reader(_noting(text, read))
        next(reader, [])
        columns = [squeeze(cell) for cell in next(reader, [])]
        position, line = columns.index(table.key), reader.line_num + 1
        read.clear()
        for cells in reader:
            key = "".join(cells[position].split()) if position < len(cells) else ""
            yield line, "".join(read).rstrip("\r\n"), key
            read.clear()
            line = reader.line_num + 1


def _noting(lines: io.TextIOWrapper, read: list[str]) -> Iterator[str]:
    for line in lines:
        read.append(line)
        yield line


def _published(words: str) -> date | None:
    """``Last Updated 27/04/2020``, ``Report Date: 08-Oct-2026``."""
    for label in ("Last Updated", "Report Date"):
        if words.startswith(label):
            found = parse_date(words.removeprefix(label).strip(" :,"))
            return found.earliest if found and found.earliest == found.latest else None
    return None


def _text(file: PublishedFile, layout: TableLayout) -> io.TextIOWrapper:
    """The file's text: UTF-8 where it is that throughout, else Windows-1252."""
    for encoding in _ENCODINGS:
        if _is_encoded(file, encoding):
            return io.TextIOWrapper(file.open(), encoding, newline="")
    raise BadListFile(f"{file.name} is no text; expected {layout.expected}.")


def _is_encoded(file: PublishedFile, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with closing(file.open()) as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return False
    return True
