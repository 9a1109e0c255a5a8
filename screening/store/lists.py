"""List versions: added, put in force, read back.

A version is added in steps, so that no write transaction is long:

1. ``stage_states`` for chunks of ``STATES_CHUNK`` designations,
2. ``stage_manifest`` for chunks of ``MANIFEST_CHUNK`` entries, ``stage_quarantined`` likewise,
3. ``add_version`` once: it makes the version visible and, if asked, puts it in force.

``add_version`` writes the manifest of a small list by itself; the chunks of a long one are all
staged before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.listing import Change, ChangeKind, ListVersion, VersionState, cause_of
from screening.store.audit_cover import cover
from screening.store.inserts import insert_or_replace, take_turns
from screening.store.manifests import record_changes, settle_manifest
from screening.store.raw_files import RawFile, link_files
from screening.store.staging import staged_row
from screening.store.tables_lists import (
    ActivationRow,
    ChangeRow,
    InForceRow,
    ManifestRow,
    VersionRow,
)
from screening.store.types import is_plain
from screening.store.versions import (
    HELD,
    RELEASED,
    STAGED,
    find_row,
    read_row,
    read_versions,
    version_columns,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """Who put a version in force, when, and why."""

    at: datetime
    actor: str
    reason: str = ""


def add_version(
    session: Session,
    version: ListVersion,
    *,
    manifest: Mapping[str, str],
    raw_files: Sequence[RawFile],
    report: Mapping[str, Any],
    activation: Activation | None,
) -> ListVersion:
    """Make a version visible, with its changes against the version in force, and put it in force
    unless ``activation`` is None. ``version.state`` HELD keeps it held. ``manifest`` maps
    authority_ref to fingerprint; ``report`` is anything JSON can hold. The same version with the
    same parser version added before is left as it is. Returns the version as stored.
    """
    take_turns(session, f"list {version.list_id}")
    row = staged_row(session, version)
    if row.status != STAGED:
        return read_row(session, row)
    settle_manifest(session, row, manifest)
    for name, value in version_columns(version).items():
        setattr(row, name, value)
    row.report = dict(report)
    row.status = HELD if version.state is VersionState.HELD else RELEASED
    link_files(session, row, raw_files)
    record_changes(session, row, _in_force_id(session, version.list_id))
    if activation and row.status == RELEASED:
        _point(session, row, activation)
    return read_row(session, row)


def activate(session: Session, list_id: str, version: str, activation: Activation) -> ListVersion:
    """Put a version in force (held, superseded or never in force yet) in place of the one that is."""
    take_turns(session, f"list {list_id}")
    row = find_row(session, list_id, version)
    used = session.scalars(select(ActivationRow.id).where(ActivationRow.version_id == row.id)).first()
    if used is None:
        record_changes(session, row, _in_force_id(session, list_id))
    row.status, row.held_reason = RELEASED, None
    _point(session, row, activation)
    return read_row(session, row)


def hold(session: Session, list_id: str, version: str, reason: str) -> ListVersion:
    """Hold a version that is not in force, for a person to look at."""
    row = find_row(session, list_id, version)
    row.status, row.held_reason = HELD, reason
    session.flush()
    return read_row(session, row)


def cover_activation(session: Session, list_id: str) -> dict[str, Any]:
    """What the audit says of the last row in the history of a list's pointer."""
    query = select(ActivationRow).where(ActivationRow.list_id == list_id).order_by(ActivationRow.id.desc())
    return cover(session.scalars(query.limit(1)).one())


def mark_checked(session: Session, list_id: str, version: str, at: datetime) -> None:
    """Note that the authority was asked at ``at`` and this version is still what it publishes."""
    row = find_row(session, list_id, version)
    row.checked_at = max(row.checked_at, at)


def version_in_force(session: Session, list_id: str) -> ListVersion | None:
    """The version that is screened against; None where the list has none."""
    query = select(VersionRow).join(InForceRow, InForceRow.version_id == VersionRow.id)
    return next(iter(read_versions(session, query.where(InForceRow.list_id == list_id))), None)


def versions_in_force(session: Session) -> list[ListVersion]:
    """The versions in force of all lists, by list_id."""
    query = select(VersionRow).join(InForceRow, InForceRow.version_id == VersionRow.id)
    return read_versions(session, query.order_by(VersionRow.list_id))


def versions_in_force_at(session: Session, instant: datetime) -> list[ListVersion]:
    """The versions that were in force at ``instant``, by list_id; empty before the first."""
    history = (
        select(ActivationRow.list_id, ActivationRow.version_id)
        .where(ActivationRow.at <= instant)
        .order_by(ActivationRow.at, ActivationRow.id)
    )
    last = dict(session.execute(history).all())
    query = select(VersionRow).where(VersionRow.id.in_(last.values()))
    return read_versions(session, query.order_by(VersionRow.list_id))


def list_versions(session: Session, list_id: str) -> list[ListVersion]:
    """All versions of a list, the latest published first."""
    if not is_plain(list_id):
        return []
    query = (
        select(VersionRow)
        .where(VersionRow.list_id == list_id, VersionRow.status != STAGED)
        .order_by(VersionRow.published_on.desc(), VersionRow.retrieved_at.desc(), VersionRow.id.desc())
    )
    return read_versions(session, query)


def get_version(session: Session, list_id: str, version: str) -> ListVersion:
    """A version by its id (as last parsed). Raises ``UnknownVersion``."""
    return read_row(session, find_row(session, list_id, version))


def version_report(session: Session, list_id: str, version: str) -> dict[str, Any]:
    """What ``add_version`` was given as ``report``. Raises ``UnknownVersion``."""
    return dict(find_row(session, list_id, version).report or {})


def changes(session: Session, list_id: str, version: str) -> list[Change]:
    """What a version changed against the one in force before it. Raises ``UnknownVersion``."""
    row = find_row(session, list_id, version)
    if row.previous_id is None:
        refs = select(ManifestRow.authority_ref).where(ManifestRow.version_id == row.id)
        return [Change(ChangeKind.ADDED, ref) for ref in sorted(session.scalars(refs))]
    new, old = read_row(session, row), read_row(session, session.get_one(VersionRow, row.previous_id))
    found = session.execute(
        select(ChangeRow.kind, ChangeRow.authority_ref).where(ChangeRow.version_id == row.id)
    )
    made = (Change(kind := ChangeKind(name), ref, cause_of(kind, old, new)) for name, ref in found)
    return sorted(made, key=lambda one: (one.kind, one.authority_ref))


def _in_force_id(session: Session, list_id: str) -> int | None:
    return session.scalars(select(InForceRow.version_id).where(InForceRow.list_id == list_id)).one_or_none()


def _point(session: Session, row: VersionRow, activation: Activation) -> None:
    pointer = {"list_id": row.list_id, "version_id": row.id}
    insert_or_replace(session, InForceRow, [pointer], key=("list_id",))
    who = {"at": activation.at, "actor": activation.actor, "reason": activation.reason}
    session.add(ActivationRow(**pointer, **who))
    session.flush()
    session.expire_all()
