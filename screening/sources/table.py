"""Published tables (CSV and its likes) as records, one row at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from screening.domain.errors import BadListFile
from screening.domain.listing import Parsed, PublishedFile, Quarantined
from screening.sources.entries import unknown_fields
from screening.sources.record import Record, squeeze

_EXCERPT = 400
_HEADER = "header"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLayout:
    """What a table must look like: the ``columns`` of its header, those that an edition may lack
    (``optional``), and ``expected``, the words for it in an error sentence."""

    columns: tuple[str, ...]
    expected: str
    delimiter: str = ","
    optional: tuple[str, ...] = ()

    def is_header(self, cells: Iterable[str]) -> bool:
        """Whether ``cells`` have every column that is not optional."""
        found = {squeeze(cell) for cell in cells}
        return {column for column in self.columns if column not in self.optional} <= found


class Row(Record):
    """One row by its column names; blank cells are left out. ``number`` counts the rows from 1
    below the header of a table, from the top of a sheet; ``missing`` is how many cells it has too
    few."""

    __slots__ = ("_cells", "missing", "number")

    def __init__(self, columns: Sequence[str], cells: Sequence[str], number: int) -> None:
        super().__init__("row")
        self.number = number
        self.missing = max(0, len(columns) - len(cells))
        self._cells = [cell for cell in cells if cell.strip()]
        for position, cell in enumerate(cells):
            column = columns[position] if position < len(columns) else ""
            if cell.strip():
                self.fields.setdefault(column or f"column {position + 1}", []).append(cell)

    def excerpt(self) -> str:
        """The beginning of the published row, its filled cells between bars."""
        return squeeze(self.whole())[:_EXCERPT]

    def whole(self) -> str:
        """The filled cells of the row between bars."""
        return " | ".join(self._cells)

    def seen(self, column: str) -> str:
        """The first cell of a column, which stays in the row; empty where it is blank."""
        cell = self.fields.get(column, [""])[0]
        return cell if isinstance(cell, str) else cell.text

    def content(self) -> tuple[str, ...]:
        """Every filled cell as published, to tell rows apart by."""
        return tuple(self._cells)


def table_rows(file: PublishedFile, layout: TableLayout) -> Iterator[Record]:
    """A record of the columns that the layout does not know, then every row.

    Raises BadListFile, naming the file and what was expected, for a file that is empty, no such
    table, not in UTF-8, or cut short.
    """
    with file.open() as stream, io.TextIOWrapper(stream, "utf-8-sig", newline="") as text:
        try:
            yield from rows_of(file.name, csv.reader(text, delimiter=layout.delimiter, strict=True), layout)
        except (csv.Error, UnicodeDecodeError) as error:
            reason = squeeze(str(error))
            raise BadListFile(
                f"{file.name} is cut short or damaged ({reason}); expected all of {layout.expected}."
            ) from error


def rows_of(
    name: str, lines: Iterator[list[str]], layout: TableLayout, *, above: int = 0
) -> Iterator[Record]:
    """The same for the cells of any table; ``name`` is the file's, for an error sentence, ``above``
    the number of rows to add to those below the header."""
    columns = [squeeze(cell) for cell in next(lines, ())]
    if not layout.is_header(columns):
        raise BadListFile(f"{name} {_fault(columns, layout)}; expected {layout.expected}.")
    yield _unknown_columns(columns, layout)
    row: Row | None = None
    for number, cells in enumerate(lines, start=1 + above):
        if any(map(str.strip, cells)):
            row = Row(columns, cells, number)
            yield row
    if row is None or row.missing:
        fault = "is cut short in its last row" if row else "has no row below its header"
        raise BadListFile(f"{name} {fault}; expected all of {layout.expected}.")


def read_rows(rows: Iterable[Record], read: Callable[[Row], Iterator[Parsed]]) -> Iterator[Parsed]:
    """What ``read`` makes of every row; rows with cells too few are set aside, columns that nobody
    knows are reported."""
    for row in rows:
        if not isinstance(row, Row):
            yield from unknown_fields(row, _HEADER)
        elif row.missing:
            reason = f"it has {row.missing} cells too few"
            yield Quarantined(f"row {row.number}", reason, row.excerpt())
        else:
            yield from read(row)


def only_table(files: tuple[PublishedFile, ...], expected: str) -> PublishedFile:
    """The one file of a publication. Raises BadListFile where there are none or several."""
    if len(files) != 1:
        names = ", ".join(file.name for file in files) or "nothing"
        raise BadListFile(f"Got {names}; expected one file, {expected}.")
    return files[0]


def recognises_table(layout: TableLayout) -> Callable[[Mapping[str, bytes]], bool]:
    """Whether the heads of files are that of one such table."""

    def recognises(heads: Mapping[str, bytes]) -> bool:
        if len(heads) != 1:
            return False
        first = next(iter(heads.values())).decode("utf-8-sig", "ignore").splitlines()[:1]
        return any(layout.is_header(cells) for cells in csv.reader(first, delimiter=layout.delimiter))

    return recognises


def _unknown_columns(columns: Sequence[str], layout: TableLayout) -> Record:
    record = Record(_HEADER)
    for column in columns:
        if column and column not in layout.columns:
            record.fields.setdefault(column, []).append("")
    return record


def _fault(columns: Sequence[str], layout: TableLayout) -> str:
    if not any(columns):
        return "is empty"
    if columns[0].startswith("<"):
        return "is a web page or an error document"
    missing = [c for c in layout.columns if c not in columns and c not in layout.optional]
    if len(missing) == len(layout.columns) - len(layout.optional):
        return "is another table or none"
    return f"lacks the column {missing[0]!r}"
