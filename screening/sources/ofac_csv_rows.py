"""Rows of OFAC's tables, which have no header line, and the raw rows behind an entry."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from screening.domain.errors import BadListFile
from screening.domain.listing import PublishedFile, RawRecord
from screening.sources.record import squeeze
from screening.sources.table import Row

NUMBER = "ent_num"
MAIN = "main"
COLUMNS = {
    MAIN: (
        *(NUMBER, "SDN_Name", "SDN_Type", "Program", "Title", "Call_Sign", "Vess_type"),
        *("Tonnage", "GRT", "Vess_flag", "Vess_owner", "Remarks"),
    ),
    "address": (NUMBER, "Add_num", "Address", "City/State/Province/Postal Code", "Country", "Add_remarks"),
    "alternate": (NUMBER, "alt_num", "alt_type", "alt_name", "alt_remarks"),
    "comments": (NUMBER, "Remarks"),
}
_DELIMITERS = ",|@"
_NULL = "-0-"
_END = "\x1a"
_UNENDED = frozenset(["comments"])
_LOCATOR = re.compile(rf"\w+\[{NUMBER}=(\d+)\]")


def table_of(head: bytes) -> str | None:
    """Which of the tables begins so; None for none of them."""
    found = _layout(head)
    return found[0] if found else None


def rows(file: PublishedFile, table: str) -> Iterator[Row]:
    """The rows of one table, null cells left out, each named after its table.

    Raises BadListFile for a file that is cut short, damaged, or not ASCII or UTF-8.
    """
    ended = False
    try:
        for number, cells in enumerate(_cells(file), start=1):
            if ended:
                raise csv.Error("rows after its end mark")
            ended = cells == [_END]
            if cells and not ended:
                yield _row(table, cells, number)
    except (csv.Error, UnicodeDecodeError) as error:
        raise _damaged(file, squeeze(str(error))) from error
    if not ended and table not in _UNENDED:
        raise _damaged(file, "its end mark, Ctrl-Z, is missing")


def find_rows(files: tuple[PublishedFile, ...], locator: str) -> tuple[RawRecord, ...]:
    """The rows of all tables that belong to the entry that ``locator`` points to."""
    wanted = _LOCATOR.fullmatch(locator)
    if not wanted:
        return ()
    begins = tuple(f"{wanted[1]}{delimiter}".encode() for delimiter in _DELIMITERS)
    found = []
    for file in files:
        with file.open() as stream:
            for number, line in enumerate(stream, start=1):
                if line.startswith(begins):
                    text = line.decode("utf-8", "replace").rstrip("\r\n")
                    found.append(RawRecord(file.name, number, text))
    return tuple(found)


def _layout(head: bytes) -> tuple[str, str] | None:
    """The table and the delimiter of its cells."""
    first = head.decode("utf-8", "ignore").splitlines()[:1]
    for delimiter in _DELIMITERS:
        cells = next(csv.reader(first, delimiter=delimiter), [])
        if cells and cells[0].isdecimal():
            for table, columns in COLUMNS.items():
                if len(cells) == len(columns) or (table == MAIN and len(cells) > len(columns)):
                    return table, delimiter
    return None


def _cells(file: PublishedFile) -> Iterator[list[str]]:
    with file.open() as stream:
        layout = _layout(stream.read(4096))
    delimiter = layout[1] if layout else ","
    with file.open() as stream, io.TextIOWrapper(stream, "utf-8", newline="") as text:
        yield from csv.reader(text, delimiter=delimiter, strict=True)


def _row(table: str, cells: list[str], number: int) -> Row:
    filled = ["" if cell.strip() == _NULL else cell for cell in cells]
    row = Row(COLUMNS[table], filled, number)
    row.tag = table
    return row


def _damaged(file: PublishedFile, reason: str) -> BadListFile:
    return BadListFile(f"{file.name} is cut short or damaged ({reason}); expected all of a table of OFAC's.")
