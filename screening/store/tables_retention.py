"""Tables of how long records are kept: ended relationships, legal holds, what was purged."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import Exact, Json, Table


class RelationshipRow(Table):
    """What was last told of a relationship."""

    __tablename__ = "relationship"

    reference: Mapped[Exact] = mapped_column(primary_key=True)
    ended_on: Mapped[date | None]
    jurisdictions: Mapped[Json]
    told_at: Mapped[datetime]
    told_by: Mapped[Exact]


class LegalHoldRow(Table):
    """A legal hold; ``reference`` NULL: on everything."""

    __tablename__ = "legal_hold"

    id: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[Exact | None]
    reason: Mapped[Exact]
    placed_by: Mapped[Exact]
    placed_at: Mapped[datetime]
    lifted_by: Mapped[Exact | None]
    lifted_at: Mapped[datetime | None]


class TombstoneRow(Table):
    """What stays of a purged record."""

    __tablename__ = "tombstone"
    __table_args__ = (Index(None, "purged_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    recorded_at: Mapped[datetime]
    purged_at: Mapped[datetime]
    rule: Mapped[Exact]
