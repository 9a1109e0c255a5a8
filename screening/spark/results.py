"""What a job writes: the rows with their answers, the hits, and what the audit is to hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as sql

from screening.domain.errors import UsageError
from screening.services.batch_output import COLUMNS, HIT_COLUMNS
from screening.spark.executor import csv_lines
from screening.spark.frames import plain_names
from screening.spark.order import HITS, NUMBER, RECORDED
from screening.spark.places import Place
from screening.spark.sources import Source

CSV, PARQUET = "csv", "parquet"

_ROWS_AT_ONCE = 500_000
"""Rows whose hits the driver holds: tens of megabytes where one in a hundred has some."""


def check_names(source: Source, kind: str) -> None:
    """Refuse a header that Parquet cannot have with ``UsageError``, before anything is screened."""
    names = [name.casefold() for name in source.header]
    if kind == PARQUET and (len(set(names)) < len(names) or "" in names):
        raise UsageError("Parquet needs columns of different names: rename them, or write CSV")


def write_rows(answers: DataFrame, source: Source, place: Place, kind: str) -> None:
    """The input's columns and those that are added, in the order of the input's rows."""
    ordered = answers.orderBy(NUMBER)
    if kind == PARQUET:
        ordered.select(*source.named_columns(), *COLUMNS).write.parquet(place.path)
    else:
        rows = ordered.select(*source.columns_to_write(), *COLUMNS)
        _write_csv(rows, (*source.header, *COLUMNS), source.delimiter, place)


def write_hits(answers: DataFrame, place: Place, kind: str) -> None:
    """One row a hit shown, in the order of the input's rows."""
    hits = answers.select(NUMBER, sql.posexplode(HITS).alias("at", "hit")).orderBy(NUMBER, "at")
    shown = hits.select("hit.*")
    if kind == PARQUET:
        shown.write.parquet(place.path)
    else:
        _write_csv(shown, HIT_COLUMNS, ",", place)


def recorded_lines(answers: DataFrame) -> DataFrame:
    """All hits as the audit keeps them, a line a hit, by row number and rank."""
    lines = answers.select(NUMBER, sql.posexplode(RECORDED).alias("at", "value"))
    return lines.orderBy(NUMBER, "at").select("value")


def local_lines(answers: DataFrame, rows: int) -> Iterator[str]:
    """The same lines in the driver, put in order here: those of so many rows at a time."""
    for before in range(0, rows, _ROWS_AT_ONCE):
        within = (sql.col(NUMBER) > before) & (sql.col(NUMBER) <= before + _ROWS_AT_ONCE)
        found = answers.where(within).select(NUMBER, sql.posexplode(RECORDED).alias("at", "value")).collect()
        yield from (row[2] for row in sorted(found, key=lambda row: (row[0], row[1])))


def counted(answers: DataFrame) -> tuple[dict[str, int], int]:
    """Rows by status, and the number of all hits."""
    by_status = answers.groupBy(COLUMNS[0]).agg(sql.count("*"), sql.sum(sql.size(RECORDED))).collect()
    return {row[0]: row[1] for row in sorted(by_status)}, sum(row[2] for row in by_status)


def _write_csv(rows: DataFrame, header: Sequence[str], delimiter: str, place: Place) -> None:
    """As ``screening batch`` writes them, byte for byte, but in parts, each under the header."""
    lines = plain_names(rows).mapInArrow(csv_lines(header, delimiter), "value string")
    lines.write.option("lineSep", "\r\n").text(place.path)
