"""Counters of how often something was done, shared by all processes on one database.

They are worth no waiting for the disk: on PostgreSQL their commits are not synchronous, on SQLite
they are in a file of their own beside the database, so that they never wait for its writers.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Engine, event, text

from screening.store.database import Database, lock_file
from screening.store.engines import by_statement, make_engine, use_wal
from screening.store.failures import telling_failures
from screening.store.locks import file_lock
from screening.store.tables_access import RateWindowRow

_ADD = """
    INSERT INTO rate_window (key, count, ends_at) {values}
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN rate_window.ends_at <= :now THEN :amount ELSE rate_window.count + :amount END,
        ends_at = CASE WHEN rate_window.ends_at <= :now THEN :ends_at ELSE rate_window.ends_at END
    RETURNING count, ends_at
"""
"""Text, for it is run with every request: to put it together each time takes longer than to run it."""

_AT_ONCE = """
    SELECT :key, :amount, :ends_at FROM (SELECT set_config('synchronous_commit', 'off', true)) AS setting
    WHERE true
"""
_ADD_SQLITE = text(_ADD.format(values="VALUES (:key, :amount, :ends_at)"))
_ADD_SERVER = text(_ADD.format(values=_AT_ONCE))
"""No count waits for the disk of a server, either."""

_FORGET = text("DELETE FROM rate_window WHERE ends_at <= :now")


class Counters:
    """Windows of time and how often was counted in them. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        """Counts beside ``database``; opened at the first count."""
        self._database = database
        self._opened: Engine | None = None
        self._opening = Lock()

    def add(self, key: str, amount: int, *, seconds: float, now: float) -> tuple[int, float]:
        """Count ``amount`` under ``key``: how many there are now in its window, and when it ends.

        A window begins with the first and lasts ``seconds``; ``now`` in seconds since 1970. Where a
        new one begins, those that are over are forgotten.
        """
        values = {"key": key, "amount": amount, "now": now, "ends_at": now + seconds}
        add = _ADD_SERVER if self._database.file is None else _ADD_SQLITE
        with telling_failures(self._database.name), self._engine().connect() as connection:
            count, ends_at = connection.execute(add, values).one()
            if count == amount:
                connection.execute(_FORGET, {"now": now})
        return count, ends_at

    def close(self) -> None:
        """Give back the connections; safe to call twice."""
        if self._opened is not None:
            self._opened.dispose()

    def _engine(self) -> Engine:
        with self._opening:
            if self._opened is None:
                file, engine = self._database.file, self._database.engine
                self._opened = by_statement(engine if file is None else _open_beside(self._database, file))
            return self._opened


def _open_beside(database: Database, file: Path) -> Engine:
    engine = make_engine(database.address.set(database=f"{file}.counters"))
    event.listen(engine, "connect", _relax)
    with telling_failures(database.name), file_lock(lock_file(database)):
        use_wal(engine)
        RateWindowRow.metadata.create_all(engine, tables=[RateWindowRow.metadata.tables["rate_window"]])
    return engine


def _relax(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous = NORMAL")
