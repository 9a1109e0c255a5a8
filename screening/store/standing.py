"""What answers are given from, in one statement: cheap enough to be asked with every request, so that
what is remembered is what the database says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, type_coerce
from sqlalchemy.types import NullType

from screening.store.tables_lists import InForceRow, VersionRow
from screening.store.tables_parties import GroupingRow
from screening.store.tables_policies import PolicyActivationRow

_ALTERED_IN_FORCE = ("checked_at", "status", "held_reason")
"""Columns of a version that change while it is in force; what names it tells the others."""

_TOLD = ("id", "list_id", "version", "sha256", "parser_version", *_ALTERED_IN_FORCE)
_POLICY = select(func.max(PolicyActivationRow.id)).scalar_subquery()
_REVISION = select(func.max(GroupingRow.revision)).scalar_subquery()
_QUERY = (
    # Values as the driver has them: they are compared, not read.
    select(_POLICY, _REVISION, *(type_coerce(getattr(VersionRow, name), NullType) for name in _TOLD))
    .join(InForceRow, InForceRow.version_id == VersionRow.id)
    .order_by(VersionRow.list_id)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Two that are equal are of the same versions in force, checked at the same instants, the same
    policy and the same party groups."""

    versions: tuple[tuple[Any, ...], ...]
    policy: int | None
    revision: int


def read_standing(connection: Connection) -> Standing:
    """What is in force; nothing at all where no list is."""
    rows = [tuple(row) for row in connection.execute(_QUERY)]
    if not rows:
        return Standing((), None, 0)
    policy, revision, *_ = rows[0]
    return Standing(tuple(row[2:] for row in rows), policy, revision or 0)
