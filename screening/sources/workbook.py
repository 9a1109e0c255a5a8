"""Published workbooks (XLSX) as the same records that tables are read as."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from python_calamine import CalamineError, CalamineWorkbook

from screening.domain.errors import BadListFile
from screening.domain.listing import PublishedFile
from screening.sources.record import Record
from screening.sources.table import TableLayout, rows_of

MOST_UNPACKED = 256 << 20
_ZIP = b"PK\x03\x04"
_Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta


def sheet_rows(file: PublishedFile, layout: TableLayout) -> Iterator[Record]:
    """A record of the columns that the layout does not know, then every row of the one sheet that
    has the layout's header; rows above the header are left out. Cells are text as the sheet shows
    it: whole numbers without a point, dates as ISO 8601.

    A workbook is read whole. Raises BadListFile, naming the file and what was expected, for what
    is no workbook, unpacks to more than ``MOST_UNPACKED`` bytes or has no such sheet.
    """
    sheets = _sheets(file, layout)
    for rows in sheets:
        for line, cells in enumerate(rows, start=1):
            if layout.is_header(cells):
                yield from rows_of(file.name, _from(cells, rows), layout, above=line)
                return
    raise BadListFile(f"{file.name} has no sheet with these columns; expected {layout.expected}.")


def top_rows(file: PublishedFile, layout: TableLayout) -> Iterator[list[str]]:
    """The rows of the first sheet from its top, whatever they hold; raises as ``sheet_rows`` does."""
    for rows in _sheets(file, layout):
        yield from rows
        return


def is_workbook(heads: Mapping[str, bytes]) -> bool:
    """Whether the heads of files are that of one workbook: of which list, only reading it tells."""
    return len(heads) == 1 and next(iter(heads.values())).startswith(_ZIP)


def _from(header: list[str], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield header
    yield from rest


def _sheets(file: PublishedFile, layout: TableLayout) -> Iterator[Iterator[list[str]]]:
    with file.open() as stream:
        packed = stream.read()
    if not packed:
        raise BadListFile(f"{file.name} is empty; expected {layout.expected}.")
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise BadListFile(f"{file.name} unpacks to {unpacked:,} bytes; refused as a zip bomb.")
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(packed))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            yield ([_text(cell) for cell in row] for row in sheet.iter_rows())
    except (CalamineError, zipfile.BadZipFile) as error:
        raise BadListFile(
            f"{file.name} is cut short, damaged or no workbook ({error}); expected {layout.expected}."
        ) from error


def _text(cell: _Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)
