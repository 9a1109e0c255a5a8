"""Customers' files as rows of text: CSV in any delimiter, or a workbook. Read as streams, so that
memory does not grow with the file; workbooks excepted, which cannot be read otherwise."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from screening.domain.errors import BadInputFile
from screening.services.batch_columns import has_name_column
from screening.services.batch_encoding import open_text, undecodable
from screening.services.batch_workbook import is_workbook, open_workbook

DELIMITERS = ",;\t|"
NO_DELIMITER = "\x1f"
"""Splits nothing: for files of one column, whose cells may hold any delimiter unquoted."""

_END = "\N{END OF TRANSMISSION}"
_HEADER_LINES = 50
"""Lines that a header with line ends inside its quotes may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A customer's file, looked through once from end to end. ``rows`` counts what is under the
    header, blank lines left out; ``read`` yields their cells anew at each call."""

    name: str
    sha256: str
    delimiter: str
    header: tuple[str, ...]
    rows: int
    read: Callable[[], Iterator[list[str]]]


def open_table(path: Path, *, encoding: str | None = None, sheet: str | None = None) -> Table:
    """The table in a file. ``encoding`` is for CSV that is not UTF-8, ``sheet`` for workbooks.

    Raises ``BadInputFile`` for what is missing, empty, not text in that encoding, or cut inside
    quotes; ``UsageError`` for an unknown encoding.
    """
    if not path.is_file():
        raise BadInputFile(f"{path}: {'this is no file' if path.exists() else 'there is no such file'}")
    if is_workbook(path):
        return _workbook_table(path, sheet)
    return _text_table(path, encoding)


def _workbook_table(path: Path, sheet: str | None) -> Table:
    held = list(open_workbook(path, sheet))
    return _table(path, ",", held[0], lambda: iter(held))


def _text_table(path: Path, encoding: str | None) -> Table:
    with open_text(path, encoding) as start:
        delimiter = _delimiter(start, path)

    def rows() -> Iterator[list[str]]:
        with open_text(path, encoding) as text:
            yield from _filled(_records(text, delimiter, path))

    header = next(rows(), None)
    if header is None:
        raise BadInputFile(f"{path.name}: the file is empty; a header with a name column was expected")
    return _table(path, delimiter, header, rows)


def _table(path: Path, delimiter: str, header: list[str], rows: Callable[[], Iterator[list[str]]]) -> Table:
    def read() -> Iterator[list[str]]:
        below = rows()
        next(below)
        return below

    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return Table(
        name=path.name,
        sha256=digest,
        delimiter=delimiter,
        header=tuple(header),
        rows=sum(1 for _ in read()),
        read=read,
    )


def _filled(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows that are more than a blank line; cells that are all empty are a row all the same."""
    return (row for row in rows if row)


def _records(text: TextIO, delimiter: str, path: Path) -> Iterator[list[str]]:
    """The records of a CSV. A mark behind the last line must come out as a record of its own:
    otherwise an open quotation mark has swallowed the end of the file."""
    reader = csv.reader(chain(text, (_END,)), delimiter=delimiter)
    held: list[str] | None = None
    try:
        for record in reader:
            if held is not None:
                yield held
            held = record
    except UnicodeError as error:
        raise undecodable(path, error) from None
    except csv.Error as error:
        raise BadInputFile(f"{path.name}: line {reader.line_num}: {error}") from None
    if held != [_END]:
        raise BadInputFile(f"{path.name}: a quotation mark is opened and never closed; the file may be cut")


def _delimiter(text: TextIO, path: Path) -> str:
    """The one that finds a name column in the header, then the one that splits it into most
    columns; the rows are not asked, since names hold any of them."""
    try:
        start = list(islice((line for line in text if line.strip()), _HEADER_LINES))
        headers = {mark: next(csv.reader(start, delimiter=mark), []) for mark in DELIMITERS}
    except UnicodeError as error:
        raise undecodable(path, error) from None
    except csv.Error as error:
        raise BadInputFile(f"{path.name}: the header cannot be read: {error}") from None
    best = max(headers, key=lambda mark: (has_name_column(headers[mark]), len(headers[mark])))
    return best if len(headers[best]) > 1 else NO_DELIMITER
