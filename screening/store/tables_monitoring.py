"""Tables of monitored subjects, their imports and their rescreenings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import BIG, Digest, Exact, Json, RowId, Table


class MonitoredSubjectRow(Table):
    """A subject as it stands; ``subject_key`` is a digest of portfolio and reference. What it is stands in
    its last revision."""

    __tablename__ = "monitored_subject"
    __table_args__ = (
        Index(None, "subject_key", unique=True),
        Index("ix_monitored_subject_state_revision", "state", "revision"),
        Index("ix_monitored_subject_waiting", "screened_at", "state"),
    )

    id: Mapped[RowId]
    subject_key: Mapped[Digest]
    portfolio: Mapped[Exact | None]
    reference: Mapped[Exact]
    state: Mapped[str]
    revision: Mapped[int] = mapped_column(BIG)
    content_digest: Mapped[Digest]
    since: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[Exact]
    screened_at: Mapped[datetime | None]


class SubjectRevisionRow(Table):
    """What a subject was from an instant on; ``screened_by`` is the run that screened it against
    everything, ``screened_at`` when. ``audit_seq`` is the record of a change by itself; what an import did is
    told by that of the import."""

    __tablename__ = "subject_revision"
    __table_args__ = (Index(None, "subject_id"),)

    number: Mapped[RowId]
    subject_id: Mapped[int] = mapped_column(BIG)
    at: Mapped[datetime]
    by: Mapped[Exact]
    state: Mapped[str]
    branch: Mapped[Exact | None]
    risk_class: Mapped[Exact | None]
    subject: Mapped[Json]
    unread: Mapped[Json]
    import_id: Mapped[str | None]
    screened_by: Mapped[int | None] = mapped_column(BIG)
    screened_at: Mapped[datetime | None]
    audit_seq: Mapped[int | None] = mapped_column(BIG)


class SubjectHitRow(Table):
    """A hit that is known of a monitored subject."""

    __tablename__ = "subject_hit"
    __table_args__ = (Index("ix_subject_hit_designation", "list_id", "authority_ref"),)

    subject_id: Mapped[int] = mapped_column(BIG, primary_key=True)
    list_id: Mapped[str] = mapped_column(primary_key=True)
    authority_ref: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[Digest]
    score: Mapped[int]


class SubjectImportRow(Table):
    """A file of subjects, and what came of it."""

    __tablename__ = "subject_import"

    id: Mapped[str] = mapped_column(primary_key=True)
    portfolio: Mapped[Exact | None]
    mode: Mapped[str]
    state: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[Exact]
    told: Mapped[Json]
    answered_by: Mapped[Exact | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[Exact]


class RescreeningRow(Table):
    """A run over monitored subjects; ``cursor`` moves with every transaction of it."""

    __tablename__ = "rescreening"
    __table_args__ = (Index(None, "finished_at"),)

    id: Mapped[RowId]
    cause: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    actor: Mapped[Exact]
    corpus: Mapped[str]
    policy: Mapped[str]
    engine: Mapped[str]
    normaliser: Mapped[str]
    versions: Mapped[Json]
    steps: Mapped[Json]
    above: Mapped[int] = mapped_column(BIG)
    up_to: Mapped[int] = mapped_column(BIG)
    cursor: Mapped[int] = mapped_column(BIG)
    counts: Mapped[Json]
    digest: Mapped[Digest | None]
    expected: Mapped[Digest | None]


class FindingRow(Table):
    """What a run changed of what is known of a subject."""

    __tablename__ = "rescreening_finding"
    __table_args__ = (
        Index("ix_rescreening_finding_subject", "subject_id"),
        Index("ix_rescreening_finding_screening", "screening_id"),
    )

    rescreening: Mapped[int] = mapped_column(BIG, primary_key=True)
    subject_id: Mapped[int] = mapped_column(BIG, primary_key=True)
    list_id: Mapped[str] = mapped_column(primary_key=True)
    authority_ref: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    change: Mapped[str]
    score: Mapped[int | None]
    score_before: Mapped[int | None]
    fields: Mapped[Json]
    screening_id: Mapped[str | None]


class IncidentRow(Table):
    """A daily run that found something else than was known."""

    __tablename__ = "monitoring_incident"

    id: Mapped[RowId]
    rescreening: Mapped[int] = mapped_column(BIG)
    at: Mapped[datetime]
    differences: Mapped[int]
    state: Mapped[str]
    answered_by: Mapped[Exact | None]
    answered_at: Mapped[datetime | None]
    text: Mapped[Exact]
