"""A file of monitored subjects, row by row: CSV or workbook, read as batches are, or JSON Lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.domain.errors import BadInputFile, InvalidRequest
from screening.domain.monitoring import RowFault, SubjectEntry
from screening.services.batch_columns import ColumnMap, map_columns
from screening.services.batch_input import open_table
from screening.services.batch_subject import read_subject
from screening.services.batch_table import Table
from screening.services.subject_body import parse_entry

JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")
_NO_OBJECT = 'is no JSON object: each line is to hold one, such as {"reference": "4711", "name": "…"}'
_GROUPS = {"branch": ("branch",), "risk_class": ("risk_class", "risk")}
"""Columns of groups, and what they may be called."""


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A row of a file: the client's id, where it has one, and what is told of the subject, or why that
    cannot be taken."""

    number: int
    reference: str | None
    entry: SubjectEntry | None
    fault: str = ""

    @property
    def told(self) -> RowFault:
        """What is said of a row that is not taken."""
        return RowFault(row_number=self.number, reason=self.fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectFile:
    """A file of subjects, looked through once. ``references`` reads the clients' ids alone, ``read`` all;
    each anew at every call."""

    name: str
    sha256: str
    references: Callable[[], Iterator[str | None]]
    read: Callable[[], Iterator[SubjectRow]]


def open_subjects(
    path: Path,
    *,
    portfolio: str | None = None,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> SubjectFile:
    """A file of subjects of one portfolio. ``columns``, ``encoding`` and ``sheet`` as for batches.

    Raises ``BadInputFile``: missing, empty, no table, without a column of the clients' ids; ``UsageError``.
    """
    if path.suffix.lower() in JSON_SUFFIXES:
        return _json_lines(path, portfolio)
    table = open_table(path, encoding=encoding, sheet=sheet)
    try:
        found = map_columns(table.header, columns or {})
    except BadInputFile as error:
        raise BadInputFile(f"{table.name}: {error}") from None
    if "id" not in found.positions:
        raise BadInputFile(
            f"{table.name}: there is no column of the clients' ids, by which subjects are told apart: "
            "say --map id=COLUMN"
        )
    reader = _TableReader(table, found, portfolio, _group_columns(table.header))
    return SubjectFile(name=table.name, sha256=table.sha256, references=reader.references, read=reader.read)


@dataclass(frozen=True, slots=True)
class _TableReader:
    table: Table
    columns: ColumnMap
    portfolio: str | None
    groups: Mapping[str, int]

    def references(self) -> Iterator[str | None]:
        return (self.columns.reference(self._fitted(cells)) for cells in self.table.read())

    def read(self) -> Iterator[SubjectRow]:
        for number, given in enumerate(self.table.read(), 1):
            yield self._row(number, self._fitted(given), is_ragged=len(given) > len(self.table.header))

    def _fitted(self, cells: Sequence[str]) -> list[str]:
        width = len(self.table.header)
        return [*cells[:width], *[""] * (width - len(cells))]

    def _row(self, number: int, cells: Sequence[str], *, is_ragged: bool) -> SubjectRow:
        reference = self.columns.reference(cells)
        if reference is None:
            return SubjectRow(number, None, None, "has no id")
        if is_ragged:
            return SubjectRow(number, reference, None, "has more cells than the header")
        reading = read_subject(self.columns.fields(self.columns.key(cells)))
        if reading.subject is None:
            return SubjectRow(number, reference, None, "; ".join(reading.left_out))
        groups = {group: cells[at].strip() or None for group, at in self.groups.items()}
        entry = SubjectEntry(
            reference=reference,
            portfolio=self.portfolio,
            subject=reading.subject,
            unread=reading.left_out,
            **groups,
        )
        return SubjectRow(number, reference, entry)


def _group_columns(header: Sequence[str]) -> dict[str, int]:
    plain = ["_".join(column.casefold().replace("-", " ").replace("_", " ").split()) for column in header]
    return {
        group: plain.index(alias)
        for group, aliases in _GROUPS.items()
        for alias in reversed(aliases)
        if alias in plain
    }


def _json_lines(path: Path, portfolio: str | None) -> SubjectFile:
    if not path.is_file():
        raise BadInputFile(f"{path}: there is no such file")
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
        is_empty = handle.tell() == 0
    if is_empty:
        raise BadInputFile(f"{path.name}: the file is empty; a JSON object on each line was expected")

    def read() -> Iterator[SubjectRow]:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _json_row(number, line, portfolio)

    def references() -> Iterator[str | None]:
        return (row.reference for row in read())

    return SubjectFile(name=path.name, sha256=digest, references=references, read=read)


def _json_row(number: int, line: bytes, portfolio: str | None) -> SubjectRow:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return SubjectRow(number, None, None, "is no JSON object on one line, in UTF-8")
    if not isinstance(found, dict):
        return SubjectRow(number, None, None, _NO_OBJECT)
    reference = _reference(found)
    if reference is None:
        return SubjectRow(number, None, None, "has no reference")
    try:
        return SubjectRow(number, reference, parse_entry(found, reference=reference, portfolio=portfolio))
    except InvalidRequest as refused:
        return SubjectRow(number, reference, None, str(refused))


def _reference(found: dict[str, Any]) -> str | None:
    given = found.get("reference", found.get("id"))
    return str(given).strip() or None if isinstance(given, str | int) else None
