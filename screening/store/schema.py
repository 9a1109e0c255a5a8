"""The schema: brought up to date, told, copied to safety and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, func, select

from screening.domain.errors import DatabaseFailure
from screening.resources import migrations_dir
from screening.store.backups import backup, restore
from screening.store.database import Database, lock_file
from screening.store.engines import BEGIN, make_engine
from screening.store.failures import telling_failures
from screening.store.locks import file_lock

__all__ = ["backup", "current", "ensure_schema", "head", "migrating", "restore", "upgrade"]

_MIGRATION_LOCK = 0x5C4EE_12_06
"""PostgreSQL's advisory lock that processes which migrate take turns at."""


def head() -> str:
    """The schema that this release works with: the id of its last migration."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise DatabaseFailure(f"there are no migrations in {migrations_dir()}")
    return found


def current(database: Database) -> str | None:
    """The schema that the database has; None where it is empty."""
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def upgrade(database: Database) -> None:
    """Migrate to ``head()``; several processes may try at once, one does it.

    Raises ``DatabaseFailure``: where it fails, the schema stays as it was.
    """
    with _turn(database), migrating(database) as config:
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise DatabaseFailure(_of_another_release(database)) from error


def ensure_schema(database: Database) -> None:
    """SQLite: migrate on first use. A server database: ``DatabaseFailure`` where not at head."""
    found = current(database)
    if found == head():
        return
    if found and not _is_known(found):
        raise DatabaseFailure(_of_another_release(database))
    if database.file is None:
        raise DatabaseFailure(
            f"the database {database.name} has not the schema of this release: run `screening db upgrade`"
        )
    upgrade(database)


@contextmanager
def migrating(database: Database) -> Iterator[Config]:
    """Alembic's configuration with a connection in a transaction of its own, committed at the end."""
    engine = make_engine(database.address, foreign_keys=False)
    try:
        with (
            telling_failures(database.name),
            engine.execution_options(**{BEGIN: "IMMEDIATE"}).begin() as connection,
        ):
            _wait_for_others(connection)
            yield _config(connection)
            _check_foreign_keys(connection)
    finally:
        engine.dispose()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _turn(database: Database) -> Iterator[None]:
    if database.file is None:
        yield
        return
    with file_lock(lock_file(database)):
        yield


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise DatabaseFailure(f"the migration would leave rows of {broken[0]} without their owner")


def _is_known(revision: str) -> bool:
    scripts = ScriptDirectory.from_config(_config())
    return any(script.revision == revision for script in scripts.walk_revisions())


def _of_another_release(database: Database) -> str:
    return f"the database {database.name} was made by a newer release: it has schema {current(database)}"
