"""Since when a designation is known here, and when it last changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from screening.domain.listing import ChangeKind, ListVersion
from screening.store.tables_lists import ChangeRow, VersionRow
from screening.store.types import is_plain

_FEW = 500
"""References asked for in one statement."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """When a version that holds a designation was first taken, and one that changed it was last."""

    first_seen: datetime
    last_change: datetime


def sightings(session: Session, version: ListVersion, refs: Sequence[str]) -> dict[str, Sighting]:
    """Of designations of a version, by their references, as far as the versions held here tell.

    What the first version of a list held was added by it, and has no row of a change.
    """
    taken = select(func.min(VersionRow.retrieved_at)).where(VersionRow.list_id == version.list_id)
    first = session.scalar(taken) or version.retrieved_at
    found = {ref: Sighting(first, first) for ref in refs}
    plain = [ref for ref in refs if is_plain(ref)]
    for start in range(0, len(plain), _FEW):
        query = (
            select(ChangeRow.authority_ref, ChangeRow.kind, VersionRow.retrieved_at)
            .join(VersionRow, VersionRow.id == ChangeRow.version_id)
            .where(VersionRow.list_id == version.list_id, VersionRow.retrieved_at <= version.retrieved_at)
            .where(ChangeRow.authority_ref.in_(plain[start : start + _FEW]))
            .order_by(VersionRow.retrieved_at)
        )
        for ref, kind, at in session.execute(query):
            is_new = kind == ChangeKind.ADDED and found[ref].first_seen == first
            found[ref] = Sighting(at if is_new else found[ref].first_seen, at)
    return found
