"""``screening subjects``: hand over who is monitored, and see what is known of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from screening.cli.errors import INCOMPLETE
from screening.cli.session import ScreeningSession, command_line, opened, screening_session
from screening.cli.tables import print_table
from screening.domain.errors import ListNotReady, MonitoringBusy, UsageError
from screening.domain.monitoring import ImportMode, SubjectImport, SubjectState
from screening.services.monitoring_answers import changes_of
from screening.services.rescreen import rescreen
from screening.services.subject_import import ImportOrder, answer_import, import_subjects, raise_if_held
from screening.services.subjects import SubjectBook
from screening.store.import_changes import changes_of_import
from screening.store.subject_imports import all_imports, get_import
from screening.store.subject_reading import SubjectFilter, count_subjects

_FAULTS_SHOWN = 20
_LIMIT = 100
_PORTFOLIO = click.option("--portfolio", metavar="ID", help="The business unit that they belong to.")
_REASON = click.option("--reason", required=True, help="Why; goes into the audit.")


@click.group()
def subjects() -> None:
    """Keep the subjects that are screened again when a list changes."""


@subjects.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--full", "mode", flag_value=ImportMode.FULL.value, help="FILE is the whole truth.")
@click.option("--changes", "mode", flag_value=ImportMode.CHANGES.value, help="FILE is what has changed.")
@_PORTFOLIO
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Read COLUMN as FIELD.")
@click.option("--encoding", metavar="E", help="Of a CSV that is not UTF-8, such as cp1252.")
@click.option("--sheet", metavar="NAME", help="Of a workbook with several filled sheets.")
@click.option("--no-rescreen", is_flag=True, help="Leave the screening to the next rescreening.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; default: one a processor.")
@click.pass_context
def import_(ctx: click.Context, /, mode: str | None, **asked: Any) -> None:
    """Take in FILE (CSV, workbook or JSON Lines), and screen who is new or has changed.

    With --full, who is missing from FILE is closed; a file that would close too many is held. Exit code 6:
    rows could not be taken, or hold values that could not be read.
    """
    if mode is None:
        raise UsageError(
            "say --full where FILE is the whole truth, or --changes where it is what has changed"
        )
    no_rescreen, workers = asked.pop("no_rescreen"), asked.pop("workers")
    asked["columns"] = _columns(asked["columns"])
    with screening_session() as session:
        made = import_subjects(session.deps, ImportOrder(mode=ImportMode(mode), **asked), by=command_line())
        _print_import(made)
        raise_if_held(made)
        if not no_rescreen:
            _screen(session, workers)
    ctx.exit(_exit_code(made))


@subjects.command()
@click.argument("import_id", metavar="IMPORT")
@_REASON
@click.pass_context
def release(ctx: click.Context, /, import_id: str, reason: str) -> None:
    """Apply the held file of IMPORT after all; whoever was changed since it was held stays as it is.

    Exit code 6 as of `import`.
    """
    with screening_session() as session:
        made = answer_import(session.deps, import_id, release=True, text=reason, by=command_line())
        _print_import(made)
        _screen(session, None)
    ctx.exit(_exit_code(made))


@subjects.command()
@click.argument("import_id", metavar="IMPORT")
@_REASON
def discard(import_id: str, reason: str) -> None:
    """Throw the held file of IMPORT away."""
    with opened() as deps:
        answer_import(deps, import_id, release=False, text=reason, by=command_line())
    click.echo(f"import {import_id} is discarded; nothing was changed")


@subjects.command()
def imports() -> None:
    """Show the files that were taken in or held, the last one first."""
    with opened() as deps, deps.database.reading() as session:
        found = all_imports(session)
    columns = (
        *("import", "at", "file", "mode", "state", "rows", "added", "changed", "closed", "invalid"),
        "held for, or answer",
    )
    print_table(
        columns,
        [
            (one.id, f"{one.at:%Y-%m-%d %H:%M}", one.file_name, one.mode, one.state,
             *(f"{getattr(one, name):,}" for name in columns[5:-1]), one.answer or one.held_reason)
            for one in found
        ],
    )  # fmt: skip


@subjects.command()
@click.argument("import_id", metavar="IMPORT")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, with the old and the new values.")
def changes(import_id: str, as_json: bool) -> None:
    """Show what the file of IMPORT changed: whose, and in which fields."""
    with opened() as deps, deps.database.reading() as session:
        get_import(session, import_id)
        for one in changes_of_import(session, import_id):
            fields = changes_of(*one)
            entry = one.after.entry
            if as_json:
                told = {
                    "reference": entry.reference,
                    "portfolio": entry.portfolio,
                    "revision": one.after.number,
                }
                click.echo(json.dumps({**told, "is_new": one.before is None, "fields": fields}))
            else:
                what = "new" if one.before is None else one.after.state
                click.echo(f"{entry.reference} ({what}): {', '.join(fields)}")


@subjects.command("list")
@_PORTFOLIO
@click.option("--state", type=click.Choice([one.value for one in SubjectState]))
@click.option("--branch")
@click.option("--risk-class")
@click.option("--after", type=int, default=0, metavar="ID", help="Those behind the last one shown.")
def list_(portfolio: str | None, state: str | None, **wanted: Any) -> None:
    """Show subjects, 100 at a time, and how many there are."""
    chosen = SubjectFilter(portfolio=portfolio, state=SubjectState(state) if state else None, **wanted)
    with screening_session() as session:
        found = SubjectBook(session.deps, session.corpora).page(chosen, _LIMIT, by=command_line())
        with session.deps.database.reading() as reading:
            counts = count_subjects(reading)
    rows = [
        (str(one.id), one.entry.reference, one.entry.subject.name, one.entry.portfolio or "", one.state,
         f"{one.screened_at:%Y-%m-%d %H:%M}" if one.screened_at
         else "waits" if one.state is SubjectState.ACTIVE else "")
        for one in found
    ]  # fmt: skip
    print_table(("id", "reference", "name", "portfolio", "state", "screened"), rows)
    click.echo(", ".join(f"{count:,} {state}" for state, count in counts.items()))


@subjects.command()
@click.argument("reference")
@_PORTFOLIO
def show(reference: str, portfolio: str | None) -> None:
    """Show what is known of the subject REFERENCE, and what it was before."""
    with screening_session() as session:
        file = SubjectBook(session.deps, session.corpora).read(reference, portfolio, by=command_line())
    subject = file.subject
    click.echo(f"{subject.entry.reference}: {subject.entry.subject.name} ({subject.state})")
    for unread in subject.entry.unread:
        click.echo(f"  not understood, and not screened: {unread}")
    for hit in file.hits:
        click.echo(f"  hit on {hit.member}, score {hit.score / 10_000:.4f}")
    if subject.state is SubjectState.ACTIVE and subject.screened_at is None:
        click.echo("  not screened yet: the next rescreening does")
    for one, before in zip(file.history, (*file.history[1:], None), strict=True):
        how = f", import {one.import_id}" if one.import_id else ""
        what = ", ".join(changes_of(one, before)) if before else "new"
        click.echo(f"  {one.at:%Y-%m-%d %H:%M} {one.state} {one.entry.subject.name} by {one.by}{how}: {what}")


def _move(state: SubjectState, summary: str, done: str) -> Callable[..., None]:
    @click.argument("reference")
    @_PORTFOLIO
    def move(reference: str, portfolio: str | None) -> None:
        with screening_session() as session:
            book = SubjectBook(session.deps, session.corpora)
            book.move(reference, portfolio, state, by=command_line())
        click.echo(f"{reference} is {done}")

    move.__doc__ = summary
    return move


subjects.command("pause")(
    _move(SubjectState.PAUSED, "Screen the subject REFERENCE no more for now.", "paused")
)
subjects.command("resume")(
    _move(SubjectState.ACTIVE, "Screen the subject REFERENCE again.", "screened again")
)
subjects.command("remove")(_move(SubjectState.REMOVED, "Monitor the subject REFERENCE no longer.", "removed"))


def _screen(session: ScreeningSession, workers: int | None) -> None:
    try:
        found = rescreen(session.deps, session.corpora, workers=workers, wait=60.0)
    except (ListNotReady, MonitoringBusy) as error:
        raise type(error)(f"the subjects are kept and wait to be screened: {error}") from None
    for run in found.runs:
        click.echo(
            f"rescreening {run.id} ({run.cause}): {run.subjects:,} subjects, {run.new_hits:,} new hits, "
            f"{run.alerts:,} alerts"
        )


def _print_import(made: SubjectImport) -> None:
    for fault in made.faults[:_FAULTS_SHOWN]:
        click.echo(f"Warning: row {fault.row_number}: {fault.reason}", err=True)
    if made.invalid > _FAULTS_SHOWN:
        click.echo(f"Warning: {made.invalid - _FAULTS_SHOWN:,} more rows could not be taken", err=True)
    if made.unread:
        click.echo(
            f"Warning: {made.unread:,} rows that were taken hold values that could not be read and are not "
            "screened: their answers say `incomplete`, and `screening subjects show` names them",
            err=True,
        )
    if made.kept:
        click.echo(
            f"Warning: {made.kept:,} subjects stay as they are: missing from the file, in which rows have no "
            "id, or changed after it was held",
            err=True,
        )
    counts = ", ".join(
        f"{getattr(made, name):,} {name}" for name in ("added", "changed", "unchanged", "closed", "invalid")
    )
    click.echo(f"import {made.id} {made.state}: {made.rows:,} rows, {counts}")


def _exit_code(made: SubjectImport) -> int:
    return INCOMPLETE if made.invalid or made.unread else 0


def _columns(choices: tuple[str, ...]) -> dict[str, str]:
    pairs = [choice.partition("=") for choice in choices]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise UsageError(f"--map {wrong[0]}: FIELD=COLUMN was expected")
    return {name.strip(): column for name, _, column in pairs}
