"""CSV in any delimiter as a table."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Literal

from screening.domain.errors import BadInputFile
from screening.services.batch_columns import known_columns
from screening.services.batch_encoding import (
    LONGEST_LINE,
    UNDECODABLE,
    encoding_of,
    is_undecodable,
    lines_of,
    mended,
    undecodable,
)
from screening.services.batch_source import Source
from screening.services.batch_table import Row, Table, checked_header, digest_of

DELIMITERS = ",;\t|"
NO_DELIMITER = "\x1f"
"""Splits nothing: for files of one column, whose cells may hold any delimiter unquoted."""

DOUBLE = "double"
"""Quotation marks enclose a cell, and one that is part of it stands twice."""

NO_QUOTING = "none"
"""Quotation marks are letters like any others."""

QUOTINGS = (DOUBLE, NO_QUOTING)

_STYLES: Mapping[str, Literal[0, 3]] = {DOUBLE: csv.QUOTE_MINIMAL, NO_QUOTING: csv.QUOTE_NONE}
_SAID = re.compile(r'"?sep=(?P<mark>[,;\t|])"?[\r\n]*', re.IGNORECASE)
"""A first line by which spreadsheets say what the delimiter is."""

_HEADER_LINES = 50
"""Lines that a header with line ends inside its quotes may take."""


def open_csv(source: Source, encoding: str | None, quoting: str = DOUBLE) -> Table:
    """The table in a CSV; ``encoding`` is for what is not UTF-8, ``quoting`` one of ``QUOTINGS``.

    Rows with bytes that are no UTF-8 are faulty; where they are not the exception among the rows beyond
    ASCII, the file is not UTF-8 at all. Raises ``BadInputFile``; ``UsageError`` for an unknown encoding.
    """
    read_in = encoding_of(source, encoding)
    said = _said_delimiter(source, read_in)
    delimiter = said or _delimiter(source, read_in, quoting)

    def rows() -> Iterator[Row]:
        records = filter(None, _records(source, read_in, delimiter, quoting))
        return map(_row, islice(records, 1 if said else 0, None))

    first = next(rows(), None)
    header = checked_header(source, first)
    counts = _Counts(islice(rows(), 1, None), len(header), delimiter)
    if (first and first.fault) or (encoding is None and counts.faulty > counts.beyond_ascii):
        raise undecodable(source, read_in)
    return Table(
        source=source,
        sha256=digest_of(source),
        header=tuple(header),
        rows=counts.rows,
        read=lambda: islice(rows(), 1, None),
        delimiter=delimiter,
        encoding=read_in,
        faulty=counts.faulty,
        doubts=counts.doubts,
    )


class _Counts:
    """Rows counted from end to end: all, faulty, good ones that are not plain ASCII, and those that may
    hold others."""

    def __init__(self, rows: Iterator[Row], width: int, delimiter: str) -> None:
        self.rows = self.faulty = self.beyond_ascii = 0
        self._holding: list[int] = []
        for row in rows:
            self.rows += 1
            if "\n" in (text := delimiter.join(row)) and _holds_rows(text, width, delimiter):
                self._holding.append(self.rows)
            if row.fault:
                self.faulty += 1
            elif not all(map(str.isascii, row)):
                self.beyond_ascii += 1

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is to be said of rows each line of which would be a row by itself."""
        if not self._holding:
            return ()
        more = f" and {len(self._holding) - 1:,} others" if self._holding[1:] else ""
        return (
            f"row {self._holding[0]}{more}: each line in it would be a row by itself; look whether a stray "
            "quotation mark swallowed them, and have quotation marks read as letters if so",
        )


def _holds_rows(text: str, width: int, delimiter: str) -> bool:
    """Whether each line of a row, read without quotation marks, has the cells of a row."""
    return width > 1 and all(line.count(delimiter) == width - 1 for line in text.split("\n"))


def _row(cells: list[str]) -> Row:
    if any(map(is_undecodable, cells)):
        return Row([mended(cell) for cell in cells], UNDECODABLE)
    return Row(cells)


def _records(source: Source, encoding: str, delimiter: str, quoting: str) -> Iterator[list[str]]:
    """The records of a CSV, as strictly as can be: a stray quotation mark that were let pass would
    swallow rows."""
    csv.field_size_limit(LONGEST_LINE)
    lines = lines_of(source, encoding)
    reader = csv.reader(lines, delimiter=delimiter, quoting=_STYLES[quoting], strict=True)
    begun = 1
    try:
        for record in reader:
            begun = reader.line_num + 1
            yield record
    except csv.Error as error:
        raise BadInputFile(f"{source.name}: {_told(str(error), begun, reader.line_num)}") from None


def _told(error: str, begun: int, line: int) -> str:
    """What is said of a record that begins in one line and cannot be read in another."""
    advice = (
        "close it, or write a mark that is part of a text twice; batches take marks as letters with "
        f"--quoting {NO_QUOTING}"
    )
    if error.startswith("unexpected end"):
        opened = f"a quotation mark is opened in the row of line {begun} and never closed"
        return f"{opened}; the file may be cut, or {advice}"
    if "expected after" in error:
        of = f" in the row of line {begun}" if begun < line else ""
        return f"line {line}: a quotation mark{of} is followed by text where its cell should end; {advice}"
    return f"line {line}: {error}"


def _said_delimiter(source: Source, encoding: str) -> str | None:
    said = _SAID.fullmatch(next(lines_of(source, encoding), ""))
    return said["mark"] if said else None


def _delimiter(source: Source, encoding: str, quoting: str) -> str:
    """The one that finds most known columns in the header, then the one that splits it into most
    columns; the rows are not asked, since names hold any of them."""
    csv.field_size_limit(LONGEST_LINE)
    lines = lines_of(source, encoding)
    start = list(islice((line for line in lines if line.strip()), _HEADER_LINES))
    style = _STYLES[quoting]
    try:
        headers = {mark: next(csv.reader(start, delimiter=mark, quoting=style), []) for mark in DELIMITERS}
    except csv.Error as error:
        raise BadInputFile(f"{source.name}: the header cannot be read: {error}") from None
    best = max(headers, key=lambda mark: (known_columns(headers[mark]), len(headers[mark])))
    return best if len(headers[best]) > 1 else NO_DELIMITER
