"""The schema is brought up to date once, whole, by whoever comes first."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, text

from screening.domain.errors import DatabaseFailure
from screening.store import schema
from screening.store.database import Database, open_database
from tests.store.chain import verified
from tests.store.examples import make_designation, make_version, store
from tests.store.processes import kill_while, run_together


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    yield opened
    opened.close()


@pytest.fixture
def empty_server(postgres_url: str) -> Iterator[Database]:
    opened = open_database(postgres_url)
    yield opened
    with opened.writing() as session:
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    opened.close()


def _tables(database: Database) -> set[str]:
    with database.reading() as session:
        return set(inspect(session.connection()).get_table_names())


def test_models_and_migrations_say_the_same(database: Database) -> None:
    with schema.migrating(database) as config:
        config.stdout = io.StringIO()
        command.check(config)


def test_all_migrations_can_be_undone_and_done_again(database: Database) -> None:
    store(database, make_version(), [make_designation("1"), make_designation("2")])
    before = _tables(database)
    with schema.migrating(database) as config:
        command.downgrade(config, "base")
    assert _tables(database) == {"alembic_version"}
    assert schema.current(database) is None
    schema.upgrade(database)
    assert _tables(database) == before
    with database.reading() as session:
        assert verified(session) == 0


def test_sqlite_is_migrated_on_first_use(empty: Database) -> None:
    assert schema.current(empty) is None
    schema.ensure_schema(empty)
    assert schema.current(empty) == schema.head()
    schema.ensure_schema(empty)


def test_a_server_database_is_migrated_by_command_only(empty_server: Database) -> None:
    with pytest.raises(DatabaseFailure, match="screening db upgrade"):
        schema.ensure_schema(empty_server)
    assert _tables(empty_server) == set()
    schema.upgrade(empty_server)
    schema.ensure_schema(empty_server)


def test_two_processes_on_first_use_make_one_schema(empty: Database) -> None:
    run_together("migrate", empty.url, 2)
    assert schema.current(empty) == schema.head()


def test_two_processes_that_open_a_new_file_do_not_trip_over_each_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/screening.db"
    run_together("open_and_migrate", url, 2)
    database = open_database(url)
    assert schema.current(database) == schema.head()
    database.close()


def test_two_upgrades_of_a_server_at_once_make_one_schema(empty_server: Database) -> None:
    run_together("upgrade", empty_server.url, 2)
    assert schema.current(empty_server) == schema.head()


def test_a_migration_that_is_killed_leaves_nothing(empty: Database) -> None:
    kill_while("hold_migrate", empty.url)
    assert _tables(empty) == set()
    schema.ensure_schema(empty)
    assert schema.current(empty) == schema.head()


def test_a_database_of_a_newer_release_is_left_alone(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (schema.ensure_schema, schema.upgrade):
        with pytest.raises(DatabaseFailure, match="newer release: it has schema 9999"):
            attempt(database)
