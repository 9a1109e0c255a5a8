"""The table of changes that wait for a second person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import Digest, Exact, Json, Table


class PendingChangeRow(Table):
    """A change from its request to its end; ``subject_key`` is a digest of what it consists of."""

    __tablename__ = "pending_change"
    __table_args__ = (Index(None, "subject_key"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_key: Mapped[Digest]
    subject: Mapped[Json]
    state: Mapped[str]
    reason: Mapped[Exact]
    requested_by: Mapped[Exact]
    entered_by: Mapped[Exact]
    requested_at: Mapped[datetime]
    answered_by: Mapped[Exact | None]
    answered_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    why: Mapped[Exact | None]
