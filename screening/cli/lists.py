"""``screening lists``: what is loaded, loading more, history and releases."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from screening.cli.diff_text import print_diff
from screening.cli.entry_text import print_entry
from screening.cli.errors import INCOMPLETE, exit_code_of, sentence_of, worst_of
from screening.cli.list_rows import (
    STATE_HEADERS,
    VERSION_HEADERS,
    state_row,
    version_row,
)
from screening.cli.load_text import print_report
from screening.cli.party_groups import DECISIONS, groups
from screening.cli.session import command_line, opened
from screening.cli.tables import print_table
from screening.config import Settings
from screening.domain.errors import DatabaseFailure, ListNotReady, ScreeningError
from screening.services.answers import list_state_to_dict
from screening.services.catalogue import Catalogue, ListState
from screening.services.deps import Deps, open_deps
from screening.services.diff_answers import diff_to_dict
from screening.services.entry_answers import entry_to_dict
from screening.services.four_eyes import Request
from screening.services.four_eyes import release as release_with_approval
from screening.services.list_diff import diff_versions, with_fields
from screening.services.list_history import dismiss_version
from screening.services.provenance import Moment
from screening.services.refresh import load_list, refresh_list, refreshable_lists


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def lists(ctx: click.Context, as_json: bool) -> None:
    """Show the lists: version in force, how fresh it is, what waits for a person."""
    if ctx.invoked_subcommand:
        return
    with closing(open_deps(Settings())) as deps:
        states = Catalogue(deps).lists()
    if as_json:
        click.echo(json.dumps([list_state_to_dict(state) for state in states], indent=2))
    else:
        print_table(STATE_HEADERS, [state_row(state) for state in states])
    is_incomplete = any(state.stale or state.held for state in states)
    is_missing = any(state.is_missing for state in states)
    ctx.exit(worst_of([INCOMPLETE * is_incomplete, exit_code_of(ListNotReady()) * is_missing]))


@lists.command()
@click.argument("list_id")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="When it was published, where the file does not say.",
)
@click.option("--partial", is_flag=True, help="The set is known to be incomplete.")
def load(list_id: str, files: tuple[Path, ...], published: datetime | None, partial: bool) -> None:
    """Load a list from FILES: one or several, a folder or a zip; plain, .gz, .xz or .zip."""
    published_on = published.date() if published else None
    with opened() as deps:
        print_report(load_list(deps, list_id, files, published_on=published_on, partial=partial))


@lists.command()
@click.argument("list_ids", metavar="[LIST_ID]...", nargs=-1)
@click.pass_context
def refresh(ctx: click.Context, list_ids: tuple[str, ...]) -> None:
    """Fetch lists from their authorities (all, or those named) and load them.

    Where one fails, the others are still refreshed and its old version stays in force.
    """
    with opened() as deps:
        chosen = list_ids or refreshable_lists(deps)
        ctx.exit(worst_of([_refresh(deps, list_id) for list_id in chosen]))


@lists.command()
@click.argument("list_id")
def versions(list_id: str) -> None:
    """Show all versions of a list that are held here, the latest published first."""
    with closing(open_deps(Settings())) as deps:
        catalogue = Catalogue(deps)
        found, proofs = catalogue.versions(list_id), catalogue.proofs(list_id)
    print_table(VERSION_HEADERS, [version_row(one, proofs.get(one.reading)) for one in found])


@lists.command()
@click.argument("list_id")
@click.argument("old")
@click.argument("new")
@click.option("--fields", is_flag=True, help="Show of the amended which fields differ, and how.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diff(list_id: str, old: str, new: str, fields: bool, as_json: bool) -> None:
    """Show what changed from version OLD to version NEW.

    A version may name one of its readings (2024-05-07.79bf2d15@1), where a later release of this
    program read the same file differently.
    """
    with closing(open_deps(Settings())) as deps:
        found = diff_versions(deps, list_id, old, new)
        changes = with_fields(deps, found, found.changes) if fields or as_json else found.changes
    if as_json:
        click.echo(json.dumps(diff_to_dict(found, changes), indent=2, ensure_ascii=False))
    else:
        print_diff(found, changes)


@lists.command()
@click.argument("list_id")
@click.argument("authority_ref")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="As published by that day.")
@click.option("--version", metavar="VERSION", help="As in that version.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(
    list_id: str, authority_ref: str, as_of: datetime | None, version: str | None, as_json: bool
) -> None:
    """Show an entry with the published record that it was read from."""
    at = Moment(as_of=as_of.date() if as_of else None, version=version)
    with closing(open_deps(Settings())) as deps:
        catalogue = Catalogue(deps)
        entry = catalogue.entry(list_id, authority_ref, at=at)
        stale = catalogue.is_stale(entry.version)
    if as_json:
        click.echo(json.dumps(entry_to_dict(entry, stale=stale), indent=2, ensure_ascii=False))
    else:
        print_entry(entry)


@lists.command()
@click.argument("list_id")
@click.argument("version")
@click.option("--reason", required=True, help="Why it may be put in force; goes into the audit.")
@click.option("--by", required=True, metavar="NAME", help="Who answers for it; goes into the audit.")
def release(list_id: str, version: str, reason: str, by: str) -> None:
    """Put a held VERSION in force, or go back to an earlier one.

    Where four eyes are demanded it waits for a second person (exit code 4); ask again once it is
    approved.
    """
    request = Request(reason=reason, by=by, entered_by=command_line().name)
    with opened() as deps:
        released = release_with_approval(deps, list_id, version, request)
    click.echo(f"{released.list_id} {released.version}: in force")


@lists.command()
@click.argument("list_id")
@click.argument("version")
@click.option("--reason", required=True, help="Why it will not be put in force; goes into the audit.")
@click.option("--by", required=True, metavar="NAME", help="Who answers for it; goes into the audit.")
def dismiss(list_id: str, version: str, reason: str, by: str) -> None:
    """Say of a held VERSION that it will not be put in force: it stays held and waits for nobody."""
    with opened() as deps:
        dismiss_version(deps, list_id, version, Request(reason=reason, by=by, entered_by=command_line().name))
    click.echo(f"{list_id} {version}: dismissed")


for _command in (groups, *DECISIONS):
    lists.add_command(_command)


def _refresh(deps: Deps, list_id: str) -> int:
    """Refresh one list; its exit code, what went wrong printed."""
    try:
        print_report(refresh_list(deps, list_id))
    except DatabaseFailure:
        raise
    except ScreeningError as error:
        state = next((s for s in Catalogue(deps).lists() if s.source.list_id == list_id), None)
        click.echo(f"Error: {list_id}: {sentence_of(error)}{_still_there(state)}", err=True)
        return exit_code_of(error if state is None or state.in_force else ListNotReady())
    return 0


def _still_there(state: ListState | None) -> str:
    if state is None:
        return ""
    if state.in_force is None:
        return " (no version is in force)"
    what = "the sample" if state.is_sample else state.in_force.version
    return f" ({what} stays in force)"
