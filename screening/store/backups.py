"""A SQLite database copied to safety while it is in use, and brought back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from screening.domain.errors import DatabaseFailure, UsageError
from screening.store.backup_chains import Heads, compare_chains
from screening.store.database import Database, lock_file
from screening.store.engines import BUSY_SECONDS
from screening.store.failures import telling_failures
from screening.store.locks import file_lock

_PAGES = 1_000
"""Pages that are copied at a time, between which others may write."""


def backup(database: Database, file: Path) -> None:
    """A checked copy of a SQLite database in use, at ``file``, which must not exist.

    Raises ``DatabaseFailure``; what it began is then taken away again.
    """
    source = _sqlite_file(database, "pg_dump")
    partial = file.with_name(f"{file.name}.partial")
    if file.exists():
        raise DatabaseFailure(f"the backup {file} is there already")
    try:
        with telling_failures(str(partial)):
            _copy(source, partial)
        _check(partial)
        partial.replace(file)
    except OSError as error:
        raise DatabaseFailure(f"the backup {file} cannot be written: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)


def restore(database: Database, file: Path, *, discard_newer: bool = False) -> Heads:
    """Replace what a SQLite database holds by a backup, which is checked first; both chains' heads.

    Other processes may have it open; they see the old state or the new one. The schema is brought
    up to date by ``ensure_schema`` afterwards. Raises ``UsageError`` where that would lose audit
    records that the backup does not hold, or where the database cannot be read so as to tell,
    unless ``discard_newer``; ``DatabaseFailure`` where the backup cannot be trusted.
    """
    target = _sqlite_file(database, "pg_restore")
    if not file.is_file():
        raise DatabaseFailure(f"there is no backup {file}")
    _check(file)
    database.close()
    with file_lock(lock_file(database)), telling_failures(database.name):
        heads = compare_chains(target, file)
        if heads.would_lose and not discard_newer:
            raise UsageError(
                f"the database holds audit records that the backup does not: {heads}; "
                "--discard-newer-records restores it all the same"
            )
        _copy(file, target)
    _check(target)
    return heads


def _sqlite_file(database: Database, instead: str) -> Path:
    if database.file is None:
        raise DatabaseFailure(f"{database.name} is on a server: use PostgreSQL's own {instead}")
    return database.file


def _copy(source: Path, target: Path) -> None:
    with closing(_connect(source)) as old, closing(_connect(target)) as new:
        old.backup(new, pages=_PAGES)


def _check(file: Path) -> None:
    with telling_failures(str(file)), closing(_connect(file)) as connection:
        (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
        ).fetchall()
    if answer != "ok" or not tables:
        reason = answer if answer != "ok" else "it holds no screening database"
        raise DatabaseFailure(f"the file {file} cannot be trusted: {reason}")


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=BUSY_SECONDS)
