"""A customer's file as rows of text, whatever its format; what every reader of a format makes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from screening.domain.errors import BadInputFile
from screening.services.batch_source import Format, Source

MOST_COLUMNS = 16_384
"""As many as a workbook can have."""


class Row(list[str]):
    """The cells of a row as text. ``fault`` says why it cannot be read, and nothing of it is screened;
    ``line`` is the JSON that it was read from, None of other formats."""

    __slots__ = ("fault", "line")

    def __init__(self, cells: Iterable[str], fault: str = "", line: str | None = None) -> None:
        """``cells`` may be more or fewer than the header has."""
        super().__init__(cells)
        self.fault = fault
        self.line = line

    def fitted(self, width: int) -> Row:
        """The row with as many cells as the header has."""
        if len(self) == width:
            return self
        return Row([*self[:width], *[""] * (width - len(self))], self.fault, self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A customer's file, looked through once from end to end. ``rows`` counts what is under the
    header, blank lines left out; ``read`` yields them anew at each call."""

    source: Source
    sha256: str
    header: tuple[str, ...]
    rows: int
    read: Callable[[], Iterator[Row]]
    delimiter: str = ","
    encoding: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    faulty: int = 0
    """Rows that cannot be read."""
    doubts: tuple[str, ...] = ()
    """What may be amiss with rows that can be read, for a person to look at."""

    @property
    def name(self) -> str:
        """What the file is called to a person."""
        return self.source.name

    @property
    def format(self) -> Format:
        """What kind of file it is."""
        return self.source.format


def digest_of(source: Source) -> str:
    """The SHA-256 of the file as it was given, in hex."""
    with source.path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def checked_header(source: Source, header: list[str] | None) -> list[str]:
    """The header of a file. Raises ``BadInputFile`` where there is none, or one beyond all measure."""
    if header is None:
        raise BadInputFile(f"{source.name}: the file is empty; a header with a name column was expected")
    if not any(map(str.strip, header)):
        raise BadInputFile(f"{source.name}: the header is empty; one with a name column was expected")
    if len(header) > MOST_COLUMNS:
        raise BadInputFile(f"{source.name}: it has more than {MOST_COLUMNS:,} columns")
    return header


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
