"""``screening digest``: the summary that is mailed, shown or sent."""

from __future__ import annotations

import sys
from contextlib import closing

import click

from screening.cli.errors import INCOMPLETE
from screening.config import Settings
from screening.services.deps import open_deps
from screening.services.digests import preview_digests, send_due_digests


@click.command()
@click.option("--send", is_flag=True, help="Mail those that are due and were not mailed yet: for cron.")
def digest(send: bool) -> None:
    """Show the digests of SCREENING_DIGESTS as they would be mailed now, or mail those that are due."""
    with closing(open_deps(Settings())) as deps:
        if send:
            mailed = send_due_digests(deps, deps.clock())
            click.echo(f"digests mailed: {mailed.sent}")
            for sentence in mailed.failed:
                click.echo(f"Warning: digest {sentence}", err=True)
            sys.exit(INCOMPLETE if mailed.failed else 0)
        for rule, one in preview_digests(deps, deps.clock()):
            click.echo(f"To: {', '.join(rule.to)}\nSubject: {one.subject}\n\n{one.text}")
