"""What a customer's file is recognised as, before a long run over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from screening.domain.errors import BadInputFile
from screening.services.batch_columns import ColumnMap, read_columns
from screening.services.batch_encoding import UNDECODABLE
from screening.services.batch_input import open_table
from screening.services.batch_request import BatchRequest
from screening.services.batch_rows import left_out_of, ragged
from screening.services.batch_source import Format
from screening.services.batch_subject import read_subject
from screening.services.batch_table import Row, Table
from screening.store.records import to_record

SHOWN_ROWS = 5
"""Rows that are shown as they are read."""

_EXAMINED_ROWS = 1_000
"""Rows that are tried, to warn of a column whose values cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewColumn:
    """A column of the input, and the field that it is read as; None where it only passes through."""

    name: str
    field: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """A row as it is read: its party without what is empty, None where it cannot be screened, and what
    of it is left out."""

    number: int
    id: str
    subject: dict[str, Any] | None
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPreview:
    """A file as it would be read. ``can_run`` is false where no column holds a name; ``delimiter`` and
    ``encoding`` are None where the format has none, ``sheets`` are those that hold rows."""

    name: str
    sha256: str
    format: str
    packing: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    rows: int
    columns: tuple[PreviewColumn, ...]
    first_rows: tuple[PreviewRow, ...]
    can_run: bool
    warnings: tuple[str, ...] = field(default=())

    @property
    def unmapped(self) -> tuple[str, ...]:
        """The columns that pass through without being read."""
        return tuple(column.name for column in self.columns if column.field is None)


def preview(request: BatchRequest) -> BatchPreview:
    """What the input of ``request`` is recognised as; nothing is screened, written or recorded.

    Raises ``BadInputFile`` for a file that is no table, ``UsageError`` for a choice that does not fit it.
    """
    table = open_table(
        request.source, encoding=request.encoding, sheet=request.sheet, quoting=request.quoting
    )
    try:
        columns = read_columns(table.header, request.columns)
    except BadInputFile as error:
        raise BadInputFile(f"{table.name}: {error}") from None
    can_run = columns.holds_names
    rows = tuple(_rows(table, columns, _EXAMINED_ROWS)) if can_run else ()
    return BatchPreview(
        name=table.name,
        sha256=table.sha256,
        format=table.format.value,
        packing=table.source.packing,
        encoding=table.encoding,
        delimiter=table.delimiter if table.format is Format.CSV else None,
        sheet=table.sheet,
        sheets=table.sheets,
        rows=table.rows,
        columns=tuple(
            PreviewColumn(name=name, field=columns.field_of(at)) for at, name in enumerate(table.header)
        ),
        first_rows=rows[:SHOWN_ROWS],
        can_run=can_run,
        warnings=tuple(_warnings(table, columns, rows, can_run=can_run)),
    )


def preview_to_dict(seen: BatchPreview) -> dict[str, Any]:
    """A preview as JSON shows it."""
    return asdict(seen) | {"unmapped": list(seen.unmapped)}


def _rows(table: Table, columns: ColumnMap, most: int) -> Iterator[PreviewRow]:
    for number, row in enumerate(islice(table.read(), most), 1):
        yield _row(number, row, columns, len(table.header))


def _row(number: int, row: Row, columns: ColumnMap, width: int) -> PreviewRow:
    cells = row.fitted(width)
    reading = None if row.fault else read_subject(columns.fields(columns.key(cells)))
    subject = reading.subject if reading else None
    told = to_record(subject) if subject else None
    return PreviewRow(
        number=number,
        id=columns.row_id(cells, number),
        subject=told and {name: value for name, value in told.items() if value not in (None, [], {}, "")},
        left_out=left_out_of(row.fault, *(reading.left_out if reading else ()), ragged(row, width)),
    )


def _warnings(
    table: Table, columns: ColumnMap, rows: tuple[PreviewRow, ...], *, can_run: bool
) -> Iterator[str]:
    if not can_run:
        yield "no column is known to hold a name: say --map name=COLUMN"
    if table.rows == 0:
        yield "there is no row under the header"
    if "id" not in columns.positions:
        yield "no column is known to hold the clients' ids: hits name row numbers, and alerts need ids"
    if table.faulty:
        why = UNDECODABLE if table.format is Format.CSV else "they are no JSON objects"
        yield f"{table.faulty:,} rows cannot be read ({why}) and will be answered as invalid"
    yield from table.doubts
    repeated = sorted({name for name in table.header if table.header.count(name) > 1})
    if repeated:
        yield f"several columns are called {', '.join(repeated)[:200]}"
    partly = [row for row in rows if row.left_out]
    if partly:
        first = partly[0]
        yield (
            f"of the first {len(rows):,} rows {len(partly):,} hold something that is left out, "
            f"such as row {first.number}: {first.left_out[0]}"
        )
