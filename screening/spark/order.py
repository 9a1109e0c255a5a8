"""What an executor is told to answer rows by, and what it answers with."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql.types import ArrayType, StringType, StructField, StructType

from screening.services.batch_columns import RESERVED
from screening.services.batch_output import COLUMNS, HIT_COLUMNS
from screening.services.terms import Terms

NUMBER = f"{RESERVED}row_number"
"""The column of row numbers, counted from 1."""

CELLS = f"{RESERVED}cells"
"""The column of a row's cells as a file has them, be they too many or too few."""

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
    where among the cells they are, ``width`` is how many cells a whole row has.
    """

    bundle: str
    bundle_id: str
    corpus: str
    reads: tuple[int, ...]
    positions: tuple[tuple[str, int], ...]
    width: int
    limit: int
    terms: Terms


def answer_fields() -> list[StructField]:
    """The columns that are added to a frame."""
    text = StringType()
    hit = StructType([StructField(name, text) for name in HIT_COLUMNS])
    added = [StructField(name, text) for name in COLUMNS]
    return [*added, StructField(HITS, ArrayType(hit)), StructField(RECORDED, ArrayType(text))]
