"""What a batch writes: the customer's columns with ours behind them, and one row a hit.

Cells in the columns that are added never begin with what a spreadsheet takes for a formula.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from screening.domain.screening import POINTS, Hit, shown_hits
from screening.services.answers import evidence_to_dict
from screening.services.batch_columns import RESERVED
from screening.services.batch_csv import NO_DELIMITER
from screening.services.cells import neutralised

COLUMNS = tuple(
    RESERVED + name
    for name in ("status", "reason", "hits", "score", "list_id", "authority_ref", "matched_name", "corpus")
)
"""The columns added to OUT, behind the input's own."""

HIT_COLUMNS = (
    "row_id",
    "row_number",
    "rank",
    "score",
    "list_id",
    "authority_ref",
    "party_type",
    "primary_name",
    "matched_name",
    "matched_alias_strength",
    "programmes",
    "list_version",
    "evidence",
)
"""The columns of the hits file."""

NUMBERS = {
    RESERVED + "hits": int,
    RESERVED + "score": float,
    "row_number": int,
    "rank": int,
    "score": float,
}
"""Those of them that hold numbers, in formats that know numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAnswer:
    """The answer to one row. ``row_id`` is the input's own id, else the row's number."""

    number: int
    row_id: str
    status: str
    reason: str = ""
    hits: tuple[Hit, ...] = ()


def output_delimiter(delimiter: str) -> str:
    """The input's delimiter; a comma where the input had but one column."""
    return "," if delimiter == NO_DELIMITER else delimiter


def csv_text(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as CSV, quoted where needed, in the line ends of RFC 4180."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def added_cells(answer: RowAnswer, corpus: str, *, guarded: bool = True) -> list[str]:
    """The cells of ``COLUMNS`` for a row: count of all hits, and the best one; ``guarded`` against
    spreadsheets that take them for formulas."""
    best = answer.hits[0] if answer.hits else None
    cells = [answer.status, answer.reason, str(len(answer.hits)) if answer.status != "invalid" else ""]
    if best:
        cells += [_score(best), best.list_id, best.authority_ref, best.matched_name]
    else:
        cells += [""] * 4
    return [_guarded(cell, guarded) for cell in [*cells, corpus]]


def hit_rows(answer: RowAnswer, limit: int, *, guarded: bool = True) -> list[list[str]]:
    """The rows of ``HIT_COLUMNS`` for a row: its best hits up to ``limit``, exact ones always."""
    shown = shown_hits(answer.hits, limit)
    ranks = {id(hit): rank for rank, hit in enumerate(answer.hits, 1)} if len(shown) > limit else {}
    return [_hit_cells(answer, ranks.get(id(hit), place), hit, guarded) for place, hit in enumerate(shown, 1)]


def _hit_cells(answer: RowAnswer, rank: int, hit: Hit, guarded: bool) -> list[str]:
    """``row_id`` is the customer's own cell: left as it is, since it joins the two files."""
    ours = (
        hit.list_id,
        hit.authority_ref,
        hit.party_type.value,
        hit.primary_name,
        hit.matched_name,
        hit.matched_alias_strength.value,
        "; ".join(hit.programmes),
        hit.list_version,
        json.dumps([evidence_to_dict(line) for line in hit.evidence], ensure_ascii=False),
    )
    cells = (_guarded(cell, guarded) for cell in ours)
    return [answer.row_id, str(answer.number), str(rank), _score(hit), *cells]


def _score(hit: Hit) -> str:
    return f"{hit.score / POINTS:.4f}"


def _guarded(cell: str, guarded: bool) -> str:
    return neutralised(cell) if guarded else cell
