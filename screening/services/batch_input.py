"""Customers' files as rows of text, whatever their format: read as streams, so that memory does not
grow with the file; workbooks excepted, which cannot be read otherwise."""

from __future__ import annotations

from pathlib import Path

from screening.domain.errors import UsageError
from screening.services.batch_csv import DOUBLE, open_csv
from screening.services.batch_jsonl import open_jsonl
from screening.services.batch_parquet import open_parquet
from screening.services.batch_source import Format, Source, find_source
from screening.services.batch_table import Table
from screening.services.batch_workbook import open_workbook


def open_table(
    path: Path, *, encoding: str | None = None, sheet: str | None = None, quoting: str = DOUBLE
) -> Table:
    """The table in a file, told by its content. ``encoding`` is for text that is not UTF-8, ``sheet``
    for workbooks, ``quoting`` for CSV.

    Raises ``BadInputFile`` for what is missing, empty, damaged, not text in that encoding, or cut inside
    quotes; ``UsageError`` for an unknown encoding, an option of another format, or an extra that is not
    installed.
    """
    source = find_source(path)
    _check_options(source, sheet, quoting)
    match source.format:
        case Format.CSV:
            return open_csv(source, encoding, quoting)
        case Format.JSONL:
            return open_jsonl(source, encoding)
        case Format.WORKBOOK:
            return open_workbook(source, sheet)
        case Format.PARQUET:
            return open_parquet(source)


def _check_options(source: Source, sheet: str | None, quoting: str) -> None:
    """An option that would be passed over in silence is refused."""
    if sheet is not None and source.format is not Format.WORKBOOK:
        raise UsageError(f"--sheet {sheet}: {source.name} is read as {source.format}, which has no sheets")
    if quoting != DOUBLE and source.format is not Format.CSV:
        raise UsageError(f"--quoting {quoting}: {source.name} is read as {source.format}; quoting is of CSV")
