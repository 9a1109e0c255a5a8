"""The table of batches that are asked for over HTTP and carried out by workers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import BIG, Digest, Exact, Json, Table


class BatchJobRow(Table):
    """A batch from its upload on. ``once_scope`` and ``once_request`` are keyed digests of an idempotency
    key and of the request that came under it. Whoever has the *lease* carries the batch out:
    ``leased_until`` is in seconds since 1970 by the database's clock, ``attempts`` counts leases since
    the last row was answered."""

    __tablename__ = "batch_job"
    __table_args__ = (
        Index(None, "asked_at"),
        Index(None, "batch_id"),
        Index(None, "state"),
        Index(None, "once_scope"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    input_name: Mapped[Exact]
    input_sha256: Mapped[Digest]
    input_bytes: Mapped[int] = mapped_column(BIG)
    asked_by: Mapped[Exact]
    asked_at: Mapped[datetime]
    portfolio: Mapped[str | None]
    options: Mapped[Json]
    once_scope: Mapped[Digest | None]
    once_request: Mapped[Digest | None]
    batch_id: Mapped[str | None]
    rows: Mapped[int | None] = mapped_column(BIG)
    rows_done: Mapped[int] = mapped_column(BIG)
    rows_per_second: Mapped[float | None] = mapped_column(Float)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    counts: Mapped[Json | None]
    warnings: Mapped[Json | None]
    error: Mapped[Exact | None]
    expires_at: Mapped[datetime]
    files_gone_at: Mapped[datetime | None]
    leased_by: Mapped[str | None]
    leased_until: Mapped[float | None] = mapped_column(Float)
    attempts: Mapped[int]
