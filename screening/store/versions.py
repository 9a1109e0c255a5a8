"""Rows of list versions, found and turned into what they mean."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from screening.domain.errors import UnknownVersion
from screening.domain.listing import ListVersion, VersionState
from screening.store.tables_lists import ActivationRow, InForceRow, VersionRow
from screening.store.types import is_plain

STAGED, HELD, RELEASED = "staged", "held", "released"

_COPIED = (
    "list_id",
    "version",
    "published_on",
    "retrieved_at",
    "checked_at",
    "sha256",
    "format",
    "parser_version",
    "designations",
    "partial",
    "sample",
    "held_reason",
)


def version_columns(version: ListVersion) -> dict[str, object]:
    """The columns that a row takes over from its version: all but its state."""
    return {name: getattr(version, name) for name in _COPIED}


def read_versions(session: Session, query: Select[VersionRow]) -> list[ListVersion]:
    """The versions that ``query`` finds, in its order, each with its state of this moment."""
    active = set(session.scalars(select(InForceRow.version_id)))
    used = set(session.scalars(select(ActivationRow.version_id).distinct()))
    return [
        _version(row, in_force=row.id in active, was_in_force=row.id in used)
        for row in session.scalars(query)
    ]


def find_row(
    session: Session, list_id: str, version: str, *, parser_version: int | None = None
) -> VersionRow:
    """The visible row of a version, as that parser version read it (None: the last one that did).
    A version may also be given with the number of its reading: ``2024-05-07.79bf2d15@1``.

    Raises ``UnknownVersion``.
    """
    version, _, reading = version.partition("@")
    if reading:
        parser_version = int(reading) if reading.isdecimal() and len(reading) < 9 else 0
    query = select(VersionRow).where(
        VersionRow.list_id == list_id, VersionRow.version == version, VersionRow.status != STAGED
    )
    if parser_version is not None:
        query = query.where(VersionRow.parser_version == parser_version)
    latest = query.order_by(VersionRow.parser_version.desc())
    row = session.scalars(latest).first() if is_plain(list_id, version) else None
    if row is None:
        asked = f"{version}@{reading}" if reading else version
        raise UnknownVersion(f"{list_id} has no version {asked!r} here")
    return row


def same_row(session: Session, version: ListVersion) -> VersionRow | None:
    """The row of that very version, parsed by the same parser version, staged or not."""
    query = select(VersionRow).where(
        VersionRow.list_id == version.list_id,
        VersionRow.version == version.version,
        VersionRow.parser_version == version.parser_version,
    )
    return session.scalars(query).one_or_none()


def read_row(session: Session, row: VersionRow) -> ListVersion:
    """The version of a row with its state of this moment."""
    active = session.get(InForceRow, row.list_id)
    used = select(ActivationRow.id).where(ActivationRow.version_id == row.id).limit(1)
    return _version(
        row,
        in_force=active is not None and active.version_id == row.id,
        was_in_force=session.scalar(used) is not None,
    )


def _version(row: VersionRow, *, in_force: bool, was_in_force: bool) -> ListVersion:
    return ListVersion(
        state=_state(row, in_force, was_in_force), **{name: getattr(row, name) for name in _COPIED}
    )


def _state(row: VersionRow, in_force: bool, was_in_force: bool) -> VersionState:
    if row.status == HELD:
        return VersionState.HELD
    if in_force:
        return VersionState.ACTIVE
    return VersionState.SUPERSEDED if was_in_force else VersionState.LOADED
