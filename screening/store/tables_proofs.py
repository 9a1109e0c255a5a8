"""The table of proofs: what was asked before a list version or a policy was put in force."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import BIG, Json, RowId, Table


class ProofRow(Table):
    """A list version was proven under a policy by an engine: whole, or what it changes against the
    proven version ``base_id``. Append-only."""

    __tablename__ = "proof"
    __table_args__ = (Index(None, "version_id"), Index(None, "policy"))

    id: Mapped[RowId]
    version_id: Mapped[int] = mapped_column(BIG, ForeignKey("list_version.id"))
    policy: Mapped[str]
    engine: Mapped[str]
    base_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("list_version.id"))
    at: Mapped[datetime]
    names: Mapped[int]
    manipulated: Mapped[int]
    missed: Mapped[int]
    misses: Mapped[Json]
    seconds: Mapped[float]
    audit_seq: Mapped[int] = mapped_column(BIG, ForeignKey("audit_record.seq"))
