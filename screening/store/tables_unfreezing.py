"""The table of unfreeze reviews."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import Exact, Table


class UnfreezeReviewRow(Table):
    """What was frozen for a party that its list no longer names: to be looked at by two persons."""

    __tablename__ = "unfreeze_review"
    __table_args__ = (Index(None, "state", "raised_at"), Index(None, "alert_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str]
    alert_id: Mapped[str] = mapped_column(ForeignKey("alert.id"))
    list_id: Mapped[str]
    authority_ref: Mapped[str]
    portfolio: Mapped[str | None]
    reference: Mapped[Exact | None]
    list_version: Mapped[str]
    raised_at: Mapped[datetime]
    outcome: Mapped[str | None]
    text: Mapped[Exact]
    proposed_by: Mapped[Exact | None]
    proposed_at: Mapped[datetime | None]
    answered_by: Mapped[Exact | None]
    answered_at: Mapped[datetime | None]
