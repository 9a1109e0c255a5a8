"""Workbooks (XLSX, XLS, XLSB, ODS) as a table.

A workbook can only be read whole. Its rows are laid down in a nameless temporary file at once and the
workbook is let go of, so that memory is needed for it before rows are screened and not meanwhile.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook

from screening.domain.errors import BadInputFile
from screening.services.batch_source import Source
from screening.services.batch_table import Row, Table, cell_text, checked_header, digest_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


@dataclass(slots=True, weakref_slot=True)
class _Laid:
    """Rows of a sheet in a temporary file, the header first; closed when nobody reads it any more."""

    file: IO[bytes]
    sheet: str
    sheets: tuple[str, ...]
    rows: int

    def __post_init__(self) -> None:
        weakref.finalize(self, self.file.close)


def open_workbook(source: Source, sheet: str | None) -> Table:
    """The rows of a sheet, empty ones left out; ``sheet`` may be None where only one is filled.

    Raises ``BadInputFile`` for a file that is no workbook, or where a sheet would be left out
    without anybody having said so.
    """
    laid = _laid(source, sheet)
    header = checked_header(source, next(_read(laid), None))

    def read() -> Iterator[Row]:
        rows = _read(laid)
        next(rows)
        return map(Row, rows)

    return Table(
        source=source,
        sha256=digest_of(source),
        header=tuple(header),
        rows=laid.rows - 1,
        read=read,
        sheet=laid.sheet,
        sheets=laid.sheets,
    )


def _laid(source: Source, sheet: str | None) -> _Laid:
    try:
        with CalamineWorkbook.from_path(source.path) as workbook:
            filled = [name for name in workbook.sheet_names if workbook.get_sheet_by_name(name).height]
            chosen = _chosen(source, filled, sheet)
            file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with what is laid down in it
            rows = ([cell_text(value) for value in row] for row in _values(workbook, chosen))
            return _Laid(file, chosen, tuple(filled), _lay(file, rows))
    except CalamineError as error:
        raise BadInputFile(f"{source.name}: not a workbook that can be read ({error})") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader's own fault, of no class to catch
            raise
        raise BadInputFile(f"{source.name}: not a workbook that can be read") from None


def _values(workbook: CalamineWorkbook, sheet: str) -> Iterator[list[object]]:
    for row in workbook.get_sheet_by_name(sheet).iter_rows():
        if any(value != "" for value in row):
            yield list(row)


def _lay(file: IO[bytes], rows: Iterator[list[str]]) -> int:
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    count = 0
    writer = csv.writer(text)
    for row in rows:
        writer.writerow(row)
        count += 1
    text.flush()
    text.detach()
    return count


def _read(laid: _Laid) -> Iterator[list[str]]:
    text = io.TextIOWrapper(io.BufferedReader(_Again(laid), 1 << 16), "utf-8", newline="")
    yield from csv.reader(text)


class _Again(io.RawIOBase):
    """Reads an open file from its beginning, whoever else reads it."""

    def __init__(self, laid: _Laid) -> None:
        self._laid = laid
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        taken = os.preadv(self._laid.file.fileno(), [buffer], self._position)
        self._position += taken
        return taken


def _chosen(source: Source, filled: list[str], sheet: str | None) -> str:
    name = source.name
    if sheet is None and len(filled) > 1:
        raise BadInputFile(f"{name}: several sheets hold rows ({', '.join(filled)}); say --sheet NAME")
    if sheet is not None and sheet not in filled:
        raise BadInputFile(f"{name}: no filled sheet is called {sheet}; there are: {', '.join(filled)}")
    if not filled:
        raise BadInputFile(f"{name}: the workbook is empty; a header with a name column was expected")
    return sheet or filled[0]
