"""Rows that were laid down as CSV or JSON lines, made into the file that was asked for.

In constant memory, and with nothing in the bytes but the rows: no time, no name of a file.
"""

from __future__ import annotations

import csv
import gzip
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter

from screening.services.batch_encoding import LONGEST_LINE
from screening.services.batch_output import NUMBERS
from screening.services.batch_parquet import pyarrow
from screening.services.batch_source import Format
from screening.services.batch_target import MOST_SHEET_ROWS, Target
from screening.services.batch_writing import value_of

LONGEST_CELL = 32_767
"""Characters that a cell of a workbook can hold."""

_CUT = " … (cut)"
_ROWS_AT_ONCE = 10_000
_ONCE = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Rows that were laid down: ``rows`` in CSV by ``delimiter`` or in JSON lines, the last ``ours`` of
    their columns added by us. ``typed`` is the Parquet file whose columns stand before them."""

    path: Path
    ours: int
    delimiter: str = ","
    typed: Path | None = None


def convert(laid: Laid, target: Target, into: Path, scratch: Path) -> None:
    """Make the file of ``target`` at ``into``; ``scratch`` is a folder for pieces of it, gone afterwards."""
    if target.gzip:
        _compress(laid.path, into)
        return
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    _CONVERSIONS[target.format](laid, into, scratch)
    shutil.rmtree(scratch)


def _compress(path: Path, into: Path) -> None:
    with (
        path.open("rb") as rows,
        into.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=0) as packed,
    ):
        shutil.copyfileobj(rows, packed, 1 << 20)


def _rows(laid: Laid) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_LINE + 1)
    with laid.path.open(encoding="utf-8", newline="") as text:
        yield from csv.reader(text, delimiter=laid.delimiter)


def _workbook(laid: Laid, into: Path, scratch: Path) -> None:
    options = {"constant_memory": True, "tmpdir": str(scratch), "use_zip64": True}
    with xlsxwriter.Workbook(str(into), options) as workbook:
        workbook.set_properties({"created": _ONCE})
        rows = _rows(laid)
        header = next(rows)
        while True:
            sheet = workbook.add_worksheet()
            _write_sheet(sheet, header, islice(rows, MOST_SHEET_ROWS - 1), laid.ours)
            if (further := next(rows, None)) is None:
                return
            rows = _again(further, rows)


def _again(first: list[str], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from rest


def _write_sheet(sheet: Any, header: Sequence[str], rows: Iterator[list[str]], ours: int) -> None:
    added = range(len(header) - ours, len(header))
    numbers = {at: NUMBERS[header[at]] for at in added if header[at] in NUMBERS}
    for at, name in enumerate(header):
        sheet.write_string(0, at, _fitting(name))
    for number, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            if cell and at in numbers:
                sheet.write_number(number, at, numbers[at](cell))
            elif cell:
                sheet.write_string(number, at, _fitting(cell))


def _fitting(cell: str) -> str:
    """Spreadsheets count characters beyond the basic plane twice."""
    if len(cell) <= LONGEST_CELL // 2 or len(cell.encode("utf-16-le")) <= 2 * LONGEST_CELL:
        return cell
    kept = cell.encode("utf-16-le")[: 2 * (LONGEST_CELL - len(_CUT))]
    return kept.decode("utf-16-le", "ignore") + _CUT


def _parquet(laid: Laid, into: Path, scratch: Path) -> None:
    arrow, parquet = pyarrow("pyarrow"), pyarrow()
    rows = _rows(laid)
    header = next(rows)
    given, ours = header[: len(header) - laid.ours], header[len(header) - laid.ours :]
    types = {int: arrow.int64(), float: arrow.float64(), str: arrow.string()}
    added = [arrow.field(name, types[NUMBERS.get(name, str)]) for name in ours]
    texts = arrow.schema([(name, types[str]) for name in given])
    schema = arrow.schema([*(parquet.read_schema(laid.typed) if laid.typed else texts), *added])
    with parquet.ParquetWriter(into, schema, compression="zstd") as writer:
        for columns, count in _given_columns(laid, len(given), parquet):
            taken = list(islice(rows, count))
            if not taken:
                break
            cells = list(zip(*taken, strict=True))
            before = columns or [arrow.array(column, types[str]) for column in cells[: len(given)]]
            behind = [
                arrow.array([value_of(field.name, cell) for cell in column], field.type)
                for field, column in zip(added, cells[len(given) :], strict=True)
            ]
            writer.write_batch(arrow.RecordBatch.from_arrays([*before, *behind], schema=schema))


def _given_columns(laid: Laid, width: int, parquet: Any) -> Iterator[tuple[list[Any], int]]:
    """The input's own columns, piece by piece, with the rows of each; none where they are in the rows."""
    if laid.typed is None or not width:
        while True:
            yield [], _ROWS_AT_ONCE
    with parquet.ParquetFile(laid.typed) as file:
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, use_threads=False):
            yield batch.columns, len(batch)


_CONVERSIONS: dict[Format, Callable[[Laid, Path, Path], None]] = {
    Format.WORKBOOK: _workbook,
    Format.PARQUET: _parquet,
}
