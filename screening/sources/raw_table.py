"""Raw rows of tables and workbooks: what a locator points to, as it stands in the file.

A locator is ``row[column=value]``, with more pairs where one is not enough: every row that has
these values, white space aside.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeAlias

from screening.domain.errors import BadListFile
from screening.domain.listing import PublishedFile, RawRecord
from screening.sources.record import Record, squeeze
from screening.sources.table import Row, TableLayout
from screening.sources.workbook import sheet_rows

_LOCATOR = re.compile(r"row(?P<pairs>\[[^=\]]+=.*\])", re.S)
_PAIR = re.compile(r"\[(?P<column>[^=\]]+)=(?P<value>.*?)\](?=\[|$)", re.S)
_Finder: TypeAlias = Callable[[tuple[PublishedFile, ...], str], tuple[RawRecord, ...]]
_Matches: TypeAlias = Callable[[str, str], bool]


def table_finder(layout: TableLayout, matches: _Matches | None = None) -> _Finder:
    """Finds rows in tables of that layout; ``line`` is where a row begins. ``matches`` tells
    whether a published cell is the value of a locator, where equality is not meant."""
    return partial(_find, layout=layout, rows=_raw_rows, matches=matches or _is_equal)


def sheet_finder(layout: TableLayout, matches: _Matches | None = None) -> _Finder:
    """The same for workbooks; ``line`` is the row of the sheet, its cells are between bars."""
    return partial(_find, layout=layout, rows=_raw_sheet, matches=matches or _is_equal)


_Rows: TypeAlias = Callable[[PublishedFile, TableLayout], Iterator[tuple[int, str, dict[str, str]]]]


def _find(
    files: tuple[PublishedFile, ...], locator: str, *, layout: TableLayout, rows: _Rows, matches: _Matches
) -> tuple[RawRecord, ...]:
    wanted = _LOCATOR.fullmatch(locator)
    pairs = [pair.groups() for pair in _PAIR.finditer(wanted["pairs"])] if wanted else []
    if not pairs:
        return ()
    return tuple(
        RawRecord(file.name, line, text)
        for file in files
        for line, text, cells in rows(file, layout)
        if all(matches(cells.get(column, ""), value) for column, value in pairs)
    )


def _is_equal(cell: str, value: str) -> bool:
    return squeeze(cell) == squeeze(value)


def _raw_rows(file: PublishedFile, layout: TableLayout) -> Iterator[tuple[int, str, dict[str, str]]]:
    with file.open() as stream, io.TextIOWrapper(stream, "utf-8-sig", newline="") as text:
        read: list[str] = []
        reader = csv.reader(_noting(text, read), delimiter=layout.delimiter)
        try:
            columns = [squeeze(cell) for cell in next(reader, [])]
            line = reader.line_num + 1
            read.clear()
            for cells in reader:
                yield line, "".join(read).rstrip("\r\n"), dict(zip(columns, cells, strict=False))
                read.clear()
                line = reader.line_num + 1
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadListFile(f"{file.name} is cut short or damaged ({error})") from error


def _noting(lines: Iterable[str], read: list[str]) -> Iterator[str]:
    for line in lines:
        read.append(line)
        yield line


def _raw_sheet(file: PublishedFile, layout: TableLayout) -> Iterator[tuple[int, str, dict[str, str]]]:
    for row in sheet_rows(file, layout):
        if isinstance(row, Row):
            cells = {column: "".join(map(_text, fields)) for column, fields in row.fields.items()}
            yield row.number, row.whole(), cells


def _text(field: Record | str) -> str:
    return field if isinstance(field, str) else field.text
