"""``screening changes``: what waits for a second person where four eyes are demanded."""

from __future__ import annotations

from contextlib import closing

import click

from screening.cli.diff_text import print_diff
from screening.cli.session import command_line
from screening.cli.tables import print_table
from screening.config import Settings
from screening.services.deps import open_deps
from screening.services.four_eyes import answer_change, entries_of, read_changes
from screening.services.list_diff import with_fields

_BY = click.option("--by", required=True, metavar="NAME", help="Who answers for it; goes into the audit.")


@click.group()
def changes() -> None:
    """Show and approve what waits for a second person."""


@changes.command(name="list")
def list_changes() -> None:
    """Show all changes, the latest first."""
    with closing(open_deps(Settings())) as deps:
        found = read_changes(deps)
    print_table(
        ("id", "state", "kind", "subject", "asked by", "with", "reason"),
        [
            (
                one.id,
                one.state.value,
                one.kind.value,
                ", ".join(f"{name}={value}" for name, value in one.subject.items() if value is not None),
                one.requested_by,
                one.entered_by,
                one.reason,
            )
            for one in found
        ],
    )


@changes.command()
@click.argument("change_id", metavar="ID")
def show(change_id: str) -> None:
    """Show what the release of a version would change: each entry, with old and new values."""
    with closing(open_deps(Settings())) as deps:
        found = entries_of(deps, change_id)
        print_diff(found, with_fields(deps, found, found.changes, whole=True))


@changes.command()
@click.argument("change_id", metavar="ID")
@_BY
def approve(change_id: str, by: str) -> None:
    """Approve a change, which whoever asked then carries out by asking again."""
    _answer(change_id, by, approved=True)


@changes.command()
@click.argument("change_id", metavar="ID")
@_BY
@click.option("--reason", required=True, metavar="WORDS", help="Why it is not to be.")
def reject(change_id: str, by: str, reason: str) -> None:
    """Reject a change, with words."""
    _answer(change_id, by, approved=False, why=reason)


def _answer(change_id: str, by: str, *, approved: bool, why: str = "") -> None:
    account = command_line().name
    with closing(open_deps(Settings())) as deps:
        change = answer_change(deps, change_id, approved=approved, by=by, entered_by=account, why=why)
    click.echo(f"{change.id}: {change.state}")
