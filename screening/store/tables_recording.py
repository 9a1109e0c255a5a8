"""The table of what is kept of the parties asked about: everything, or a digest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import Exact, Table


class RecordingModeRow(Table):
    """A change of mode, asked for by one person and confirmed by another; the one that was confirmed
    last is in force. Before the first, everything is kept."""

    __tablename__ = "recording_mode"

    id: Mapped[str] = mapped_column(primary_key=True)
    zero_footprint: Mapped[bool]
    reason: Mapped[Exact]
    requested_by: Mapped[Exact]
    requested_at: Mapped[datetime]
    confirmed_by: Mapped[Exact | None]
    confirmed_at: Mapped[datetime | None]
    turn: Mapped[int | None] = mapped_column(unique=True)
    """Which of the confirmed changes it was, from 1; None before. Clocks can be turned back."""
