"""``screening db``: the schema, and safe copies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from screening.cli.session import command_line
from screening.config import Settings
from screening.services.audit_seal import accept_restore
from screening.services.deps import open_deps
from screening.store import schema
from screening.store.database import Database, open_database


@click.group()
def db() -> None:
    """Migrate, back up and restore the database."""


@db.command()
def upgrade() -> None:
    """Bring the schema to that of this release."""
    with _opened() as database:
        schema.upgrade(database)
        click.echo(f"schema {schema.current(database)}")


@db.command()
def current() -> None:
    """Show the schema of the database and that of this release."""
    with _opened() as database:
        click.echo(f"schema {schema.current(database) or 'none'}, this release {schema.head()}")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the database to FILE, which must not exist; it may be in use."""
    with _opened() as database:
        schema.backup(database, file)
    click.echo(f"backed up to {file}")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--discard-newer-records", is_flag=True, help="Even where audit records are lost that FILE has not."
)
def restore(file: Path, discard_newer_records: bool) -> None:
    """Replace what the database holds by the backup in FILE.

    Refused where the database has audit records that FILE does not hold.
    """
    with _opened() as database:
        heads = schema.restore(database, file, discard_newer=discard_newer_records)
    if heads.would_lose:
        with closing(open_deps(Settings())) as deps:
            accept_restore(
                deps, reason=f"restored from {file}, --discard-newer-records", by=command_line().name
            )
    click.echo(f"restored from {file}; before: {heads}")


@contextmanager
def _opened() -> Iterator[Database]:
    with closing(open_database(Settings().database_url)) as database:
        yield database
