"""Tables of what runs by the clock: who has the turn, and what was due."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import Exact, Table


class LeaseRow(Table):
    """Who may do something now, until when by the database's clock (seconds since 1970)."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[Exact]
    until: Mapped[float] = mapped_column(Float(53))


class DueRow(Table):
    """A task that was due at an instant, and what became of it."""

    __tablename__ = "scheduled_run"

    task: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    state: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    holder: Mapped[Exact]
    missed: Mapped[int]
    note: Mapped[Exact]
