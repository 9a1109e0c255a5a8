"""Parquet as a table, a few thousand rows in memory at a time; with the extra ``[parquet]``."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from screening.domain.errors import BadInputFile, UsageError
from screening.services.batch_source import Source
from screening.services.batch_table import Row, Table, cell_text, checked_header, digest_of

_ROWS_AT_ONCE = 1_000


def pyarrow(module: str = "pyarrow.parquet") -> Any:
    """A module of pyarrow. Raises ``UsageError`` where the extra is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise UsageError(
            "Parquet needs an extra that is not installed: pip install 'screening[parquet]'"
        ) from None


def open_parquet(source: Source) -> Table:
    """The table in a Parquet file, its values as text. Raises ``BadInputFile``, ``UsageError``."""
    file = _opened(source)
    header = checked_header(source, list(file.schema_arrow.names))
    count = file.metadata.num_rows
    file.close()
    return Table(
        source=source,
        sha256=digest_of(source),
        header=tuple(header),
        rows=count,
        read=lambda: _rows(source),
    )


def _opened(source: Source) -> Any:
    try:
        return pyarrow().ParquetFile(source.path)
    except (ValueError, OSError) as error:
        raise BadInputFile(f"{source.name}: not a Parquet file that can be read ({error})") from None


def _rows(source: Source) -> Iterator[Row]:
    file = _opened(source)
    try:
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, use_threads=False):
            columns = [column.to_pylist() for column in batch.columns]
            yield from (Row([cell_text(value) for value in cells]) for cells in zip(*columns, strict=True))
    except (ValueError, OSError) as error:
        raise BadInputFile(f"{source.name}: it is damaged ({error})") from None
    finally:
        file.close()
