"""``screening batch``: a file of names in, the same file with its answers out."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from screening.cli.errors import INCOMPLETE, worst_of
from screening.cli.session import Reservations, screening_session, warn
from screening.domain.errors import Fault, InvalidRequest, UsageError
from screening.domain.screening import POINTS
from screening.services.batch import run_batch
from screening.services.batch_request import BatchRequest, BatchSummary
from screening.services.batch_rows import INVALID

_FILE = click.Path(path_type=Path)
_UNSURE = ("incomplete", INVALID)
_STATUSES = ("hit", "no_hit", *_UNSURE)
_INTERRUPTED = 130


@click.command()
@click.argument("source", metavar="IN", type=_FILE)
@click.argument("out", metavar="OUT", type=_FILE)
@click.option("--hits", type=_FILE, metavar="FILE", help="Write one row a hit to FILE.")
@click.option(
    "--threshold", type=float, metavar="T", help="The lowest score to report; default: the policy's."
)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits shown a row."
)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; default: one a processor.")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Read COLUMN as FIELD.")
@click.option("--encoding", metavar="E", help="Of a CSV that is not UTF-8, such as cp1252.")
@click.option("--sheet", metavar="NAME", help="Of a workbook with several filled sheets.")
@click.option("--alerts", is_flag=True, help="Raise alerts; what was decided false is suppressed.")
@click.option("--portfolio", metavar="ID", help="The business unit that the alerts belong to.")
@click.option("--overwrite", is_flag=True, help="Let go of what stands where the batch writes.")
@click.pass_context
def batch(ctx: click.Context, /, **asked: Any) -> None:
    """Screen the rows of IN (CSV or workbook) and write OUT: all its columns, then the answers.

    The same command continues a batch that was interrupted. Exit code 6: rows were incomplete
    or invalid, a list is stale, or a newer version is held.
    """
    asked["columns"] = read_columns(asked["columns"])
    asked["threshold"] = read_points(asked["threshold"])
    asked["workers"] = asked["workers"] or len(os.sched_getaffinity(0))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with screening_session() as session, _progress() as progress:
            request = BatchRequest(**asked)
            summary = run_batch(
                session.deps, session.corpora, request, actor=session.actor, progress=progress
            )
            lists = session.reservations()
    except KeyboardInterrupt:
        click.echo("Stopped. What is done is kept: the same command continues.", err=True)
        ctx.exit(_INTERRUPTED)
    warn(summary.warnings, lists)
    click.echo(summary_line(summary))
    ctx.exit(finish(summary, lists))


def finish(summary: BatchSummary, lists: Reservations) -> int:
    """What a batch that was done ends with."""
    unsure = any(summary.counts[status] for status in _UNSURE)
    return worst_of([lists.exit_code, INCOMPLETE * bool(unsure or summary.stale_lists)])


def read_columns(choices: tuple[str, ...]) -> dict[str, str]:
    """``FIELD=COLUMN`` as field to column. Raises ``UsageError``."""
    pairs = [choice.partition("=") for choice in choices]
    if wrong := [field for field, equals, _ in pairs if not equals]:
        raise UsageError(f"--map {wrong[0]}: FIELD=COLUMN was expected")
    return {field.strip(): column for field, _, column in pairs}


def read_points(threshold: float | None) -> int | None:
    """A threshold in [0, 1] in points. Raises ``InvalidRequest``."""
    if threshold is None:
        return None
    if not 0 <= threshold <= 1:  # not a number is neither
        raise InvalidRequest([Fault("threshold", "must be a number from 0 to 1")])
    return round(threshold * POINTS)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr where that is a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), "rows", TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, rows: bar.update(task, completed=done, total=rows)


def summary_line(summary: BatchSummary) -> str:
    """The line that a batch ends with: rows by status, corpus, batch and audit."""
    suppressed = ("suppressed",) if summary.counts["suppressed"] else ()
    counts = " + ".join(f"{summary.counts[status]:,} {status}" for status in (*_STATUSES, *suppressed))
    before = summary.continued_after
    continued = f", {before:,} of them answered before" if before else ""
    return (
        f"{summary.rows:,} rows = {counts}{continued}; "
        f"corpus {summary.corpus[:12]}, batch {summary.batch_id}, audit {summary.audit_head}"
    )
