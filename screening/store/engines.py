"""How connections are made: SQLite's settings, its transactions, and what a fork must not share."""

from __future__ import annotations

import os
from typing import Any
from weakref import ref

from sqlalchemy import URL, Connection, Engine, create_engine, event

BEGIN = "screening_begin"
"""Execution option: which BEGIN a SQLite transaction starts with (default ``DEFERRED``); empty for
none, where each statement stands by itself."""

BUSY_SECONDS = 30
"""How long a writer of SQLite waits for the others before it gives up, unless the address says
otherwise (``?timeout=5``)."""

_SQLITE_PRAGMAS = ("PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL")


def make_engine(address: URL, *, foreign_keys: bool = True) -> Engine:
    """An engine that connects on first use. ``foreign_keys`` False is for migrations of SQLite,
    which make tables anew and would otherwise take their dependants with them."""
    if address.get_backend_name() != "sqlite":
        engine = create_engine(address, pool_pre_ping=True)
        _part_at_fork(engine)
        return engine
    patience = {"timeout": str(BUSY_SECONDS), **address.query}
    engine = create_engine(address.set(query=patience))
    event.listen(engine, "connect", _configure if foreign_keys else _configure_for_migration)
    event.listen(engine, "begin", _begin)
    _part_at_fork(engine)
    return engine


def by_statement(engine: Engine) -> Engine:
    """The engine, without transactions: each statement is one, and nothing is asked around it."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{BEGIN: ""})
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def use_wal(engine: Engine) -> None:
    """Put a SQLite file into WAL mode, which it then keeps. Processes must take turns at this."""
    connection = engine.raw_connection()
    try:
        mode = connection.cursor().execute("PRAGMA journal_mode").fetchone()
        if mode != ("wal",):
            connection.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _configure(connection: Any, _: Any) -> None:
    # The driver's own idea of when a transaction begins would make writers start as readers.
    connection.isolation_level = None
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(pragma)


def _configure_for_migration(connection: Any, record: Any) -> None:
    _configure(connection, record)
    connection.execute("PRAGMA foreign_keys = OFF")


def _begin(connection: Connection) -> None:
    if how := connection.get_execution_options().get(BEGIN, "DEFERRED"):
        connection.exec_driver_sql(f"BEGIN {how}")


def _part_at_fork(engine: Engine) -> None:
    """A connection that a forked child inherits stays its parent's: the child makes its own.

    Not at checkout: a pre-ping comes before it, and would already speak on the parent's socket.
    """
    parted = ref(engine)

    def leave_to_the_parent() -> None:
        if (inherited := parted()) is not None:
            inherited.dispose(close=False)

    os.register_at_fork(after_in_child=leave_to_the_parent)
