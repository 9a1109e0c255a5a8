"""What tests run in a process of its own: ``worker.py JOB URL``, one line out when it is ready.

It then waits for a line, so that a test decides when several begin, or kills it where it stands.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from alembic import command

from screening.store import audit, schema
from screening.store.database import Database, lock_file, open_database
from screening.store.lists import Activation, add_version
from screening.store.locks import file_lock
from tests.store.chain import keep
from tests.store.examples import NOON, make_designation, make_version, manifest_of, stage, store

APPENDS = 50


def wait() -> None:
    """Say that we are here, and go on when told."""
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()


def migrate(database: Database) -> None:
    """Bring the schema up to date."""
    wait()
    schema.ensure_schema(database)


def upgrade(database: Database) -> None:
    """Bring the schema of a server up to date."""
    wait()
    schema.upgrade(database)


def hold_migrate(database: Database) -> None:
    """Stop with all tables made and not committed."""
    with schema.migrating(database) as config:
        command.upgrade(config, "head")
        wait()


def append(database: Database) -> None:
    """Write audit records, one to a transaction."""
    keep(database)
    wait()
    for number in range(APPENDS):
        with database.writing() as session:
            audit.append(session, at=NOON, actor="worker", kind="test", payload={"number": number})


def hold_append(database: Database) -> None:
    """Stop with an audit record written and not committed."""
    keep(database)
    with database.writing() as session:
        audit.append(session, at=NOON, actor="worker", kind="test", payload={"number": 0})
        wait()


def hold_staged(database: Database) -> None:
    """Stop with a version staged in part: all states, half of the manifest."""
    designations = [make_designation(str(number)) for number in range(10)]
    stage(database, make_version(count=10), designations)
    wait()


def hold_add(database: Database) -> None:
    """Stop with a version in force and not committed."""
    designations = [make_designation(str(number)) for number in range(10)]
    version = make_version(count=10)
    stage(database, version, designations)
    with database.writing() as session:
        add_version(
            session,
            version,
            manifest=manifest_of(designations),
            raw_files=(),
            report={},
            activation=Activation(at=NOON, actor="worker"),
        )
        wait()


def load(database: Database) -> None:
    """Load a list from end to end."""
    wait()
    designations = [make_designation(str(number)) for number in range(300)]
    store(database, make_version(count=300), designations)


def fork(database: Database) -> None:
    """Write in a child that inherited open connections, and then in the parent."""
    keep(database)
    wait()
    _append_one(database)
    child = os.fork()
    _append_one(database)
    if child == 0:
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def _append_one(database: Database) -> None:
    with database.writing() as session:
        audit.append(session, at=NOON, actor="worker", kind="test", payload={})


def ensure(database: Database) -> None:
    """Bring the schema up to date at once."""
    schema.ensure_schema(database)


def hold_lock(database: Database) -> None:
    """Stop with the database's own lock held."""
    with file_lock(lock_file(database)):
        wait()


JOBS: dict[str, Callable[[Database], None]] = {
    job.__name__: job
    for job in (
        migrate,
        upgrade,
        hold_migrate,
        append,
        hold_append,
        hold_staged,
        hold_add,
        load,
        fork,
        ensure,
        hold_lock,
    )
}

if __name__ == "__main__":
    if sys.argv[1] == "open_and_migrate":
        wait()
        sys.argv[1] = "ensure"
    opened = open_database(sys.argv[2])
    JOBS[sys.argv[1]](opened)
    opened.close()
