"""``screening cluster``: what goes to a cluster, and what comes back from it."""

from __future__ import annotations

from pathlib import Path

import click

from screening.cli.batch import finish, summary_line
from screening.cli.session import screening_session, warn
from screening.services.bundle import write_bundle
from screening.services.cluster_result import record_folder
from screening.services.party_groups import PartyBook

_FOLDER = click.Path(path_type=Path)


@click.group()
def cluster() -> None:
    """Take the lists in force to a Spark cluster, and its answers into the audit (docs/scale.md)."""


@cluster.command()
@click.argument("folder", metavar="FOLDER", type=_FOLDER)
def export(folder: Path) -> None:
    """Write the corpus in force as one file into FOLDER: index, policy, versions and party groups.

    The lists count as last checked when they were checked before: export again after each refresh.
    """
    with screening_session() as session:
        corpus, parties = session.corpora.current(), PartyBook(session.deps.database).current()
        file = write_bundle(corpus, parties, folder, at=session.deps.clock())
        warn((), session.reservations())
    click.echo(str(file))


@cluster.command()
@click.pass_context
@click.argument("result", metavar="OUT.unrecorded", type=_FOLDER)
def record(ctx: click.Context, result: Path) -> None:
    """Record what a job without a database has answered, and give it the name OUT.

    The same command continues where it was interrupted. Exit codes as of `screening batch`.
    """
    with screening_session() as session:
        summary = record_folder(session.deps, result, actor=session.actor)
        lists = session.reservations()
    warn(summary.warnings, lists)
    click.echo(summary_line(summary))
    ctx.exit(finish(summary, lists))
