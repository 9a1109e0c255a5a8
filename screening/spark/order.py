"""What an executor is told to answer rows by, and what it answers with."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from pyspark.sql import DataFrame
from pyspark.sql import functions as sql
from pyspark.sql.types import ArrayType, StringType, StructField, StructType

from screening.services.batch_columns import RESERVED
from screening.services.batch_output import COLUMNS, HIT_COLUMNS
from screening.services.terms import Terms

NUMBER = f"{RESERVED}row_number"
"""The column of row numbers, counted from 1."""

CELLS = f"{RESERVED}cells"
"""The column of a row's cells as a file has them, be they too many or too few."""

FAULT = f"{RESERVED}fault"
"""The column beside ``CELLS`` that says why a row cannot be read; empty for the others."""

HITS = f"{RESERVED}hit_rows"
"""The column of the hits shown of a row: what a hits file says of them."""

RECORDED = f"{RESERVED}recorded"
"""The column of all hits of a row as the audit keeps them: lines of JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How rows are answered; small, and sent with each task.

    ``bundle`` is the folder that executors find the unpacked bundle in (by ``SparkFiles``),
    ``bundle_id`` the hash that it must have, ``corpus`` its stamp. A row's cells are those of the
    columns that ``reads`` counts from 0, or of ``CELLS`` where it is empty; ``positions`` are fields and
    where among the cells they are, ``width`` is how many cells a whole row has. ``guarded`` against
    spreadsheets that take cells for formulas.
    """

    bundle: str
    bundle_id: str
    corpus: str
    reads: tuple[int, ...]
    positions: tuple[tuple[str, int], ...]
    width: int
    limit: int
    terms: Terms
    guarded: bool = False


def answer_fields() -> list[StructField]:
    """The columns that are added to a frame."""
    text = StringType()
    hit = StructType([StructField(name, text) for name in HIT_COLUMNS])
    added = [StructField(name, text) for name in COLUMNS]
    return [*added, StructField(HITS, ArrayType(hit)), StructField(RECORDED, ArrayType(text))]


def in_tasks(frame: DataFrame, rows: int, tasks: int) -> DataFrame:
    """``frame``, of ``rows`` rows that ``NUMBER`` counts, cut into so many tasks: the first one has the
    first rows, each has equally many, and within a task they are in their order.

    What Spark reads back comes in no order that it promises, so every order is made anew by this.
    """
    each = max(1, ceil(rows / tasks))
    task = sql.floor((sql.col(NUMBER) - 1) / each).cast("int")
    return frame.repartitionById(tasks, task).sortWithinPartitions(NUMBER)
