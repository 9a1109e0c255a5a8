"""The database: opened once, read in snapshots, written in short transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session


class Database:
    """An opened database; safe to share between threads, and over a fork."""

    url: str

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and changes nothing."""
        raise RuntimeError("under construction")
        yield

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end and rolls back on an error.

        One writer at a time on SQLite: keep it under 100 ms, in chunks where there is more.
        Raises ``DatabaseFailure``: nothing of this session was kept.
        """
        raise RuntimeError("under construction")
        yield

    def close(self) -> None:
        """Give back all connections; safe to call twice."""
        raise RuntimeError("under construction")


def open_database(url: str) -> Database:
    """Connect to ``sqlite:///file`` (folder and file are made) or ``postgresql://…``.

    Raises ``DatabaseFailure`` where it cannot be opened. The schema is ``schema.ensure_schema``'s.
    """
    raise RuntimeError("under construction")
