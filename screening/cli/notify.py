"""``screening notify``: what happened is sent to those who want to know, as it happens."""

from __future__ import annotations

import logging
import signal
import sys
from contextlib import closing
from threading import Event

import click

from screening.cli.errors import INCOMPLETE
from screening.config import Settings
from screening.domain.errors import DatabaseFailure
from screening.logs import log_as_json
from screening.services.deps import Deps, open_deps
from screening.services.notifying import Notified, notify_due

_LOG = logging.getLogger(__name__)


@click.command()
@click.option("--once", is_flag=True, help="Send what is due, and end: for cron.")
@click.option(
    "--every",
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(0.1, 3_600),
    help="How long to wait where nothing is due.",
)
def notify(once: bool, every: float) -> None:
    """Send events to webhook targets and digests to their readers, until stopped.

    Any number of processes may run at once, on any number of machines with one database.
    """
    settings, stop = Settings(), Event()
    log_as_json(sys.stderr, with_details=settings.log_details)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    with closing(open_deps(settings)) as deps:
        if once:
            sys.exit(_report(notify_due(deps, deps.clock(), stop=stop)))
        click.echo("Ready")
        while not stop.is_set():
            _try(deps, stop)
            stop.wait(every)


def _try(deps: Deps, stop: Event) -> None:
    """One round; a database that is away for a moment is asked again in the next."""
    try:
        notify_due(deps, deps.clock(), stop=stop)
    except DatabaseFailure as error:
        _LOG.warning("nothing could be sent: %s", error)


def _report(done: Notified) -> int:
    """Say what was done; the exit code."""
    click.echo(f"events sent: {done.tried:,}, digests mailed: {done.mailed.sent}")
    for sentence in done.mailed.failed:
        click.echo(f"Warning: digest {sentence}", err=True)
    return INCOMPLETE if done.mailed.failed else 0
