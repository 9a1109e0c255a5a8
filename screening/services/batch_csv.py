"""CSV in any delimiter as a table."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain, islice

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

_END = "\N{END OF TRANSMISSION}"
_HEADER_LINES = 50
"""Lines that a header with line ends inside its quotes may take."""


def open_csv(source: Source, encoding: str | None) -> Table:
    """The table in a CSV; ``encoding`` is for what is not UTF-8.

    Rows with bytes that are no UTF-8 are faulty; where they are not the exception among the rows beyond
    ASCII, the file is not UTF-8 at all. Raises ``BadInputFile``; ``UsageError`` for an unknown encoding.
    """
    read_in = encoding_of(source, encoding)
    delimiter = _delimiter(source, read_in)

    def rows() -> Iterator[Row]:
        yield from map(_row, filter(None, _records(lines_of(source, read_in), delimiter, source)))

    first = next(rows(), None)
    header = checked_header(source, first)
    counts = _Counts(islice(rows(), 1, None))
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
    )


class _Counts:
    """Rows counted from end to end: all, faulty, and good ones that are not plain ASCII."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self.rows = self.faulty = self.beyond_ascii = 0
        for row in rows:
            self.rows += 1
            if row.fault:
                self.faulty += 1
            elif not all(map(str.isascii, row)):
                self.beyond_ascii += 1


def _row(cells: list[str]) -> Row:
    if any(map(is_undecodable, cells)):
        return Row([mended(cell) for cell in cells], UNDECODABLE)
    return Row(cells)


def _records(lines: Iterator[str], delimiter: str, source: Source) -> Iterator[list[str]]:
    """The records of a CSV. A mark behind the last line must come out as a record of its own:
    otherwise an open quotation mark has swallowed the end of the file."""
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(chain(lines, (_END,)), delimiter=delimiter)
    held: list[str] | None = None
    try:
        for record in reader:
            if held is not None:
                yield held
            held = record
    except csv.Error as error:
        raise BadInputFile(
            f"{source.name}: line {reader.line_num}: {error}; a quotation mark may be opened and never closed"
        ) from None
    if held != [_END]:
        raise BadInputFile(f"{source.name}: a quotation mark is opened and never closed; the file may be cut")


def _delimiter(source: Source, encoding: str) -> str:
    """The one that finds most known columns in the header, then the one that splits it into most
    columns; the rows are not asked, since names hold any of them."""
    csv.field_size_limit(LONGEST_LINE)
    lines = lines_of(source, encoding)
    start = list(islice((line for line in lines if line.strip()), _HEADER_LINES))
    try:
        headers = {mark: next(csv.reader(start, delimiter=mark), []) for mark in DELIMITERS}
    except csv.Error as error:
        raise BadInputFile(f"{source.name}: the header cannot be read: {error}") from None
    best = max(headers, key=lambda mark: (known_columns(headers[mark]), len(headers[mark])))
    return best if len(headers[best]) > 1 else NO_DELIMITER
