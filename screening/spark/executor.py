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
    answers = list(_answers(numbers, batch.column(CELLS).to_pylist(), screener, order))
    added = zip(*(added_cells(one, order.corpus) for one in answers), strict=True) if answers else ()
    columns = dict(zip(COLUMNS, added, strict=True)) if answers else dict.fromkeys(COLUMNS, ())
    return pa.RecordBatch.from_pydict(
        {name: batch.column(name) for name in batch.schema.names}
        | {name: pa.array(list(cells), pa.string()) for name, cells in columns.items()}
        | {
            HITS: pa.array([_shown(one, order.limit) for one in answers], pa.list_(_HIT)),
            RECORDED: pa.array([_recorded(one) for one in answers], pa.list_(pa.string())),
        }
    )


def csv_lines(header: Sequence[str], delimiter: str) -> Answering:
    """The function that writes the rows of a partition, whose one column holds cells, as lines of CSV
    under a header; a partition of nothing has none."""

    def write(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        begun = False
        for batch in batches:
            rows = [*([] if begun else [header]), *batch.column(0).to_pylist()]
            begun = True
            lines = [csv_text([row], delimiter).removesuffix("\r\n") for row in rows]
            yield pa.RecordBatch.from_pydict({"value": pa.array(lines, pa.string())})

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
    return [dict(zip(HIT_COLUMNS, cells, strict=True)) for cells in hit_rows(answer, limit)]


def _recorded(answer: RowAnswer) -> list[str]:
    return [recorded_line(one) for one in recorded_hits(answer)]
