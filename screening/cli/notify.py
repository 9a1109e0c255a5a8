"""``screening notify``: what happened is sent to those who want to know, as it happens."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from threading import Event, Thread

import click

from screening.cli.errors import INCOMPLETE
from screening.config import Settings
from screening.domain.errors import ScreeningError
from screening.logs import log_as_json
from screening.services.deps import Deps, open_deps
from screening.services.digest_rules import digest_rules
from screening.services.digests import send_due_digests
from screening.services.notifying import Notified, notify_due, tell_and_deliver

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
        digest_rules(settings)  # A file that cannot be used is told at the start.
        click.echo("Ready")
        _work(deps, stop, every)


def _work(deps: Deps, stop: Event, every: float) -> None:
    """Send until stopped. A mail server that is slow keeps no event waiting."""
    mailing = Thread(target=_repeat, args=(lambda: send_due_digests(deps, deps.clock()), stop, every))
    mailing.start()
    _repeat(lambda: tell_and_deliver(deps, deps.clock(), stop=stop), stop, every)
    mailing.join()


def _repeat(work: Callable[[], object], stop: Event, every: float) -> None:
    """Do it again and again; what fails for a moment is tried again in the next round. Where one kind
    of work ends, however it comes, so does the other: a supervisor starts both anew."""
    try:
        while not stop.is_set():
            try:
                work()
            except ScreeningError as error:
                _LOG.warning("not everything could be sent: %s", error)
            stop.wait(every)
    finally:
        stop.set()


def _report(done: Notified) -> int:
    """Say what was done; the exit code."""
    tried, failed = done.sent
    click.echo(
        f"events sent: {tried - failed:,}, failed: {failed:,}, waiting: {done.waiting:,}; "
        f"digests mailed: {done.mailed.sent}"
    )
    for sentence in done.mailed.failed:
        click.echo(f"Warning: digest {sentence}", err=True)
    return INCOMPLETE if done.mailed.failed else 0
