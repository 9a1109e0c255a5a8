"""Would a backup lose audit records of the database that it replaces?"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from screening.store.engines import BUSY_SECONDS

_AUDIT_TABLE = "SELECT count(*) FROM sqlite_master WHERE name = 'audit_record'"
_HEAD = "SELECT count(*), coalesce(max(seq), 0) FROM audit_record"
_HASH = "SELECT hash FROM audit_record WHERE seq = ?"


@dataclass(frozen=True, slots=True)
class ChainHead:
    """How many audit records a file holds, and the number of the last."""

    records: int
    seq: int

    def __str__(self) -> str:
        """As an operator reads it."""
        return f"{self.records} records, last {self.seq}"


@dataclass(frozen=True, slots=True)
class Heads:
    """The chain of the database and that of the backup; ``database`` is None where it is unreadable."""

    database: ChainHead | None
    backup: ChainHead
    would_lose: bool
    """The database's chain is no beginning of the backup's, or cannot be read."""

    def __str__(self) -> str:
        """Both heads, as an operator reads them."""
        return f"database {self.database or 'unreadable'}; backup {self.backup}"


def compare_chains(database: Path, backup: Path) -> Heads:
    """The heads of two SQLite files, of which ``backup`` was checked and ``database`` may be spoilt.

    Whether a record is the same is told by its hash, which covers all records before it.
    """
    kept = _head(backup)
    try:
        found = _head(database)
        is_kept = found.records <= kept.records and _hash(database, found.seq) == _hash(backup, found.seq)
    except sqlite3.DatabaseError:
        return Heads(None, kept, would_lose=True)
    return Heads(found, kept, would_lose=not is_kept)


def _head(file: Path) -> ChainHead:
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS)) as connection:
        (has_chain,) = connection.execute(_AUDIT_TABLE).fetchone()
        return ChainHead(*connection.execute(_HEAD).fetchone()) if has_chain else ChainHead(0, 0)


def _hash(file: Path, seq: int) -> str | None:
    """The hash of a record; None for the start of the chain, or where there is no such record."""
    if not seq:
        return None
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS)) as connection:
        row = connection.execute(_HASH, (seq,)).fetchone()
    return row[0] if row else None
