"""What a job reads: any file that ``screening batch`` reads, or Parquet, as numbered rows of cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path, PurePosixPath

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql

from screening.domain.errors import BadInputFile, UsageError
from screening.services.batch_columns import ColumnMap, map_columns
from screening.services.batch_csv import DOUBLE
from screening.services.batch_input import open_table
from screening.services.batch_output import output_delimiter
from screening.services.batch_table import Table
from screening.spark.frames import quoted
from screening.spark.order import CELLS, FAULT, NUMBER
from screening.spark.places import Place

PARQUET = ".parquet"

_STAGED_ROWS = 200_000
"""Rows of a file that are handed to Spark at a time."""

_FILE, _INDEX, _BEFORE = "screening_file", "screening_index", "screening_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is screened. ``frame`` has ``NUMBER`` and, before it, the input's columns where they have
    types of their own (``typed``), else ``CELLS`` and ``FAULT``; ``columns`` says where a field is."""

    name: str
    sha256: str
    rows: int
    header: tuple[str, ...]
    delimiter: str
    frame: DataFrame
    columns: ColumnMap
    typed: bool

    @property
    def mapping(self) -> dict[str, str]:
        """Fields and the columns of the input that are read as them."""
        return {field: self.header[at] for field, at in self.columns.positions.items()}

    def columns_to_write(self) -> list[Column]:
        """The input's columns, or ``CELLS`` with as many cells as the header has."""
        if self.typed:
            return [sql.col(quoted(name)) for name in self.header]
        width = len(self.header)
        padding = sql.array_repeat(sql.lit(""), width)
        return [sql.slice(sql.concat(sql.col(CELLS), padding), 1, width).alias(CELLS)]

    def named_columns(self) -> list[Column]:
        """The input's columns under their names."""
        if self.typed:
            return self.columns_to_write()
        (cells,) = self.columns_to_write()
        return [cells[at].alias(name) for at, name in enumerate(self.header)]


def is_parquet(path: str) -> bool:
    """Whether Spark reads it by itself: a Parquet file, or a folder of them."""
    return path.endswith(PARQUET) or "://" in path or Path(path).is_dir()


def file_source(
    spark: SparkSession,
    table: Table,
    chosen: Mapping[str, str],
    staging: Place,
) -> Source:
    """A file that the driver can read, cut into rows as ``screening batch`` cuts it, and laid where the
    executors can read it. Raises ``BadInputFile``, ``UsageError``."""
    columns = _mapped(table.name, table.header, chosen)
    for rows in _pieces(table):
        spark.createDataFrame(rows).write.mode("append").parquet(staging.path)
    frame = spark.read.parquet(staging.path) if table.rows else spark.createDataFrame([], _STAGED_AS)
    return Source(
        name=table.name,
        sha256=table.sha256,
        rows=table.rows,
        header=table.header,
        delimiter=output_delimiter(table.delimiter),
        frame=frame,
        columns=columns,
        typed=False,
    )


def parquet_source(spark: SparkSession, path: str, chosen: Mapping[str, str]) -> Source:
    """Parquet wherever Spark can read: its rows are numbered by the path of their file and their place
    in it; its hash is the file's, or that of the list of hashes where there are several.

    Raises ``BadInputFile``, ``UsageError``."""
    frame = spark.read.option("pathGlobFilter", f"*{PARQUET}").parquet(path)
    name = path.rstrip("/").rpartition("/")[2]
    columns = _mapped(name, tuple(frame.columns), chosen)
    numbered, rows = _numbered(spark, frame)
    return Source(
        name=name,
        sha256=_sha256(spark, frame, path),
        rows=rows,
        header=tuple(frame.columns),
        delimiter=",",
        frame=numbered,
        columns=columns,
        typed=True,
    )


_STAGED_AS = f"{NUMBER} bigint, {CELLS} array<string>, {FAULT} string"


def _mapped(name: str, header: tuple[str, ...], chosen: Mapping[str, str]) -> ColumnMap:
    try:
        return map_columns(header, chosen)
    except BadInputFile as error:
        raise BadInputFile(f"{name}: {error}") from None


def _pieces(table: Table) -> Iterator[pa.Table]:
    rows, done = table.read(), 0
    while taken := list(islice(rows, _STAGED_ROWS)):
        numbers = pa.array(range(done + 1, done + len(taken) + 1), pa.int64())
        cells = pa.array(taken, pa.list_(pa.string()))
        faults = pa.array([row.fault for row in taken], pa.string())
        yield pa.table({NUMBER: numbers, CELLS: cells, FAULT: faults})
        done += len(taken)


def _numbered(spark: SparkSession, frame: DataFrame) -> tuple[DataFrame, int]:
    """The rows with their numbers, and how many there are."""
    place = (sql.col("_metadata.file_path").alias(_FILE), sql.col("_metadata.row_index").alias(_INDEX))
    placed = frame.select("*", *place)
    counted = sorted((row[_FILE], row["count"]) for row in placed.groupBy(_FILE).count().collect())
    ends = [0, *accumulate(count for _, count in counted)]
    before = [(file, end) for (file, _), end in zip(counted, ends, strict=False)]
    offsets = spark.createDataFrame(before, f"{_FILE} string, {_BEFORE} bigint")
    number = (sql.col(_BEFORE) + sql.col(_INDEX) + 1).alias(NUMBER)
    own = [sql.col(quoted(name)) for name in frame.columns]
    return placed.join(sql.broadcast(offsets), _FILE).select(*own, number), ends[-1]


def _sha256(spark: SparkSession, frame: DataFrame, path: str) -> str:
    """As ``sha256sum`` would say it of the file, or of what it would say of the files by their names."""
    hashed = [(file, Place(spark, file).sha256()) for file in sorted(frame.inputFiles())]
    if len(hashed) == 1:
        return hashed[0][1]
    base = path.rstrip("/").rpartition("/")[2]
    lines = [f"{sha256}  {file.rpartition(f'/{base}/')[2]}\n" for file, sha256 in hashed]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def open_source(
    spark: SparkSession,
    path: str,
    staging: Place,
    *,
    columns: Mapping[str, str],
    encoding: str | None = None,
    sheet: str | None = None,
    quoting: str = DOUBLE,
) -> Source:
    """What is at ``path``: Parquet read by Spark, any other file by the driver.

    Raises ``BadInputFile`` and ``UsageError`` as ``screening batch`` does.
    """
    if is_parquet(path):
        if not Place(spark, path).exists():
            raise BadInputFile(f"{path}: there is no such file")
        if not path.endswith(PARQUET) and PurePosixPath(path).suffix:
            raise UsageError(
                f"{path}: only Parquet is read from there; the driver reads other files by a path"
            )
        return parquet_source(spark, path, columns)
    table = open_table(Path(path), encoding=encoding, sheet=sheet, quoting=quoting)
    return file_source(spark, table, columns, staging)
