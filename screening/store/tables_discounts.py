"""The table of discount rules."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import Exact, Json, Table


class DiscountRuleRow(Table):
    """A rule that may close alerts, from its proposal to its end."""

    __tablename__ = "discount_rule"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[Exact]
    years: Mapped[int | None]
    sample_share: Mapped[int]
    state: Mapped[str]
    simulation: Mapped[Json]
    proposed_by: Mapped[Exact]
    proposed_at: Mapped[datetime]
    answered_by: Mapped[Exact | None]
    answered_at: Mapped[datetime | None]
    retired_by: Mapped[Exact | None]
    retired_at: Mapped[datetime | None]
    why: Mapped[Exact]
