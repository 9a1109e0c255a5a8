"""Tables of suppressions: what was approved, the states it holds for, changes of wording to be looked at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import Digest, Exact, Json, Table


class SuppressionRow(Table):
    """A suppression; ``subject_key`` is a digest of portfolio and reference, by which it is found."""

    __tablename__ = "suppression"
    __table_args__ = (
        Index(None, "subject_key"),
        Index(None, "list_id", "authority_ref"),
        Index(None, "begun_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    subject_key: Mapped[Digest]
    portfolio: Mapped[str | None]
    reference: Mapped[Exact]
    list_id: Mapped[str]
    authority_ref: Mapped[str]
    facts: Mapped[Json]
    fingerprint: Mapped[Digest]
    alert_id: Mapped[str]
    number: Mapped[int]
    decided_by: Mapped[Exact]
    approved_by: Mapped[Exact]
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_as: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[Exact | None]
    why: Mapped[Exact | None]


class SuppressionStateRow(Table):
    """A further state of the designation that a suppression holds for: the same words, read otherwise."""

    __tablename__ = "suppression_state"

    suppression_id: Mapped[str] = mapped_column(ForeignKey("suppression.id"), primary_key=True)
    fingerprint: Mapped[Digest] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class SuppressionReviewRow(Table):
    """A change of wording, for a person to look at."""

    __tablename__ = "suppression_review"

    suppression_id: Mapped[str] = mapped_column(ForeignKey("suppression.id"), primary_key=True)
    fingerprint: Mapped[Digest] = mapped_column(primary_key=True)
    fields: Mapped[Json]
    list_version: Mapped[str]
    noticed_at: Mapped[datetime]
    seen_by: Mapped[Exact | None]
    seen_at: Mapped[datetime | None]
