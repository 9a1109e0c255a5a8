"""``screening rescreen`` and ``screening refresh-and-rescreen``: for who has a timer of their own."""

from __future__ import annotations

import click

from screening.cli.errors import INCOMPLETE, exit_code_of, worst_of
from screening.cli.session import ScreeningSession, screening_session
from screening.domain.errors import ListHeld
from screening.domain.monitoring import Rescreening
from screening.services.rescreen import rescreen as run_rescreen
from screening.services.scheduled_tasks import refresh_all

_WORKERS = click.option("--workers", type=click.IntRange(1, 64), help="Processes; default: one a processor.")
_DAILY = click.option("--daily", is_flag=True, help="Then screen everything against everything.")
_WAIT = click.option(
    "--wait", type=float, default=60.0, show_default=True, metavar="SECONDS",
    help="How long to wait for another process that rescreens.",
)  # fmt: skip


@click.command()
@_DAILY
@_WORKERS
@_WAIT
@click.pass_context
def rescreen(ctx: click.Context, daily: bool, workers: int | None, wait: float) -> None:
    """Screen who waits, and all monitored subjects against what the lists have changed.

    Exit code 6: the daily run found what was not known (an incident), or another process is at it.
    """
    with screening_session() as session:
        ctx.exit(_rescreen(session, daily=daily, workers=workers, wait=wait))


@click.command("refresh-and-rescreen")
@click.argument("list_ids", nargs=-1, metavar="[LIST_ID]...")
@_DAILY
@_WORKERS
@_WAIT
@click.pass_context
def refresh_and_rescreen(
    ctx: click.Context, list_ids: tuple[str, ...], daily: bool, workers: int | None, wait: float
) -> None:
    """Fetch the lists (all that can be), then rescreen, whatever came of the fetching.

    Exit code 2: an unknown list; 3: a list is empty or cut, or cannot be read; 4: a version is held; 6: a
    list could not be fetched, or as for `rescreen`. Of several the gravest, in the order 4, 3, 2, 6.
    """
    with screening_session() as session:
        outcomes = refresh_all(session.deps, list_ids)
        for one in outcomes:
            click.echo(f"{one.list_id}: {one.words}", err=not one.is_done)
        codes = [exit_code_of(one.error or ListHeld()) for one in outcomes if not one.is_done]
        ctx.exit(worst_of([*codes, _rescreen(session, daily=daily, workers=workers, wait=wait)]))


def _rescreen(session: ScreeningSession, *, daily: bool, workers: int | None, wait: float) -> int:
    found = run_rescreen(session.deps, session.corpora, daily=daily, workers=workers, wait=wait)
    for run in found.runs:
        click.echo(run_line(run))
    for incident in found.incidents:
        click.echo(
            f"Warning: incident {incident.id}: the daily run differs from what was known in "
            f"{incident.differences:,} findings",
            err=True,
        )
    if not found.runs:
        click.echo("nothing has changed")
    return INCOMPLETE if found.incidents else 0


def run_line(run: Rescreening) -> str:
    """A run in one line; of one that is not whole it says so."""
    steps = "; ".join(
        f"{step.list_id} {step.before or 'none'} → {step.after or 'none'}: "
        f"+{step.added:,} ~{step.amended:,} -{step.removed:,}"
        for step in run.steps
    )
    return (
        f"rescreening {run.id} ({run.cause}): {run.subjects:,} subjects, {run.candidates:,} within reach, "
        f"{run.new_hits:,} new hits, {run.gone_hits:,} gone, {run.alerts:,} alerts, {_ended(run)}"
        + (f" [{steps}]" if steps else "")
    )


def _ended(run: Rescreening) -> str:
    if run.finished_at is None:
        return f"not ended, begun {run.started_at:%Y-%m-%d %H:%M:%S} UTC"
    seconds = f"{(run.finished_at - run.started_at).total_seconds():.1f} s"
    return seconds if run.digest else f"given up after {seconds}"
