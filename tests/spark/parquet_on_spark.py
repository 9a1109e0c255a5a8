"""A program for ``spark-submit``: frames and Parquet screened in the folder that it is told.

parquet_on_spark.py FOLDER BUNDLE RENAMED_BUNDLE
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date

from pyspark.sql import DataFrame, SparkSession

from screening.domain.errors import ScreeningError
from screening.spark import hits_of, results, screen_frame
from screening.spark.job import run_job
from screening.spark.manifest import JobRequest

PEOPLE = [("A", "Joseph Kony", date(1964, 1, 1), 1), ("B", "Nobody Atall", None, 2), ("C", None, None, 3)]
SCHEMA = "client_id string, `full.name` string, dob date, n int"
COLUMNS = {"name": "full.name"}


def main() -> None:
    """Write what was answered as one line of JSON."""
    folder, bundle, wrong = sys.argv[1:]
    spark = SparkSession.builder.getOrCreate()
    people = spark.createDataFrame(PEOPLE, SCHEMA)
    screen_frame(people, bundle, columns=COLUMNS).write.parquet(f"{folder}/answers")
    answers = spark.read.parquet(f"{folder}/answers")
    said = {
        "frame": _rows(answers, "client_id", "n", "screening_status", "screening_authority_ref"),
        "hits": _rows(hits_of(answers), "row_id", "row_number", "rank", "authority_ref"),
        "wrong": _refusal(lambda: screen_frame(people, wrong, columns=COLUMNS)),
        "unnamed": _refusal(lambda: screen_frame(people.drop("client_id"), bundle, columns=COLUMNS)),
    }
    _screen_customers(spark, folder, bundle)
    sys.stdout.write(json.dumps(said) + "\n")


def _screen_customers(spark: SparkSession, folder: str, bundle: str) -> None:
    """Nobody, and those of two files, of which Spark reads the second one first, since it is larger.
    The driver takes the hits of 54 rows at a time."""
    results._HITS_AT_ONCE = 4
    request = JobRequest(source=f"{folder}/customers", out=f"{folder}/out", bundle=bundle, columns=COLUMNS)
    run_job(spark, request)
    run_job(spark, JobRequest(source=f"{folder}/nobody.csv", out=f"{folder}/nobody", bundle=bundle))


def _rows(frame: DataFrame, *names: str) -> list[list[object]]:
    return sorted(list(row) for row in frame.select(*names).collect())


def _refusal(screen: Callable[[], DataFrame]) -> str:
    try:
        screen()
    except ScreeningError as refused:
        return str(refused)
    return ""


if __name__ == "__main__":
    main()
