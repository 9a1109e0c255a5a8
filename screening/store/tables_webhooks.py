"""Tables of who is told of events, of what was sent to whom, and of the digests that were mailed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import BIG, Exact, Json, Table

_PENDING = text("state = 'pending'")


class TargetRow(Table):
    """An address that events are sent to. ``kinds`` and ``portfolios`` NULL: all of them. The secrets that
    it is signed to with are made of ``salt``, and for a while of ``old_salt``, with the audit's key.

    What stands from ``cursor`` on changes in the course of work.
    """

    __tablename__ = "webhook_target"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[Exact]
    url: Mapped[Exact]
    kinds: Mapped[Json | None]
    portfolios: Mapped[Json | None]
    with_reference: Mapped[bool]
    paused: Mapped[bool]
    salt: Mapped[str]
    old_salt: Mapped[str | None]
    old_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[Exact]
    ended_at: Mapped[datetime | None]
    cursor: Mapped[int] = mapped_column(BIG)
    rests_until: Mapped[datetime]
    served_at: Mapped[datetime]
    delivered: Mapped[int] = mapped_column(BIG)
    failed: Mapped[int] = mapped_column(BIG)
    leased_by: Mapped[str | None]
    leased_until: Mapped[datetime | None]


class DeliveryRow(Table):
    """An event on its way to a target. ``subject`` is that of the event: what is about one subject keeps
    its order."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index(None, "seq"),
        Index(None, "state", "target_id", "seq"),
        Index(
            "ix_webhook_delivery_pending",
            "target_id",
            "subject",
            "seq",
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
    )

    target_id: Mapped[str] = mapped_column(ForeignKey("webhook_target.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BIG, ForeignKey("event.seq"), primary_key=True, autoincrement=False)
    subject: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int]
    next_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    status: Mapped[int | None]
    problem: Mapped[Exact | None]


class DigestRow(Table):
    """A digest that was mailed, or is about to be, for a period."""

    __tablename__ = "digest_sent"

    name: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int]
    leased_until: Mapped[datetime]
