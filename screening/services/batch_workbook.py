"""Workbooks (XLSX, XLS, XLSB, ODS) as rows of text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from screening.domain.errors import BadInputFile

_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
Value = str | int | float | bool | date | datetime | time | timedelta


def is_workbook(path: Path) -> bool:
    """Whether the first bytes are those of a workbook, whatever the file is called."""
    with path.open("rb") as handle:
        return handle.read(8).startswith(_MAGIC)


def open_workbook(path: Path, sheet: str | None) -> Iterator[list[str]]:
    """The rows of a sheet, empty ones left out; ``sheet`` may be None where only one is filled.

    Raises ``BadInputFile`` for a file that is no workbook, or where a sheet would be left out
    without anybody having said so.
    """
    try:
        workbook = CalamineWorkbook.from_path(path)
        filled = [name for name in workbook.sheet_names if workbook.get_sheet_by_name(name).height]
        rows = workbook.get_sheet_by_name(_chosen(path, filled, sheet)).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise BadInputFile(f"{path.name}: not a workbook that can be read ({error})") from None
    return ([_text(value) for value in row] for row in rows if any(value != "" for value in row))


def _chosen(path: Path, filled: list[str], sheet: str | None) -> str:
    if sheet is None and len(filled) > 1:
        raise BadInputFile(f"{path.name}: several sheets hold rows ({', '.join(filled)}); say --sheet NAME")
    if sheet is not None and sheet not in filled:
        raise BadInputFile(f"{path.name}: no filled sheet is called {sheet}; there are: {', '.join(filled)}")
    if not filled:
        raise BadInputFile(f"{path.name}: the workbook is empty; a header with a name column was expected")
    return sheet or filled[0]


def _text(value: Value) -> str:
    """A cell as its sheet shows it: whole numbers without a point, dates as ISO 8601."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
