"""Answered rows as the bytes that are laid down: CSV, or JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screening.services.batch_columns import RESERVED
from screening.services.batch_output import (
    COLUMNS,
    HIT_COLUMNS,
    NUMBERS,
    RowAnswer,
    added_cells,
    csv_text,
    hit_rows,
)
from screening.services.batch_source import Format
from screening.services.batch_table import Row

_LINE = RESERVED + "line"
"""The member that holds a line of the input that is no JSON object."""

_EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Laying:
    """How the rows of one file are laid down; ``guarded`` against what spreadsheets take for formulas."""

    format: Format = Format.CSV
    guarded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How the answers of a batch are laid down: OUT under the input's ``header``, and the hits."""

    header: tuple[str, ...] = ()
    out: Laying = Laying()
    hits: Laying = Laying()

    def headers(self, delimiter: str) -> tuple[bytes, bytes]:
        """What OUT and the hits file begin with."""
        return (
            _csv_header(self.out, [*self.header, *COLUMNS], delimiter),
            _csv_header(self.hits, HIT_COLUMNS, ","),
        )

    def out_bytes(
        self, rows: Sequence[Row], answers: Sequence[RowAnswer], corpus: str, delimiter: str
    ) -> bytes:
        """The rows with their answers behind them."""
        added = [added_cells(answer, corpus, guarded=self.out.guarded) for answer in answers]
        pairs = zip(rows, added, strict=True)
        if self.out.format is Format.CSV:
            return csv_text(([*row, *ours] for row, ours in pairs), delimiter).encode()
        return "".join(_object(self.header, row, ours) for row, ours in pairs).encode()

    def hits_bytes(self, answers: Sequence[RowAnswer], limit: int) -> bytes:
        """One row a hit that is shown."""
        rows = (cells for one in answers for cells in hit_rows(one, limit, guarded=self.hits.guarded))
        if self.hits.format is Format.CSV:
            return csv_text(rows).encode()
        return "".join(_line(_hit(cells)) for cells in rows).encode()


def _csv_header(laying: Laying, header: Sequence[str], delimiter: str) -> bytes:
    return csv_text([header], delimiter).encode() if laying.format is Format.CSV else b""


def _object(header: Sequence[str], row: Row, added: Sequence[str]) -> str:
    """An object of the input word for word, with ours as further members; a row as an object."""
    ours = _values(COLUMNS, added)
    if row.line is None:
        return _line(dict(zip(header, row, strict=True)) | ours)
    if row.fault:
        return _line({_LINE: row.line} | ours)
    opened = row.line.rstrip()[:-1].rstrip()
    comma = "" if opened.endswith("{") else ", "
    return opened + comma + _line(ours)[1:]


def _hit(cells: Sequence[str]) -> dict[str, Any]:
    values = _values(HIT_COLUMNS, cells)
    return values | {_EVIDENCE: json.loads(cells[HIT_COLUMNS.index(_EVIDENCE)])}


def _values(names: Iterable[str], cells: Iterable[str]) -> dict[str, Any]:
    return {name: value_of(name, cell) for name, cell in zip(names, cells, strict=True)}


def value_of(name: str, cell: str) -> str | int | float | None:
    """A cell of ours as formats have it that know numbers and nothing."""
    return NUMBERS.get(name, str)(cell) if cell else None


def _line(members: Mapping[str, Any]) -> str:
    return json.dumps(members, ensure_ascii=False) + "\n"
