"""Hits of the rows of a batch, read back in the order of the rows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.screening import Hit
from screening.store.hits import read_hit
from screening.store.tables_screening import HitRow


@dataclass(frozen=True, slots=True)
class BatchHit:
    """A hit with the row of the file that it is of; ``row_id`` is that row's own id, if it has one."""

    row_number: int
    row_id: str | None
    hit: Hit


def first_batch_hits(session: Session, batch_id: str, *, limit: int) -> list[BatchHit]:
    """The first ``limit`` hits by row, the best of a row first."""
    query = select(HitRow.row_number, HitRow.row_id, HitRow.content).where(HitRow.batch_id == batch_id)
    rows = session.execute(query.order_by(HitRow.row_number, HitRow.rank).limit(limit))
    return [BatchHit(number or 0, row_id, read_hit(content)) for number, row_id, content in rows]
