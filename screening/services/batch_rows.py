"""Rows of a customer's file to their answers, a chunk at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypeAlias

from screening.domain.screening import Hit, ScreeningStatus, Subject
from screening.grouping.hits import PartyMap, arrange_hits
from screening.matching.engine import screen_subjects
from screening.matching.index import Index
from screening.matching.policy import Policy
from screening.matching.recent import Recent
from screening.services.batch_alerts import AskedRow, Suppressions, has_alert, suppressed_row
from screening.services.batch_columns import ColumnMap
from screening.services.batch_output import RowAnswer
from screening.services.batch_subject import read_subject
from screening.services.batch_table import Row
from screening.services.batch_writing import Writing
from screening.services.suppressing import Lapse
from screening.services.terms import Terms
from screening.store.batches import BatchHit

INVALID = "invalid"
"""The status of a row without a usable name: nothing was screened."""

_REMEMBERED = 512
_LONGEST_REMEMBERED = 2_000
"""Characters of the cells of a row whose answer is remembered, so that memory has a bound."""

_Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What every row of a batch is answered by; the same in each process that answers rows."""

    columns: ColumnMap
    width: int
    delimiter: str
    limit: int
    terms: Terms
    policy: Policy
    corpus: str
    parties: PartyMap
    republishes: Mapping[str, tuple[str, ...]]
    suppressions: Suppressions | None = None
    """Where alerts are raised."""
    writing: Writing = field(default_factory=Writing)
    """Not needed by who takes ``RowScreener.rows`` and writes them otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Consecutive rows of a file; ``first`` is the number of the first one, counted from 1."""

    first: int
    rows: tuple[list[str], ...]
    """Each a ``Row``, or its cells alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkAnswer:
    """A chunk as it is written (UTF-8) and recorded."""

    last: int
    out: bytes
    hits: bytes
    counts: Counter[str]
    recorded: tuple[BatchHit, ...]
    asked: tuple[AskedRow, ...] = ()
    """Rows with a hit to put before an analyst, where alerts are raised."""
    lapsed: tuple[Lapse, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What the cells of a row lead to; ``left_out`` says why a value was not taken."""

    status: str
    left_out: tuple[str, ...]
    hits: tuple[Hit, ...] = ()
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """A row with as many cells as the header has, its answer, and what becomes of it beside the files."""

    cells: Row
    answer: RowAnswer
    asked: AskedRow | None = None
    lapsed: tuple[Lapse, ...] = ()


class RowScreener:
    """Answers chunks of rows by one plan on one index; rows with equal cells are screened once."""

    def __init__(self, plan: Plan, index: Index) -> None:
        """``index`` is the one of the plan's corpus."""
        self._plan = plan
        self._index = index
        self._remembered: Recent[_Key, _Found] = Recent(_REMEMBERED)

    def answer(self, chunk: Chunk) -> ChunkAnswer:
        """The answers to a chunk, in the order of its rows."""
        plan = self._plan
        rows = self.rows(chunk)
        answers = [row.answer for row in rows]
        return ChunkAnswer(
            last=chunk.first + len(answers) - 1,
            out=plan.writing.out_bytes([row.cells for row in rows], answers, plan.corpus, plan.delimiter),
            hits=plan.writing.hits_bytes(answers, plan.limit),
            counts=Counter(answer.status for answer in answers),
            recorded=tuple(hit for answer in answers for hit in recorded_hits(answer)),
            asked=tuple(row.asked for row in rows if row.asked and has_alert(row.asked)),
            lapsed=tuple(one for row in rows for one in row.lapsed),
        )

    def rows(self, chunk: Chunk) -> list[AnsweredRow]:
        """The rows of a chunk with their answers, before they are written as text."""
        width = self._plan.width
        given = [row if isinstance(row, Row) else Row(row) for row in chunk.rows]
        fitted = [row.fitted(width) for row in given]
        found = self._found_of(fitted)
        return [
            self._row(number, cells, _without(one, row, width), ragged(row, width))
            for number, cells, one, row in zip(count(chunk.first), fitted, found, given, strict=False)
        ]

    def _row(self, number: int, cells: Row, found: _Found, ragged: str) -> AnsweredRow:
        plan = self._plan
        reservation = "" if found.status == INVALID else plan.terms.reservation
        answer = RowAnswer(
            number=number,
            row_id=plan.columns.row_id(cells, number),
            status=found.status,
            reason="; ".join(left_out_of(*found.left_out, reservation, ragged)),
            hits=found.hits,
        )
        if plan.suppressions is None or found.subject is None or not found.hits:
            return AnsweredRow(cells, answer)
        reference = plan.columns.reference(cells)
        hits, lapsed = suppressed_row(plan.suppressions, reference, found.subject, found.hits)
        asked = AskedRow(row_number=number, reference=reference, subject=found.subject, hits=hits)
        suppressed = replace(answer, status=plan.terms.status(hits).value, hits=hits)
        return AnsweredRow(cells, suppressed, asked, lapsed)

    def _found_of(self, rows: Sequence[Row]) -> list[_Found]:
        """What rows lead to; nothing of a faulty one is screened."""
        screened = iter(self._found([self._plan.columns.key(row) for row in rows if not row.fault]))
        return [_Found(INVALID, (row.fault,)) if row.fault else next(screened) for row in rows]

    def _found(self, keys: Sequence[_Key]) -> list[_Found]:
        """What each of some cells lead to: equal ones are screened once, all others together."""
        known = {key: self._remembered.get(key) for key in keys}
        missing = [key for key, found in known.items() if found is None]
        fresh = dict(zip(missing, self._screened(missing), strict=True))
        for key, found in fresh.items():
            if sum(map(len, key)) <= _LONGEST_REMEMBERED:
                self._remembered[key] = found
        return [known[key] or fresh[key] for key in keys]

    def _screened(self, keys: Sequence[_Key]) -> Iterator[_Found]:
        plan = self._plan
        readings = [read_subject(plan.columns.fields(key)) for key in keys]
        hits = screen_subjects(
            [reading.subject for reading in readings if reading.subject],
            self._index,
            plan.policy,
            threshold=plan.terms.asked,
            lists=plan.terms.lists,
        )
        screened = iter(hits)
        for reading in readings:
            if reading.subject is None:
                yield _Found(INVALID, reading.left_out)
                continue
            arranged = arrange_hits(next(screened), plan.parties, plan.republishes)
            partly = bool(reading.left_out) and not arranged
            status = ScreeningStatus.INCOMPLETE if partly else plan.terms.status(arranged)
            yield _Found(status.value, reading.left_out, arranged, reading.subject)


def recorded_hits(answer: RowAnswer) -> list[BatchHit]:
    """All hits of a row, whatever the limit shows."""
    return [
        BatchHit(row_number=answer.number, row_id=answer.row_id, rank=rank, hit=hit)
        for rank, hit in enumerate(answer.hits, 1)
    ]


def _without(found: _Found, given: Sequence[str], width: int) -> _Found:
    """What a row leads to, surplus cells being values that were left out: the rest of a name, perhaps."""
    if len(given) <= width or found.status != ScreeningStatus.NO_HIT or not ragged(given, width):
        return found
    return replace(found, status=ScreeningStatus.INCOMPLETE.value)


def ragged(given: Sequence[str], width: int) -> str:
    """What is odd about the number of a row's cells: surplus ones are named, since no column of
    the output holds them."""
    if len(given) < width:
        return f"cells missing: {width - len(given)}"
    surplus = [cell for cell in given[width:] if cell.strip()]
    return f"surplus cells: {', '.join(map(repr, surplus))}" if surplus else ""


def left_out_of(*reasons: str) -> tuple[str, ...]:
    """What is to be said of a row, of what may be to be said."""
    return tuple(reason for reason in reasons if reason)
