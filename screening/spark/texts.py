"""Values of a frame as the texts that a file would have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time

import pyarrow as pa


def text_rows(columns: list[pa.Array]) -> Iterator[list[str]]:
    """The rows of some columns, each value as text."""
    return ([cell_text(value) for value in row] for row in zip(*map(_values, columns), strict=True))


def cell_text(value: object) -> str:
    """A value as a sheet shows it: nothing for none, whole numbers without a point, dates as ISO 8601,
    lists and objects as JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, (bool, list, dict)):
        return json.dumps(value, ensure_ascii=False, default=cell_text)
    return str(value)


def _values(column: pa.Array) -> list[object]:
    values: list[object] = column.to_pylist()
    return values
