"""A new revision of all party groups, written in short transactions and seen once it is whole.

1. ``begin_revision`` takes away what a revision that was never finished left behind,
2. ``stage_added`` and ``stage_closed`` in chunks of ``CHUNK`` rows,
3. ``finish_revision``: from then on readers see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from screening.domain.errors import DatabaseFailure
from screening.domain.party_group import PartyGroup
from screening.store.inserts import take_turns
from screening.store.parties import last_revision
from screening.store.tables_parties import GroupingRow, MembershipRow, PartyLinkRow

CHUNK = 1_000
"""Rows of a transaction: well under 100 ms."""

VersionedTable: TypeAlias = type[MembershipRow] | type[PartyLinkRow]
Values: TypeAlias = tuple[Any, ...]

TABLES: dict[VersionedTable, tuple[str, ...]] = {
    MembershipRow: ("list_id", "authority_ref", "group_id", "certain"),
    PartyLinkRow: (
        *("group_id", "first_list_id", "first_ref", "second_list_id", "second_ref"),
        *("basis", "evidence"),
    ),
}
"""The versioned tables with the columns that say what a row is."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one revision changes in a table: rows to add, and ids of rows that end."""

    table: VersionedTable
    added: Sequence[Values] = field(default_factory=list)
    closed: Sequence[int] = field(default_factory=list)


def difference(session: Session, revision: int, groups: Iterable[PartyGroup]) -> list[Difference]:
    """What has to be written so that ``groups`` stand after ``revision``, the last one finished."""
    held = list(groups)
    wanted: dict[VersionedTable, set[Values]] = {
        MembershipRow: {values for group in held for values in _memberships(group)},
        PartyLinkRow: {values for group in held for values in _links(group)},
    }
    return [_difference(session, revision, table, values) for table, values in wanted.items()]


def begin_revision(session: Session, last: int) -> None:
    """Undo what was written for a revision after ``last`` that never came to its end."""
    for table in TABLES:
        session.execute(delete(table).where(table.since > last))
        session.execute(update(table).where(table.until > last).values(until=None))


def stage_added(session: Session, table: VersionedTable, rows: Sequence[Values], *, revision: int) -> None:
    """Insert rows that count from ``revision`` on."""
    columns = TABLES[table]
    values = [dict(zip(columns, row, strict=True)) | {"since": revision, "until": None} for row in rows]
    if values:
        session.execute(insert(table), values)


def stage_closed(session: Session, table: VersionedTable, ids: Sequence[int], *, revision: int) -> None:
    """End rows with the revision before ``revision``."""
    session.execute(update(table).where(table.id.in_(ids)).values(until=revision))


def finish_revision(
    session: Session, revision: int, *, at: datetime, stamp: str, counts: dict[str, int]
) -> None:
    """Make a revision the one that is read. Raises ``DatabaseFailure`` where another process has
    finished one meanwhile: nothing of this one is then seen."""
    take_turns(session, "party groups")
    if last_revision(session) != revision - 1:
        raise DatabaseFailure("the party groups were computed by another process at the same time")
    session.add(GroupingRow(revision=revision, at=at, stamp=stamp, counts=counts))


def _difference(session: Session, revision: int, table: VersionedTable, wanted: set[Values]) -> Difference:
    columns = (getattr(table, name) for name in TABLES[table])
    query = select(table.id, *columns).where(
        table.since <= revision, (table.until.is_(None)) | (table.until > revision)
    )
    standing = {tuple(row[1:]): row[0] for row in session.execute(query)}
    return Difference(
        table,
        added=sorted(wanted - standing.keys()),
        closed=sorted(row_id for values, row_id in standing.items() if values not in wanted),
    )


def _memberships(group: PartyGroup) -> Iterator[Values]:
    for member in group.members:
        yield (*member, group.id, member in group.certain)


def _links(group: PartyGroup) -> Iterator[Values]:
    for link in group.links:
        yield (group.id, *link.first, *link.second, link.basis.value, link.evidence)
