"""What every use case is handed: the database, the data folder, the settings and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from screening.config import Settings
from screening.sources.declared import read_declarations
from screening.sources.registry import declare_sources
from screening.store.database import Database, open_database
from screening.store.schema import ensure_schema


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Deps:
    """The opened parts that services work with; closed by whoever opened them."""

    database: Database
    data_folder: Path
    settings: Settings
    clock: Callable[[], datetime] = utc_now

    def close(self) -> None:
        """Close the database; safe to call twice."""
        self.database.close()


def open_deps(settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> Deps:
    """Open the database that ``settings`` name, with its schema in place; make the lists known that
    the user declares.

    Raises ``DatabaseFailure`` where it cannot be reached or is of another schema, ``BadListFile``
    for a declaration that cannot be used.
    """
    declare_sources(read_declarations(settings.own_lists) if settings.own_lists else ())
    database = open_database(settings.database_url)
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    ensure_schema(database)
    return Deps(database=database, data_folder=settings.data_folder, settings=settings, clock=clock)
