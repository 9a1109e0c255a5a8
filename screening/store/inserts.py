"""Inserts that may meet a row that is there already, on both back ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from screening.store.tables import Table

_INSERT: Mapping[str, Callable[[Any], Any]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def insert_missing(session: Session, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose keys are not taken; the others stay as they are."""
    if rows:
        session.flush()
        session.connection().execute(_insert(session, table).on_conflict_do_nothing(), list(rows))


def insert_or_replace(
    session: Session, table: type[Table], rows: Sequence[Mapping[str, Any]], *, key: Sequence[str]
) -> None:
    """Insert rows; where ``key`` is taken, the new values replace the old ones."""
    if not rows:
        return
    statement = _insert(session, table)
    values = {name: statement.excluded[name] for name in rows[0] if name not in key}
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values), list(rows))


def take_turns(session: Session, subject: str) -> None:
    """Until the commit, no other writer passes here with the same ``subject``. SQLite's writers
    take turns by themselves."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(subject, 0))))


def _insert(session: Session, table: type[Table]) -> Any:
    return _INSERT[session.get_bind().dialect.name](table.metadata.tables[table.__tablename__])
