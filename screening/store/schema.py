"""The schema: brought up to date, told, copied to safety and back."""

from __future__ import annotations

from pathlib import Path

from screening.store.database import Database


def head() -> str:
    """The schema that this release works with: the id of its last migration."""
    raise RuntimeError("under construction")


def current(database: Database) -> str | None:
    """The schema that the database has; None where it is empty."""
    raise RuntimeError("under construction")


def upgrade(database: Database) -> None:
    """Migrate to ``head()``; several processes may try at once, one does it."""
    raise RuntimeError("under construction")


def ensure_schema(database: Database) -> None:
    """SQLite: migrate on first use. A server database: ``DatabaseFailure`` where not at head."""
    raise RuntimeError("under construction")


def backup(database: Database, file: Path) -> None:
    """A checked copy of a SQLite database in use, at ``file`` (must not exist)."""
    raise RuntimeError("under construction")


def restore(database: Database, file: Path) -> None:
    """Replace what a SQLite database holds by a backup, which is checked first."""
    raise RuntimeError("under construction")
