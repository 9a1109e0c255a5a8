"""Tables of policies: drafts, and what was put in force."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import BIG, Exact, RowId, Table


class PolicyDraftRow(Table):
    """A policy that somebody wrote; ``wording`` is the file, comments included."""

    __tablename__ = "policy_draft"

    policy: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[Exact]
    wording: Mapped[Exact]
    author: Mapped[Exact]
    at: Mapped[datetime]
    audit_seq: Mapped[int] = mapped_column(BIG, ForeignKey("audit_record.seq"))


class PolicyActivationRow(Table):
    """A policy was put in force: by a person, by the settings, or as the one that a release ships.
    Append-only; the last row is in force."""

    __tablename__ = "policy_activation"
    __table_args__ = (
        CheckConstraint("origin IN ('person', 'settings', 'release')", name="origin"),
        Index(None, "at"),
    )

    id: Mapped[RowId]
    policy: Mapped[str] = mapped_column(ForeignKey("policy.id"))
    at: Mapped[datetime]
    origin: Mapped[str]
    actor: Mapped[Exact]
    reason: Mapped[Exact]
    audit_seq: Mapped[int] = mapped_column(BIG, ForeignKey("audit_record.seq"))
