"""``screening schedule``: a process that fetches and rescreens by the clock; any number may run."""

from __future__ import annotations

import signal
from threading import Event

import click

from screening.cli.session import screening_session
from screening.services.schedule import DAILY, REFRESH, Scheduler


@click.command()
@click.option(
    "--every", type=float, default=10.0, show_default=True, metavar="SECONDS",
    help="How often to look whether something is due or has changed.",
)  # fmt: skip
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def schedule(every: float, once: bool) -> None:
    """Fetch the lists and screen monitored subjects when it is time, and whenever a list or a subject has
    changed, until it is stopped.

    When it is time say SCREENING_SCHEDULE_REFRESH and SCREENING_SCHEDULE_DAILY. Of several such processes one
    works, the others wait to take its place.
    """
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with screening_session() as session:
        settings = session.deps.settings
        lines = {REFRESH: settings.schedule_refresh, DAILY: settings.schedule_daily}
        scheduler = Scheduler(session.deps, session.corpora, lines)
        looked: list[bool] = []

        def pause() -> bool:
            looked.append(True)
            if len(looked) == 1:
                return stopped.is_set()
            return once or stopped.wait(every)

        scheduler.run(pause, click.echo)
