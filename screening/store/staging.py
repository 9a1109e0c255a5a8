"""What a list version is made of, written where nobody sees it yet.

Each function takes one chunk and is one short transaction (``with database.writing()``). All may
be repeated, by the same process after a crash or by another at the same time: what is there is
kept. What a load left behind when it died is harmless and is used by the next one.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.codec import designation_to_json
from screening.domain.designation import Designation
from screening.domain.listing import ListVersion, Quarantined
from screening.store.inserts import insert_missing, insert_or_replace
from screening.store.tables_lists import ManifestRow, QuarantinedRow, StateRow, VersionRow
from screening.store.versions import STAGED, same_row, version_columns

STATES_CHUNK = 250
"""Designations to a transaction, so that no writer waits 100 ms."""

MANIFEST_CHUNK = 500
"""Manifest entries or quarantined records to a transaction."""


def stage_states(session: Session, list_id: str, states: Sequence[tuple[str, Designation]]) -> None:
    """Write designation states, as (fingerprint, designation), that are not there yet."""
    known = _state_ids(session, list_id, [(one.authority_ref, fingerprint) for fingerprint, one in states])
    rows = [
        {
            "list_id": list_id,
            "authority_ref": one.authority_ref,
            "fingerprint": fingerprint,
            "party_type": one.party_type.value,
            "primary_name": one.primary_name,
            "payload": designation_to_json(one),
        }
        for fingerprint, one in states
        if (one.authority_ref, fingerprint) not in known
    ]
    # Writers that stage the same list at once then wait for each other instead of deadlocking.
    insert_missing(session, StateRow, sorted(rows, key=lambda row: str(row["authority_ref"])))


def stage_manifest(session: Session, version: ListVersion, entries: Sequence[tuple[str, str]]) -> None:
    """Write manifest entries, as (authority_ref, fingerprint); their states are staged before. A
    manifest is staged whole, chunk by chunk, or not at all.

    Nothing happens where the version was added already.
    """
    row = staged_row(session, version)
    if row.status == STAGED:
        write_manifest(session, row, entries)


def stage_quarantined(
    session: Session, version: ListVersion, first: int, records: Sequence[Quarantined]
) -> None:
    """Write quarantined records; ``first`` is the position of ``records[0]`` in the whole load."""
    row = staged_row(session, version)
    if row.status != STAGED:
        return
    rows = [
        {
            "version_id": row.id,
            "position": position,
            "locator": record.locator,
            "reason": record.reason,
            "excerpt": record.excerpt,
        }
        for position, record in enumerate(records, first)
    ]
    insert_or_replace(session, QuarantinedRow, rows, key=("version_id", "position"))


def staged_row(session: Session, version: ListVersion) -> VersionRow:
    """The row of a version, made as staged where there is none."""
    row = same_row(session, version)
    if row is None:
        insert_missing(session, VersionRow, [version_columns(version) | {"status": STAGED}])
        row = same_row(session, version)
    if row is None:
        raise LookupError(f"{version.list_id} {version.version} was not staged")
    return row


def write_manifest(session: Session, row: VersionRow, entries: Sequence[tuple[str, str]]) -> None:
    """Write manifest entries of a staged version, in place of what an earlier load left."""
    states = _state_ids(session, row.list_id, entries)
    missing = [ref for ref, fingerprint in entries if (ref, fingerprint) not in states]
    if missing:
        raise LookupError(f"{row.list_id}: the states of {missing[:3]} are not staged")
    rows = [
        {"version_id": row.id, "authority_ref": entry[0], "state_id": states[entry]}
        for entry in sorted(entries)
    ]
    insert_or_replace(session, ManifestRow, rows, key=("version_id", "authority_ref"))


def _state_ids(
    session: Session, list_id: str, entries: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    query = select(StateRow.authority_ref, StateRow.fingerprint, StateRow.id).where(
        StateRow.list_id == list_id, StateRow.authority_ref.in_([ref for ref, _ in entries])
    )
    return {(ref, fingerprint): state_id for ref, fingerprint, state_id in session.execute(query)}
