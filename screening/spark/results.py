"""What a job writes: the rows with their answers, the hits, and what the audit is to hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from pyspark.sql import DataFrame
from pyspark.sql import functions as sql

from screening.domain.errors import UsageError
from screening.services.batch_output import COLUMNS, HIT_COLUMNS, csv_text
from screening.spark.executor import writing
from screening.spark.frames import hits_of, plain_names, valued
from screening.spark.order import HITS, NUMBER, RECORDED
from screening.spark.places import Place
from screening.spark.sources import Source

CSV, PARQUET = "csv", "parquet"

_HITS_AT_ONCE = 20_000
"""Hits that the driver holds, were they spread evenly: some tens of megabytes."""


def check_names(source: Source, kind: str) -> None:
    """Refuse a header that Parquet cannot have with ``UsageError``, before anything is screened."""
    names = [name.casefold() for name in source.header]
    if kind == PARQUET and (len(set(names)) < len(names) or "" in names):
        raise UsageError("Parquet needs columns of different names: rename them, or write CSV")


def write_rows(ordered: DataFrame, source: Source, place: Place, kind: str) -> None:
    """The input's columns and those that are added, in the order of the frame."""
    if kind == PARQUET:
        ordered.select(*source.named_columns(), *valued(COLUMNS)).write.parquet(place.path)
    else:
        rows = ordered.select(*source.columns_to_write(), *COLUMNS)
        _write_csv(rows if source.rows else None, place, (*source.header, *COLUMNS), source.delimiter)


def write_hits(ordered: DataFrame, place: Place, kind: str, *, hits: int) -> None:
    """One row a hit shown, in the order of the frame's rows; ``hits`` is how many there are."""
    if kind == PARQUET:
        hits_of(ordered).write.parquet(place.path)
    else:
        shown = ordered.select(sql.explode(HITS).alias("hit")).select("hit.*")
        _write_csv(shown if hits else None, place, HIT_COLUMNS)


def recorded_lines(answers: DataFrame, rows: int, hits: int) -> Iterator[list[str]]:
    """All hits as the audit keeps them, a line a hit, by row number and rank, some at a time: the driver
    puts them in order itself, which it could not of all at once."""
    step = max(1, rows * _HITS_AT_ONCE // max(1, hits))
    lines = answers.select(NUMBER, RECORDED).where(sql.size(RECORDED) > 0)
    for before in range(0, rows, step):
        within = sql.col(NUMBER).between(before + 1, before + step)
        found = sorted(lines.where(within).collect(), key=itemgetter(0))
        yield [line for _, of_row in found for line in of_row]


def counted(answers: DataFrame) -> tuple[dict[str, int], int]:
    """Rows by status, and the number of all hits."""
    by_status = answers.groupBy(COLUMNS[0]).agg(sql.count("*"), sql.sum(sql.size(RECORDED))).collect()
    return {row[0]: row[1] for row in sorted(by_status)}, sum(row[2] for row in by_status)


def _write_csv(rows: DataFrame | None, place: Place, header: Sequence[str], delimiter: str = ",") -> None:
    """As ``screening batch`` writes them, byte for byte, but in parts, each under the header; of nothing
    Spark would write nothing."""
    if rows is None:
        (place / "part-00000.txt").write([csv_text([header], delimiter).encode()])
        return
    lines = plain_names(rows).mapInArrow(writing(header, delimiter), "value string")
    lines.write.option("lineSep", "\r\n").text(place.path)
