"""``screening batch``: a file of names in, the same file with its answers out."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import click

from screening.cli.batch_preview import print_preview
from screening.cli.batch_progress import batch_progress
from screening.cli.errors import INCOMPLETE, worst_of
from screening.cli.session import Reservations, screening_session, warn
from screening.domain.errors import Fault, InvalidRequest, UsageError
from screening.domain.screening import POINTS
from screening.services.batch import run_batch
from screening.services.batch_columns import chosen_columns
from screening.services.batch_csv import DOUBLE, QUOTINGS
from screening.services.batch_places import check_apart
from screening.services.batch_preview import preview, preview_to_dict
from screening.services.batch_request import BatchRequest, BatchSummary, summary_to_dict
from screening.services.batch_rows import INVALID
from screening.services.batch_summary_file import check_summary, write_summary

_FILE = click.Path(path_type=Path)
_UNSURE = ("incomplete", INVALID)
_STATUSES = ("hit", "no_hit", *_UNSURE)
_INTERRUPTED = 130


@click.command()
@click.argument("source", metavar="IN", type=_FILE)
@click.argument("out", metavar="OUT", type=_FILE, required=False)
@click.option("--hits", type=_FILE, metavar="FILE", help="Write one row a hit to FILE.")
@click.option(
    "--threshold", type=float, metavar="T", help="The lowest score to report; default: the policy's."
)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits shown a row."
)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; default: one a processor.")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Read COLUMN as FIELD.")
@click.option("--encoding", metavar="E", help="Of text that is not UTF-8, such as cp1252.")
@click.option("--sheet", metavar="NAME", help="Of a workbook with several filled sheets.")
@click.option(
    "--quoting",
    type=click.Choice(QUOTINGS),
    default=DOUBLE,
    help="Of a CSV; none: quotation marks are letters like any others.",
)
@click.option("--alerts", is_flag=True, help="Raise alerts; what was decided false is suppressed.")
@click.option("--portfolio", metavar="ID", help="The business unit that the alerts belong to.")
@click.option("--overwrite", is_flag=True, help="Let go of what stands where the batch writes.")
@click.option("--preview", "--dry-run", "look", is_flag=True, help="Say how IN is read; screen nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--summary", type=_FILE, metavar="FILE", help="Write the summary as JSON.")
@click.pass_context
def batch(ctx: click.Context, /, look: bool, as_json: bool, **asked: Any) -> None:
    """Screen the rows of IN and write OUT: all its columns, then the answers.

    IN is CSV, JSON lines, a workbook or Parquet, told by its content; OUT and the hits are what their
    names end with: .csv, .jsonl (with .gz too), .xlsx, .parquet.

    The same command continues a batch that was interrupted. Exit code 6: rows were incomplete
    or invalid, a list is stale, or a newer version is held.
    """
    asked["columns"] = read_columns(asked["columns"])
    if look:
        _preview(asked, as_json=as_json)
        return
    if asked["out"] is None:
        raise UsageError("OUT is missing: name the file to write, or say --preview")
    asked["threshold"] = read_points(asked["threshold"])
    asked["workers"] = asked["workers"] or len(os.sched_getaffinity(0))
    request = BatchRequest(**asked)
    _check_places(request)
    summary, lists = _run(ctx, request)
    warn(summary.warnings, lists)
    told = json.dumps(summary_to_dict(summary), ensure_ascii=False, indent=2)
    if request.summary is not None:
        write_summary(request.summary, f"{told}\n")
    click.echo(told if as_json else summary_line(summary))
    ctx.exit(finish(summary, lists))


def _check_places(request: BatchRequest) -> None:
    """Refuse before a long run what would be noticed at its end. Raises ``UsageError``."""
    check_apart(request)
    if request.summary is not None:
        check_summary(request.summary, overwrite=request.overwrite)


def _run(ctx: click.Context, request: BatchRequest) -> tuple[BatchSummary, Reservations]:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with screening_session() as session, batch_progress() as progress:
            summary = run_batch(
                session.deps, session.corpora, request, actor=session.actor, progress=progress
            )
            return summary, session.reservations()
    except KeyboardInterrupt:
        click.echo("Stopped. What is done is kept: the same command continues.", err=True)
        ctx.exit(_INTERRUPTED)


def _preview(asked: dict[str, Any], *, as_json: bool) -> None:
    named = {name: asked[name] for name in ("source", "columns", "encoding", "sheet", "quoting")}
    seen = preview(BatchRequest(**named, out=Path("unused")))
    if as_json:
        click.echo(json.dumps(preview_to_dict(seen), ensure_ascii=False, indent=2))
    else:
        print_preview(seen)


def finish(summary: BatchSummary, lists: Reservations) -> int:
    """What a batch that was done ends with."""
    unsure = any(summary.counts[status] for status in _UNSURE)
    return worst_of([lists.exit_code, INCOMPLETE * bool(unsure or summary.stale_lists)])


def read_columns(choices: tuple[str, ...]) -> dict[str, str]:
    """``FIELD=COLUMN`` as field to column; a field that is said again has a further column
    (``alias 2``). Raises ``UsageError``."""
    cut = [choice.partition("=") for choice in choices]
    for field, equals, _ in cut:
        if not equals:
            raise UsageError(f"--map {field}: FIELD=COLUMN was expected")
    return chosen_columns((field.strip(), column) for field, _, column in cut)


def read_points(threshold: float | None) -> int | None:
    """A threshold in [0, 1] in points. Raises ``InvalidRequest``."""
    if threshold is None:
        return None
    if not 0 <= threshold <= 1:  # not a number is neither
        raise InvalidRequest([Fault("threshold", "must be a number from 0 to 1")])
    return round(threshold * POINTS)


def summary_line(summary: BatchSummary) -> str:
    """The line that a batch ends with: rows by status, rate, what they were answered by, and the audit."""
    suppressed = ("suppressed",) if summary.counts["suppressed"] else ()
    counts = " + ".join(f"{summary.counts[status]:,} {status}" for status in (*_STATUSES, *suppressed))
    before = summary.continued_after
    continued = f", {before:,} of them answered before" if before else ""
    rate = summary.rows_per_second
    pace = f"; {rate:,.0f} rows/s" if rate else ""
    return (
        f"{summary.rows:,} rows = {counts}{continued}; "
        f"corpus {summary.corpus[:12]}, batch {summary.batch_id}, audit {summary.audit_head or 'not yet'}; "
        f"policy {summary.policy}, lowest threshold {summary.threshold / POINTS:.2f}{pace}"
    )
