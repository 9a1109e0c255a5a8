"""The audit chain in tests: opened with a key, and verified."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Executable, text
from sqlalchemy.orm import Session

from screening.domain.audit import AuditFinding
from screening.store.audit_chain import ChainWalk
from screening.store.audit_keeper import AuditKeeper, open_keeper
from screening.store.audit_key import AuditKey
from screening.store.audit_purges import unexplained
from screening.store.audit_sealed import read_sealed
from screening.store.database import KEEPER, Database
from tests.store.examples import NOON

FOLDER = "TEST_AUDIT_FOLDER"
"""Where the key and the seals are, for processes of their own; default: beside a SQLite file."""


_ASIDE = {
    "sqlite": "PRAGMA defer_foreign_keys = ON",
    "postgresql": "SET LOCAL session_replication_role = replica",
}


def keep(database: Database, folder: Path | None = None, key: AuditKey | None = None) -> AuditKeeper:
    """Open a database's audit, with a key of its own unless one is given."""
    beside = (database.file or Path()).parent / "audit"
    return open_keeper(database, folder or Path(os.environ.get(FOLDER, beside)), key, at=NOON)


def findings(session: Session) -> list[AuditFinding]:
    """What a verification of the chain finds."""
    walk = _walk(session)
    return [*walk.findings(session), *unexplained(session, walk.without_payload)]


def verified(session: Session) -> int:
    """How many records the chain has, none of which was touched."""
    assert findings(session) == []
    walk = _walk(session)
    list(walk.findings(session))
    return walk.records


def places(session: Session) -> list[tuple[str, str]]:
    """Where a verification finds something: table and key."""
    return [(one.table, one.key) for one in findings(session)]


def tamper(session: Session, *statements: Executable) -> None:
    """Change rows as an administrator would who sets foreign keys aside; roll back afterwards."""
    session.execute(text(_ASIDE[session.get_bind().dialect.name]))
    for statement in statements:
        session.execute(statement)


def _walk(session: Session) -> ChainWalk:
    keeper = session.info[KEEPER]
    return ChainWalk(keeper, read_sealed(keeper))
