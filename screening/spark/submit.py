"""What ``spark-submit`` runs: a file in, a folder of answers out.

spark-submit "$(python -m screening.spark)" IN OUT --bundle FILE
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Any

import click
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from screening.cli.batch import read_columns, read_points, summary_line
from screening.cli.errors import FAULT, INCOMPLETE, exit_code_of, sentence_of
from screening.cli.session import command_line, opened
from screening.domain.errors import ScreeningError
from screening.services.batch_csv import DOUBLE, QUOTINGS
from screening.services.batch_request import BatchSummary
from screening.spark.job import run_job
from screening.spark.manifest import JobRequest
from screening.spark.results import CSV, PARQUET

_LAST = 500
"""Letters of a cluster's own words that are repeated."""


@click.command(name="screening-spark")
@click.argument("source", metavar="IN")
@click.argument("out", metavar="OUT")
@click.option("--bundle", required=True, metavar="FILE", help="What `screening cluster export` wrote.")
@click.option(
    "--threshold", type=float, metavar="T", help="The lowest score to report; default: the policy's."
)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits shown a row."
)
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Read COLUMN as FIELD.")
@click.option("--encoding", metavar="E", help="Of a CSV that is not UTF-8, such as cp1252.")
@click.option("--sheet", metavar="NAME", help="Of a workbook with several filled sheets.")
@click.option(
    "--quoting",
    type=click.Choice(QUOTINGS),
    default=DOUBLE,
    help="Of a CSV; none: quotation marks are letters.",
)
@click.option("--format", "kind", type=click.Choice([CSV, PARQUET]), help="Of OUT; default: that of IN.")
@click.option("--partitions", type=click.IntRange(1), help="Tasks; default: one for 20,000 rows.")
@click.option("--unrecorded", is_flag=True, help="No database here: OUT stays OUT.unrecorded until recorded.")
@click.option("--overwrite", is_flag=True, help="Let go of what stands where the job writes.")
def main(unrecorded: bool, **asked: Any) -> None:
    """Screen the rows of IN (Parquet, or any file that `screening batch` reads) on a cluster.

    OUT is a folder: rows/, hits/, manifest.json, recorded.jsonl. The batch is recorded in the database that
    the settings name. Exit code 6: rows were incomplete or invalid, a list is stale, or --unrecorded.
    """
    try:
        asked["columns"] = read_columns(asked["columns"])
        asked["threshold"] = read_points(asked["threshold"])
        summary = _run(JobRequest(**asked), unrecorded)
    except (ScreeningError, OSError) as error:
        _end(exit_code_of(error), sentence_of(error))
    except (PySparkException, Py4JError) as error:
        _end(FAULT, f"the cluster failed: {_last_words(error)}")
    _say(summary, asked["out"])


def _run(request: JobRequest, unrecorded: bool) -> BatchSummary:
    """The database is opened first: without it there is no audit, and nothing is screened in vain."""
    with ExitStack() as stack:
        deps = None if unrecorded else stack.enter_context(opened())
        spark = SparkSession.builder.appName("screening").getOrCreate()
        stack.callback(spark.stop)
        return run_job(spark, request, deps, actor=command_line().name)


def _say(summary: BatchSummary, out: str) -> None:
    for warning in summary.warnings:
        click.echo(f"Warning: {warning}", err=True)
    click.echo(summary_line(summary))
    if not summary.audit_head:
        click.echo(f"Warning: record it: `screening cluster record {out}.unrecorded`", err=True)
    unsure = summary.counts["incomplete"] or summary.counts["invalid"] or summary.stale_lists
    sys.exit(INCOMPLETE if unsure or not summary.audit_head else 0)


def _last_words(error: Exception) -> str:
    """What a cluster says last of what went wrong, be it of Python or of Java."""
    lines = [line.strip() for line in str(error).splitlines()]
    said = [line for line in lines if line and not line.startswith(("at ", "File ", "JVM", "..."))]
    named = [line for line in said if line.startswith("screening.")]
    return (named or said or [type(error).__name__])[-1][-_LAST:]


def _end(code: int, sentence: str) -> None:
    click.echo(f"Error: {sentence}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
