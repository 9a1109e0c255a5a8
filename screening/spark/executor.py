"""What runs on the executors: batches of rows in, the same rows with their answers out.

A Python process of an executor opens the bundle once and serves task after task with it; the
index is memory-mapped, so that the processes of a machine share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark import SparkFiles

from screening.services.batch_columns import ColumnMap
from screening.services.batch_output import COLUMNS, HIT_COLUMNS, RowAnswer, added_cells, hit_rows
from screening.services.batch_rows import Chunk, Plan, RowScreener, recorded_hits
from screening.services.batch_table import Row
from screening.services.bundle import Bundle, open_bundle
from screening.services.cluster_result import recorded_line
from screening.services.collector import relieve_collector
from screening.spark.order import CELLS, FAULT, HITS, NUMBER, RECORDED, Order
from screening.spark.texts import csv_lines, text_rows

CHUNK_ROWS = 200
"""Rows that are screened together."""

_LINES_AT_ONCE = 1_000

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
    answers = list(_answers(numbers, _rows(batch, order), screener, order))
    texts = [added_cells(one, order.corpus, guarded=order.guarded) for one in answers]
    added = [pa.array([cells[at] for cells in texts], pa.string()) for at in range(len(COLUMNS))]
    shown = pa.array([_shown(one, order) for one in answers], pa.list_(_HIT))
    recorded = pa.array([_recorded(one) for one in answers], pa.list_(pa.string()))
    return pa.RecordBatch.from_arrays(
        [*batch.columns, *added, shown, recorded], [*batch.schema.names, *COLUMNS, HITS, RECORDED]
    )


def _rows(batch: pa.RecordBatch, order: Order) -> list[Row]:
    if order.reads:
        return [Row(cells) for cells in text_rows([batch.column(at) for at in order.reads])]
    pairs = zip(batch.column(CELLS).to_pylist(), batch.column(FAULT).to_pylist(), strict=True)
    return [Row(cells, fault) for cells, fault in pairs]


def writing(header: Sequence[str], delimiter: str) -> Answering:
    """The function that writes the rows of each part as CSV, in a column ``value``."""

    def write(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        lines = csv_lines(batches, header, delimiter)
        while taken := list(islice(lines, _LINES_AT_ONCE)):
            yield pa.RecordBatch.from_pydict({"value": pa.array(taken, pa.string())})

    return write


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
    numbers: Sequence[int | None], rows: Sequence[Row], screener: RowScreener, order: Order
) -> Iterator[RowAnswer]:
    """Rows are screened in chunks by their place, and then get the numbers that they have."""
    columns = ColumnMap(dict(order.positions))
    for start in range(0, len(rows), CHUNK_ROWS):
        chunk = Chunk(first=start + 1, rows=tuple(rows[start : start + CHUNK_ROWS]))
        for answered in screener.rows(chunk):
            number = numbers[answered.answer.number - 1] or 0
            row_id = columns.row_id(answered.cells, number)
            yield replace(answered.answer, number=number, row_id=row_id)


def _shown(answer: RowAnswer, order: Order) -> list[dict[str, Any]]:
    """The hits shown; of a row that has no number, none stands there."""
    named = {} if answer.number else {"row_number": ""}
    rows = hit_rows(answer, order.limit, guarded=order.guarded)
    return [dict(zip(HIT_COLUMNS, cells, strict=True)) | named for cells in rows]


def _recorded(answer: RowAnswer) -> list[str]:
    return [recorded_line(one) for one in recorded_hits(answer)]
