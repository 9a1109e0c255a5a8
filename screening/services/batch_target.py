"""What a batch writes, as the name of the file says: CSV, JSON lines, a workbook or Parquet.

While rows are answered, they are laid down as CSV or JSON lines, which can be cut off and continued at
any byte; what cannot is made of them at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.domain.errors import UsageError
from screening.services.batch_parquet import pyarrow
from screening.services.batch_source import Format

MOST_SHEET_ROWS = 1_048_576
"""Rows of a sheet of a workbook, the header among them."""

_FORMATS = {
    ".xlsx": Format.WORKBOOK,
    ".parquet": Format.PARQUET,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
}
_REFUSED = (".xls", ".xlsm", ".xlsb", ".ods", ".json", ".xz", ".zip", ".bz2", ".zst")
_GZIP = ".gz"


@dataclass(frozen=True, slots=True)
class Target:
    """A file to write: where, in which format, and whether it is compressed."""

    path: Path
    format: Format
    gzip: bool = False

    @property
    def laid(self) -> Format:
        """The format in which rows are laid down while they are answered."""
        return Format.JSONL if self.format is Format.JSONL else Format.CSV

    @property
    def converted(self) -> bool:
        """Whether the file is made at the end of the rows that were laid down."""
        return self.gzip or self.format is not self.laid

    @property
    def for_spreadsheets(self) -> bool:
        """Whether a spreadsheet may take its cells for formulas."""
        return self.format in (Format.CSV, Format.WORKBOOK)


def target_of(path: Path) -> Target:
    """The file that ``path`` names; CSV where its ending says nothing else.

    Raises ``UsageError`` for what is not written, or needs an extra that is not installed.
    """
    name = path.name.casefold()
    inner = Path(name.removesuffix(_GZIP)).suffix
    found = _FORMATS.get(inner, Format.CSV)
    gzip = name.endswith(_GZIP)
    if inner in _REFUSED or (gzip and found in (Format.WORKBOOK, Format.PARQUET)):
        raise UsageError(f"{path}: name a .csv, .jsonl, .csv.gz, .jsonl.gz, .xlsx or .parquet to write")
    if found is Format.PARQUET:
        pyarrow()
    return Target(path, found, gzip)


def check_fits(target: Target, header: Sequence[str], rows: int) -> None:
    """Refuse with ``UsageError``, before anything is answered, what the format of OUT cannot hold."""
    if target.format is Format.WORKBOOK and rows >= MOST_SHEET_ROWS:
        raise UsageError(
            f"{target.path}: a sheet holds {MOST_SHEET_ROWS:,} rows and there are {rows:,} with a header; "
            "name a .csv, .jsonl or .parquet"
        )
    repeated = next((name for name in header if list(header).count(name) > 1), None)
    if target.format in (Format.JSONL, Format.PARQUET) and repeated is not None:
        raise UsageError(
            f"{target.path}: two columns are called {repeated or '(empty)'}, and {target.format.value} needs "
            "different names; rename one or name a .csv or .xlsx"
        )
