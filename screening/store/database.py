"""The database: opened once, read in snapshots, written in short transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from screening.domain.audit import AuditHead
from screening.domain.errors import DatabaseFailure
from screening.store.engines import BEGIN, by_statement, make_engine, use_wal
from screening.store.failures import telling_failures
from screening.store.locks import file_lock

KEEPER, HEAD = "audit_keeper", "audit_head"
"""What a session is told of the audit, and what a writing one tells: the head that it has written."""

_DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class Keeper(Protocol):
    """The audit's secrets, as far as the database knows them (``audit_keeper.AuditKeeper``)."""

    def note(self, head: AuditHead) -> None:
        """Remember a head that was committed."""


class Database:
    """An opened database; safe to share between threads, and over a fork."""

    def __init__(self, url: str) -> None:
        """``open_database`` is the way in."""
        self.address = _address(url)
        self.url = self.address.render_as_string(hide_password=False)
        self.name = self.address.render_as_string(hide_password=True)
        self.engine = make_engine(self.address)
        self.keeper: Keeper | None = None
        """What audit records are made with; without it none can be (``audit_keeper.open_keeper``)."""
        self._reader = _snapshots(self.engine)
        self._glancer = by_statement(self.engine)
        self._writer = self.engine.execution_options(**{BEGIN: "IMMEDIATE"})

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for a server."""
        return Path(self.address.database or "") if self.engine.dialect.name == "sqlite" else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and changes nothing."""
        with telling_failures(self.name), Session(self._reader, info={KEEPER: self.keeper}) as session:
            yield session

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """A connection for one statement that reads: cheaper than ``reading``, where every request asks."""
        with telling_failures(self.name), self._glancer.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end and rolls back on an error.

        One writer at a time on SQLite: keep it under 100 ms, in chunks where there is more.
        Raises ``DatabaseFailure``: nothing of this session was kept.
        """
        with telling_failures(self.name), Session(self._writer, info={KEEPER: self.keeper}) as session:
            with session.begin():
                session.connection()
                yield session
            if self.keeper and HEAD in session.info:
                self.keeper.note(session.info[HEAD])

    def close(self) -> None:
        """Give back all connections; safe to call twice."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Connect to ``sqlite:///file`` (folder and file are made) or ``postgresql://…``.

    Raises ``DatabaseFailure`` where it cannot be opened. The schema is ``schema.ensure_schema``'s.
    """
    try:
        database = Database(url)
    except ModuleNotFoundError as error:
        raise DatabaseFailure(
            f"the driver {error.name} is not installed: `pip install 'screening[postgres]'`"
        ) from error
    _prepare(database)
    return database


def lock_file(database: Database) -> Path:
    """What processes that prepare or migrate a SQLite database take turns at."""
    file = database.file or Path()
    return file.with_name(f"{file.name}.lock")


def _prepare(database: Database) -> None:
    if database.file is None:
        with database.reading() as session:
            session.connection()
        return
    try:
        database.file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseFailure(f"the folder of {database.name} cannot be made: {error.strerror}") from error
    with telling_failures(database.name), file_lock(lock_file(database)):
        use_wal(database.engine)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise DatabaseFailure(
            "the address of the database is not understood: sqlite:///… or postgresql://…"
        ) from error
    driver = _DRIVERS.get(address.drivername)
    if driver is None:
        raise DatabaseFailure(f"{address.drivername} is not supported: the database is SQLite or PostgreSQL")
    if driver == "sqlite" and address.database in (None, "", ":memory:"):
        raise DatabaseFailure("a SQLite database needs a file: sqlite:///path/to/screening.db")
    return address.set(drivername=driver)


def _snapshots(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
