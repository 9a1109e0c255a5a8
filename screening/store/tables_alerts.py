"""Tables of alerts: where each stands, its hits, what found them, what was done and decided.

Rows of ``alert`` change with each event; those of the others are written once.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import Digest, Exact, Json, Table

_COUNTED = ("id", "portfolio", "assignee", "closed_at")
_OPEN = text("closed_at IS NULL")
_OLD = ("raised_at", "id", "portfolio", "assignee")
_URGENT = ("urgency", *_OLD)


class AlertRow(Table):
    """An alert. ``open_key`` is a digest of subject key and party group as long as it is not closed, so
    that there is one of each at most; NULL where the subject has no key, and once it is closed."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("open_key"),
        # Holds all that queues are filtered and ordered by, so that they are found without the rows.
        Index(None, "state", "urgency", "raised_at", "portfolio", "assignee", "id"),
        # By hash: a row of another index of PostgreSQL holds 2,700 bytes at most.
        Index(None, "reference", postgresql_using="hash"),
        # Queues of what is not closed come in their order out of these, without being sorted.
        Index("ix_alert_open_urgency", *_URGENT, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_alert_open_age", *_OLD, sqlite_where=_OPEN, postgresql_where=_OPEN),
        # They are counted out of this one, whose order is also that of hits by list.
        Index("ix_alert_open_id", *_COUNTED, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(None, "rule_key"),
        Index(None, "rule", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    open_key: Mapped[Digest | None]
    version: Mapped[int]
    state: Mapped[str]
    party_group: Mapped[str]
    portfolio: Mapped[str | None]
    reference: Mapped[Exact | None]
    assignee: Mapped[Exact | None]
    proposal: Mapped[int | None]
    urgency: Mapped[int]
    raised_at: Mapped[datetime]
    raised_by: Mapped[Exact]
    closed_at: Mapped[datetime | None]
    rule: Mapped[str | None]
    rule_key: Mapped[Digest | None]
    delisted_at: Mapped[datetime | None]


class AlertHitRow(Table):
    """A designation of an alert, as the screening found it that brought it in. No foreign key to that:
    it may be purged when its time is over."""

    __tablename__ = "alert_hit"
    __table_args__ = (Index(None, "list_id", "authority_ref"), Index(None, "list_id", "alert_id"))

    alert_id: Mapped[str] = mapped_column(ForeignKey("alert.id"), primary_key=True)
    list_id: Mapped[str] = mapped_column(primary_key=True)
    authority_ref: Mapped[str] = mapped_column(primary_key=True)
    party_type: Mapped[str]
    primary_name: Mapped[Exact]
    score: Mapped[int]
    corroboration: Mapped[str]
    measure_classes: Mapped[Json]
    screening_id: Mapped[str]
    facts: Mapped[Json | None]
    fingerprint: Mapped[Digest | None]


class OccurrenceRow(Table):
    """A screening that found what an alert is about."""

    __tablename__ = "alert_occurrence"
    __table_args__ = (Index(None, "screening_id"),)

    alert_id: Mapped[str] = mapped_column(ForeignKey("alert.id"), primary_key=True)
    screening_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    raised_by: Mapped[Exact]


class AlertEventRow(Table):
    """One line of an alert's history; ``number`` is the version of the alert after it."""

    __tablename__ = "alert_event"

    alert_id: Mapped[str] = mapped_column(ForeignKey("alert.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[Exact]
    person: Mapped[Exact]
    action: Mapped[str]
    old: Mapped[Json]
    new: Mapped[Json]
    text: Mapped[Exact]


class DispositionRow(Table):
    """A decision on one designation of an alert; ``number`` is that of the event that made it."""

    __tablename__ = "disposition"
    __table_args__ = (Index(None, "list_id", "authority_ref"),)

    alert_id: Mapped[str] = mapped_column(ForeignKey("alert.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    list_id: Mapped[str] = mapped_column(primary_key=True)
    authority_ref: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    reason: Mapped[str]
    text: Mapped[Exact]
    made_by: Mapped[Exact]
    made_at: Mapped[datetime]


class ResponseRow(Table):
    """What was done after a true match; ``number`` is that of the event that tells of it."""

    __tablename__ = "alert_response"

    alert_id: Mapped[str] = mapped_column(ForeignKey("alert.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    taken_on: Mapped[date]
    report_due_on: Mapped[date | None]
    report_rule: Mapped[str]
    report_reference: Mapped[Exact | None]
    reported_on: Mapped[date | None]
    made_by: Mapped[Exact]
    made_at: Mapped[datetime]
