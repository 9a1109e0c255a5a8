"""Frames of subjects in, frames of answers out; nothing is screened until Spark is asked for rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pyspark import SparkFiles
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql
from pyspark.sql.types import LongType, StructType

from screening.domain.errors import Fault, InvalidRequest, UsageError
from screening.domain.screening import POINTS
from screening.services.batch_columns import RESERVED, ColumnMap, map_columns
from screening.services.batch_output import COLUMNS, HIT_COLUMNS, NUMBERS
from screening.services.bundle import Bundle, BundleMismatch, bundle_name, open_bundle
from screening.services.deps import utc_now
from screening.services.terms import settle_terms
from screening.spark.executor import answering
from screening.spark.order import HITS, NUMBER, Order, answer_fields

_TYPES = {str: "string", int: "bigint", float: "double"}


def screen_frame(
    frame: DataFrame,
    bundle: str,
    *,
    row_number: str | None = None,
    columns: Mapping[str, str] | None = None,
    threshold: float | None = None,
    limit: int = 10,
) -> DataFrame:
    """``frame`` with its answers: its own columns unchanged, those that ``screening batch`` adds, and
    the hits shown of each row (``hits_of`` makes rows of them).

    ``bundle`` is the path of a corpus bundle, which is sent to the executors once. Columns are known
    by their names, or as ``columns`` says (field to column). Rows are named by an id column or by
    ``row_number``, a column of whole numbers from 1. ``threshold`` in [0, 1], None for the policy's.

    Each action on the frame screens anew, and nothing is recorded in an audit: write the frame once,
    or let ``screening.spark.job`` do all of it. Raises ``BadInputFile``, ``UsageError``
    (``BundleMismatch``), ``InvalidRequest``; the job fails where an executor has another release.
    """
    mapped = map_columns(frame.columns, columns or {})
    if row_number is None and "id" not in mapped.positions:
        raise UsageError("rows need a name: an id column, or row_number= for a column of numbers")
    order = order_for(
        send_bundle(frame.sparkSession, bundle),
        mapped,
        width=None,
        threshold=_points(threshold),
        limit=limit,
        guarded=False,
    )
    number = sql.lit(None) if row_number is None else sql.col(quoted(row_number))
    asked = frame.select("*", number.cast(LongType()).alias(NUMBER))
    answers = answered(asked, order)
    own = [sql.col(quoted(name)) for name in frame.columns]
    return answers.select(*own, *valued(COLUMNS), HITS)


def hits_of(answers: DataFrame) -> DataFrame:
    """One row a hit shown, in the columns of a hits file, of a frame that ``screen_frame`` made. Read
    the answers back from where they were written, or all of them are screened again."""
    return answers.select(sql.explode(HITS).alias("hit")).select("hit.*").select(*valued(HIT_COLUMNS))


def valued(names: Sequence[str]) -> list[Column]:
    """Columns of ours that hold texts, as formats have them that know numbers and nothing."""
    texts = ((name, sql.nullif(sql.col(name), sql.lit(""))) for name in names)
    return [text.cast(_TYPES[NUMBERS.get(name, str)]).alias(name) for name, text in texts]


def answered(asked: DataFrame, order: Order) -> DataFrame:
    """``asked``, which has ``NUMBER`` behind the columns that the order reads, with its answers."""
    plain, added = plain_names(asked), answer_fields()
    answers = plain.mapInArrow(answering(order), StructType([*plain.schema.fields, *added]))
    return answers.toDF(*asked.columns, *(field.name for field in added))


def plain_names(frame: DataFrame) -> DataFrame:
    """The same columns under names that ``mapInArrow`` bears: it takes a dot for a member."""
    names = [
        name if name.startswith(RESERVED) else f"{RESERVED}{at}" for at, name in enumerate(frame.columns)
    ]
    return frame.toDF(*names)


class Sent:
    """A bundle that the executors of a session can open, and what the driver knows of it."""

    def __init__(self, name: str, bundle: Bundle) -> None:
        """``name`` is that of the folder in ``SparkFiles``."""
        self.name = name
        self.bundle = bundle


def send_bundle(spark: SparkSession, path: str) -> Sent:
    """Send a bundle to the executors of a session, those that come later included, and check it here.

    Raises ``UsageError`` where there is none, ``BundleMismatch`` where it cannot be used.
    """
    name = PurePosixPath(path).name
    if not name.endswith(".zip"):
        raise UsageError(f"{path} is no corpus bundle: `screening cluster export` writes one")
    if ":" not in path and not Path(path).is_file():
        raise UsageError(f"{path}: there is no such bundle")
    if not Path(SparkFiles.get(name)).is_dir():
        spark.sparkContext.addArchive(path)
    bundle = _opened(SparkFiles.get(name))
    if name != (meant := bundle_name(bundle.corpus.stamp, bundle.id)):
        raise BundleMismatch(f"{name} holds the bundle {meant}: give it its own name again")
    return Sent(name, bundle)


@lru_cache(maxsize=4)
def _opened(folder: str) -> Bundle:
    return open_bundle(Path(folder))


def order_for(
    sent: Sent, columns: ColumnMap, *, width: int | None, threshold: int | None, limit: int, guarded: bool
) -> Order:
    """What executors answer by. ``width`` is how many cells a row in ``CELLS`` should have, None where
    rows have columns of their own: then the mapped ones alone are read.

    Lists are stale or not as of now, by when they were checked before the bundle was exported.
    ``threshold`` in points. Raises ``InvalidRequest``.
    """
    corpus, positions = sent.bundle.corpus, dict(columns.positions)
    reads = () if width is not None else tuple(positions.values())
    return Order(
        bundle=sent.name,
        bundle_id=sent.bundle.id,
        corpus=corpus.stamp,
        reads=reads,
        positions=tuple(zip(positions, range(len(reads)), strict=True) if reads else positions.items()),
        width=len(reads) if width is None else width,
        limit=limit,
        terms=settle_terms(corpus, threshold=threshold, at=utc_now()),
        guarded=guarded,
    )


def quoted(name: str) -> str:
    """A column's name as Spark takes it literally, dots included."""
    return f"`{name.replace('`', '``')}`"


def _points(threshold: float | None) -> int | None:
    if threshold is None:
        return None
    if not 0 <= threshold <= 1:  # not a number is neither
        raise InvalidRequest([Fault("threshold", "must be a number from 0 to 1")])
    return round(threshold * POINTS)
