"""Tables of the audit chain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import BIG, Digest, Exact, Table


class AuditRow(Table):
    """One link. It is never changed and never deleted."""

    __tablename__ = "audit_record"

    seq: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[Exact]
    kind: Mapped[str]
    previous_hash: Mapped[Digest]
    hash: Mapped[Digest]
    payload_digest: Mapped[Digest]
    key_id: Mapped[str | None]
    """Which key ``hash`` was made with; None for the records of before there were keys."""

    __table_args__ = (
        Index("ix_audit_record_at", "at"),
        Index("ix_audit_record_kind", "kind", "seq"),
    )


class AuditPayloadRow(Table):
    """What a record is about; may be purged, salt and all, so that its digest tells nothing."""

    __tablename__ = "audit_payload"

    seq: Mapped[int] = mapped_column(
        BIG, ForeignKey("audit_record.seq"), primary_key=True, autoincrement=False
    )
    salt: Mapped[bytes]
    payload: Mapped[bytes]


class AuditHeadRow(Table):
    """The last link, one row: what writers take turns at, and what a cut tail is found by."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BIG)
    hash: Mapped[Digest]
