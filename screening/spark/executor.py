"""What runs on the executors: batches of rows in, the same rows with their answers out.

A Python process of an executor opens the bundle once and serves task after task with it; the
index is memory-mapped, so that the processes of a machine share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark import SparkFiles

from screening.services.batch_columns import ColumnMap
from screening.services.batch_output import COLUMNS, HIT_COLUMNS, RowAnswer, added_cells, csv_text, hit_rows
from screening.services.batch_rows import Chunk, Plan, RowScreener, recorded_hits
from screening.services.bundle import Bundle, open_bundle
from screening.services.cluster_result import recorded_line
from screening.services.collector import relieve_collector
from screening.spark.order import CELLS, HITS, NUMBER, RECORDED, Order
from screening.spark.texts import text_rows

CHUNK_ROWS = 200
"""Rows that are screened together."""

_HIT = pa.struct([(name, pa.string()) for name in HIT_COLUMNS])

Answering = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
"""What ``mapInArrow`` takes."""


def answering(order: Order) -> Answering:
    """The function that answers the batches of a partition by ``order``: behind their columns
    come those of ``answer_fields``."""

    def answer(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        screener = _screener(order)
        for batch in batches:
            yield answer_batch(batch, screener, order)

    return answer


def answer_batch(batch: pa.RecordBatch, screener: RowScreener, order: Order) -> pa.RecordBatch:
    """One batch with its answers, its rows in their order."""
    numbers: list[int | None] = batch.column(NUMBER).to_pylist()
    answers = list(_answers(numbers, _cells(batch, order), screener, order))
    texts = [added_cells(one, order.corpus) for one in answers]
    added = [pa.array([cells[at] for cells in texts], pa.string()) for at in range(len(COLUMNS))]
    shown = pa.array([_shown(one, order.limit) for one in answers], pa.list_(_HIT))
    recorded = pa.array([_recorded(one) for one in answers], pa.list_(pa.string()))
    return pa.RecordBatch.from_arrays(
        [*batch.columns, *added, shown, recorded], [*batch.schema.names, *COLUMNS, HITS, RECORDED]
    )


def _cells(batch: pa.RecordBatch, order: Order) -> list[list[str]]:
    if order.reads:
        return list(text_rows([batch.column(at) for at in order.reads]))
    cells: list[list[str]] = batch.column(CELLS).to_pylist()
    return cells


def csv_lines(header: Sequence[str], delimiter: str) -> Answering:
    """The function that writes the rows of a partition as lines of CSV under a header. A first column
    called ``CELLS`` stands for all of its cells; a partition of nothing has no lines."""

    def write(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        above = [header]
        for batch in batches:
            rows = [*above, *_whole_rows(batch)]
            above = []
            lines = [csv_text([row], delimiter).removesuffix("\r\n") for row in rows]
            yield pa.RecordBatch.from_pydict({"value": pa.array(lines, pa.string())})

    return write


def _whole_rows(batch: pa.RecordBatch) -> Iterator[Sequence[str]]:
    if batch.schema.names[0] != CELLS:
        return text_rows(batch.columns)
    cells: list[list[str]] = batch.column(0).to_pylist()
    return ([*first, *rest] for first, rest in zip(cells, text_rows(batch.columns[1:]), strict=True))


def screener_of(order: Order, bundle: Bundle) -> RowScreener:
    """What answers rows by ``order`` on an opened bundle."""
    plan = Plan(
        columns=ColumnMap(dict(order.positions)),
        width=order.width,
        delimiter=",",
        limit=order.limit,
        terms=order.terms,
        policy=bundle.corpus.policy,
        corpus=bundle.corpus.stamp,
        parties=bundle.parties,
        republishes=bundle.says.republishes,
    )
    return RowScreener(plan, bundle.corpus.index)


@lru_cache(maxsize=1)
def _screener(order: Order) -> RowScreener:
    """Kept from task to task: Spark hands its Python processes on."""
    screener = screener_of(order, _bundle(order.bundle, order.bundle_id))
    relieve_collector()
    return screener


@lru_cache(maxsize=1)
def _bundle(name: str, bundle_id: str) -> Bundle:
    return open_bundle(Path(SparkFiles.get(name)), bundle_id)


def _answers(
    numbers: Sequence[int | None], rows: Sequence[list[str]], screener: RowScreener, order: Order
) -> Iterator[RowAnswer]:
    """Rows are screened in chunks by their place, and then get the numbers that they have."""
    columns = ColumnMap(dict(order.positions))
    for start in range(0, len(rows), CHUNK_ROWS):
        chunk = Chunk(first=start + 1, rows=tuple(rows[start : start + CHUNK_ROWS]))
        for answered in screener.rows(chunk):
            number = numbers[answered.answer.number - 1] or 0
            row_id = columns.row_id(answered.cells, number)
            yield replace(answered.answer, number=number, row_id=row_id)


def _shown(answer: RowAnswer, limit: int) -> list[dict[str, Any]]:
    """The hits shown; of a row that has no number, none stands there."""
    named = {} if answer.number else {"row_number": ""}
    return [dict(zip(HIT_COLUMNS, cells, strict=True)) | named for cells in hit_rows(answer, limit)]


def _recorded(answer: RowAnswer) -> list[str]:
    return [recorded_line(one) for one in recorded_hits(answer)]
