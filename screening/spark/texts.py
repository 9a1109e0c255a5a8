"""Columns as the texts that a file would have, and rows as lines of CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import pyarrow as pa

from screening.services.batch_output import csv_text
from screening.services.batch_table import cell_text
from screening.spark.order import CELLS


def text_rows(columns: list[pa.Array]) -> Iterator[list[str]]:
    """The rows of some columns, each value as text; instants in UTC, whatever the session's zone."""
    return ([cell_text(value) for value in row] for row in zip(*map(_values, columns), strict=True))


def csv_lines(batches: Iterator[pa.RecordBatch], header: Sequence[str], delimiter: str) -> Iterator[str]:
    """The rows of a part as lines of CSV under a header. A first column called ``CELLS`` stands for all of
    its cells."""
    rows = chain([header], chain.from_iterable(map(_whole_rows, batches)))
    return (csv_text([row], delimiter).removesuffix("\r\n") for row in rows)


def _whole_rows(batch: pa.RecordBatch) -> Iterator[Sequence[str]]:
    if batch.schema.names[0] != CELLS:
        return text_rows(batch.columns)
    cells: list[list[str]] = batch.column(0).to_pylist()
    return ([*first, *rest] for first, rest in zip(cells, text_rows(batch.columns[1:]), strict=True))


def _values(column: pa.Array) -> list[object]:
    if pa.types.is_timestamp(column.type) and column.type.tz:
        column = column.cast(pa.timestamp(column.type.unit, "UTC"))
    values: list[object] = column.to_pylist()
    return values
