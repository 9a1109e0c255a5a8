"""Tables of what was asked and answered: policies, corpora, screenings, batches, hits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import BIG, Digest, Exact, Json, RowId, Table


class PolicyRow(Table):
    """What a policy says, kept at its first use."""

    __tablename__ = "policy"

    id: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[Exact]
    first_used_at: Mapped[datetime]


class CorpusRow(Table):
    """A corpus stamp, kept at its first use; written once."""

    __tablename__ = "screening_corpus"

    stamp: Mapped[Digest] = mapped_column(primary_key=True)
    first_used_at: Mapped[datetime]


class CorpusListRow(Table):
    """The list versions that a corpus stamp stands for."""

    __tablename__ = "screening_corpus_list"

    stamp: Mapped[Digest] = mapped_column(ForeignKey("screening_corpus.stamp"), primary_key=True)
    list_id: Mapped[str] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(BIG, ForeignKey("list_version.id"))


class ScreeningRow(Table):
    """A question and its answer. ``freshness`` is what no corpus knows: of each list screened
    against, when it had been checked and whether that was too long ago."""

    __tablename__ = "screening"
    __table_args__ = (
        # By hash: a row of another index of PostgreSQL holds 2,700 bytes at most.
        Index(None, "reference", postgresql_using="hash"),
        Index(None, "screened_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[Exact | None]
    request: Mapped[Json]
    screened_at: Mapped[datetime]
    actor: Mapped[Exact]
    portfolio: Mapped[str | None]
    status: Mapped[str]
    reason: Mapped[Exact]
    narrowed: Mapped[bool]
    policy: Mapped[str] = mapped_column(ForeignKey("policy.id"))
    engine: Mapped[str]
    corpus: Mapped[Digest] = mapped_column(ForeignKey("screening_corpus.stamp"))
    threshold: Mapped[int]
    total_hits: Mapped[int]
    freshness: Mapped[Json]
    basis: Mapped[Json | None]
    audit_seq: Mapped[int] = mapped_column(BIG, ForeignKey("audit_record.seq"))


class BatchRow(Table):
    """A run over a file; ``key`` is a digest of everything that makes it the same run."""

    __tablename__ = "batch"
    __table_args__ = (Index(None, "key"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[Digest]
    input_sha256: Mapped[Digest]
    input_name: Mapped[Exact]
    mapping: Mapped[Json]
    settings: Mapped[Json]
    policy: Mapped[str] = mapped_column(ForeignKey("policy.id"))
    engine: Mapped[str]
    corpus: Mapped[Digest] = mapped_column(ForeignKey("screening_corpus.stamp"))
    threshold: Mapped[int]
    started_at: Mapped[datetime]
    actor: Mapped[Exact]
    rows_done: Mapped[int] = mapped_column(BIG)
    hits_digest: Mapped[Digest]
    finished_at: Mapped[datetime | None]
    counts: Mapped[Json | None]
    audit_seq: Mapped[int | None] = mapped_column(BIG, ForeignKey("audit_record.seq"))


class HitRow(Table):
    """A hit of a screening, or of a row of a batch; ``content`` is the whole hit with its ledger."""

    __tablename__ = "hit"
    __table_args__ = (
        UniqueConstraint("screening_id", "rank"),
        UniqueConstraint("batch_id", "row_number", "rank"),
        CheckConstraint(
            "(screening_id IS NULL) <> (batch_id IS NULL) AND (batch_id IS NULL) = (row_number IS NULL)",
            name="owner",
        ),
        Index(None, "list_id", "authority_ref"),
        Index(None, "state_id"),
    )

    id: Mapped[RowId]
    screening_id: Mapped[str | None] = mapped_column(ForeignKey("screening.id"))
    batch_id: Mapped[str | None] = mapped_column(ForeignKey("batch.id"))
    row_number: Mapped[int | None] = mapped_column(BIG)
    row_id: Mapped[Exact | None]
    rank: Mapped[int]
    score: Mapped[int]
    list_id: Mapped[str]
    authority_ref: Mapped[str]
    state_id: Mapped[int] = mapped_column(BIG, ForeignKey("designation_state.id"))
    content: Mapped[Json]
