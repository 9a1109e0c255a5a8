"""Customers' files as rows of text, whatever their format: read as streams, so that memory does not
grow with the file; workbooks excepted, which cannot be read otherwise."""

from __future__ import annotations

from pathlib import Path

from screening.services.batch_csv import open_csv
from screening.services.batch_jsonl import open_jsonl
from screening.services.batch_parquet import open_parquet
from screening.services.batch_source import Format, find_source
from screening.services.batch_table import Table
from screening.services.batch_workbook import open_workbook


def open_table(path: Path, *, encoding: str | None = None, sheet: str | None = None) -> Table:
    """The table in a file, told by its content. ``encoding`` is for text that is not UTF-8, ``sheet``
    for workbooks.

    Raises ``BadInputFile`` for what is missing, empty, damaged, not text in that encoding, or cut inside
    quotes; ``UsageError`` for an unknown encoding or an extra that is not installed.
    """
    source = find_source(path)
    match source.format:
        case Format.CSV:
            return open_csv(source, encoding)
        case Format.JSONL:
            return open_jsonl(source, encoding)
        case Format.WORKBOOK:
            return open_workbook(source, sheet)
        case Format.PARQUET:
            return open_parquet(source)
