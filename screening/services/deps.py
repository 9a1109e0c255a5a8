"""What every use case is handed: the database, the data folder, the settings and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from screening.config import Settings
from screening.sources.declared import read_declarations
from screening.sources.registry import declare_sources
from screening.store.audit_keeper import AuditKeeper, open_keeper
from screening.store.audit_key import AuditKey, parse_key, read_key
from screening.store.audit_rows import cover_what_is_there
from screening.store.counters import Counters
from screening.store.database import Database, open_database
from screening.store.schema import ensure_schema

AUDIT_FOLDER = "audit"
"""Where in the data folder the audit's key and seals are."""


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Deps:
    """The opened parts that services work with; closed by whoever opened them."""

    database: Database
    data_folder: Path
    settings: Settings
    keeper: AuditKeeper
    counters: Counters
    clock: Callable[[], datetime] = utc_now

    def close(self) -> None:
        """Close the database and what counts beside it; safe to call twice."""
        self.counters.close()
        self.database.close()


def open_deps(settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> Deps:
    """Open the database that ``settings`` name, with its schema in place; make the lists known that
    the user declares.

    Raises ``DatabaseFailure`` where it cannot be reached or is of another schema, or the key of its
    audit chain is not here (``AuditKeyMissing``), ``BadListFile`` for a declaration that cannot be
    used.
    """
    declare_sources(read_declarations(settings.own_lists) if settings.own_lists else ())
    database = open_database(settings.database_url)
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    ensure_schema(database)
    folder = settings.data_folder / AUDIT_FOLDER
    keeper = open_keeper(database, folder, audit_key(settings), at=clock(), begin=cover_what_is_there)
    return Deps(
        database=database,
        data_folder=settings.data_folder,
        settings=settings,
        keeper=keeper,
        counters=Counters(database),
        clock=clock,
    )


def audit_key(settings: Settings) -> AuditKey | None:
    """The key of the audit chain that the settings give; None for that of the data folder."""
    if settings.audit_key is not None:
        return parse_key(settings.audit_key.get_secret_value())
    return read_key(settings.audit_key_file) if settings.audit_key_file else None
