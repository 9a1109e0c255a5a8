"""What screenings asked, read back without their answers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.screening import ScreeningRequest
from screening.store.records import from_record
from screening.store.tables_screening import ScreeningRow

_FEW = 500
"""Rows asked for by their keys in one statement."""


def requests_of(session: Session, screening_ids: Iterable[str]) -> dict[str, ScreeningRequest]:
    """Screening: what it asked; those that are no longer kept are left out."""
    wanted = sorted(set(screening_ids))
    found: dict[str, ScreeningRequest] = {}
    for start in range(0, len(wanted), _FEW):
        few = ScreeningRow.id.in_(wanted[start : start + _FEW])
        rows = session.execute(select(ScreeningRow.id, ScreeningRow.request).where(few))
        found |= {one: from_record(ScreeningRequest, request) for one, request in rows}
    return found
