"""What a list version holds, in one digest: every designation state, quarantined record and file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.listing import ListVersion
from screening.store.audit_cover import cover
from screening.store.staging import STATES_CHUNK
from screening.store.tables_lists import ManifestRow, QuarantinedRow, StateRow, VersionFileRow, VersionRow
from screening.store.types import json_bytes
from screening.store.versions import STAGED, same_row

_STATE = (
    StateRow.id,
    StateRow.list_id,
    StateRow.authority_ref,
    StateRow.fingerprint,
    StateRow.party_type,
    StateRow.primary_name,
    StateRow.payload,
)


def digest_staged(session: Session, version: ListVersion, manifest: Mapping[str, str]) -> str:
    """The digest of a version's designations before it is added: their states are staged, and
    ``manifest`` (authority_ref to fingerprint) says which."""
    return _digest(_staged(session, version.list_id, list(manifest.items())))


def digest_stored(session: Session, version_id: int) -> str:
    """The same of a version's row that was added."""
    query = (
        select(*_STATE)
        .join(ManifestRow, ManifestRow.state_id == StateRow.id)
        .where(ManifestRow.version_id == version_id, ManifestRow.authority_ref == StateRow.authority_ref)
    )
    return _digest(tuple(row) for row in session.execute(query.execution_options(yield_per=STATES_CHUNK)))


def is_known(session: Session, version: ListVersion) -> bool:
    """Whether the version was added before, as that parser version reads it."""
    row = same_row(session, version)
    return row is not None and row.status != STAGED


def cover_version(session: Session, version: ListVersion, contents: str) -> dict[str, Any]:
    """What the audit says of a version that was just added; ``contents`` is its ``digest_staged``."""
    row = same_row(session, version)
    if row is None:
        raise LookupError(f"{version.list_id} {version.version} is not in the store")
    return cover(row, **version_parts(session, row, contents))


def version_parts(session: Session, row: VersionRow, contents: str) -> dict[str, Any]:
    """The rows of other tables that a version's row is covered with."""
    files = select(VersionFileRow.position, VersionFileRow.list_id, VersionFileRow.sha256)
    odd = select(
        QuarantinedRow.position, QuarantinedRow.locator, QuarantinedRow.reason, QuarantinedRow.excerpt
    )
    return {
        "contents": contents,
        "files": _rows(session, files.where(VersionFileRow.version_id == row.id)),
        "quarantined": _digest_of(_rows(session, odd.where(QuarantinedRow.version_id == row.id))),
    }


def _rows(session: Session, query: Any) -> list[list[Any]]:
    return sorted(list(row) for row in session.execute(query))


def _staged(session: Session, list_id: str, entries: list[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(entries), STATES_CHUNK):
        wanted = dict(entries[start : start + STATES_CHUNK])
        query = select(*_STATE).where(StateRow.list_id == list_id, StateRow.authority_ref.in_(wanted))
        for row in session.execute(query):
            if wanted[row.authority_ref] == row.fingerprint:
                yield tuple(row)


def _digest(states: Iterable[tuple[Any, ...]]) -> str:
    """Over all states in whatever order they come: a line each, sorted."""
    lines = sorted(hashlib.sha256(json_bytes([*state[:-1], state[-1].hex()])).digest() for state in states)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def _digest_of(rows: list[list[Any]]) -> str:
    return hashlib.sha256(json_bytes(rows)).hexdigest()
