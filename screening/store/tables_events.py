"""The table of events: what other systems are told, in the order in which it was committed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import Json, RowId, Table


class EventRow(Table):
    """An event. No foreign key to what it is about, which has a table of its own for each kind."""

    __tablename__ = "event"
    # A number is never given twice, though the events of purged alerts go with them.
    __table_args__ = (Index(None, "subject", "seq"), {"sqlite_autoincrement": True})

    seq: Mapped[RowId]
    id: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    subject: Mapped[str]
    number: Mapped[int | None]
    portfolio: Mapped[str | None]
    data: Mapped[Json]
