"""Monitored subjects, their imports and their rescreenings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0063"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
NUMBERED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
DIGEST = sa.String(length=64)

TABLES = (
    *("monitoring_incident", "rescreening_finding", "rescreening", "subject_import"),
    *("subject_hit", "subject_revision", "monitored_subject"),
)


def upgrade() -> None:
    """Make the tables."""
    _subjects()
    _runs()


def _subjects() -> None:
    op.create_table(
        "monitored_subject",
        sa.Column("id", NUMBERED, nullable=False),
        sa.Column("subject_key", DIGEST, nullable=False),
        sa.Column("portfolio", BYTES, nullable=True),
        sa.Column("reference", BYTES, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", NUMBERED, nullable=False),
        sa.Column("content_digest", DIGEST, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", BYTES, nullable=False),
        sa.Column("screened_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_monitored_subject"),
    )
    op.create_index("ix_monitored_subject_subject_key", "monitored_subject", ["subject_key"], unique=True)
    op.create_index("ix_monitored_subject_state_revision", "monitored_subject", ["state", "revision"])
    op.create_index("ix_monitored_subject_waiting", "monitored_subject", ["screened_at", "state"])
    op.create_table(
        "subject_revision",
        sa.Column("number", NUMBERED, nullable=False),
        sa.Column("subject_id", NUMBERED, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", BYTES, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("branch", BYTES, nullable=True),
        sa.Column("risk_class", BYTES, nullable=True),
        sa.Column("subject", BYTES, nullable=False),
        sa.Column("unread", BYTES, nullable=False),
        sa.Column("import_id", sa.String(), nullable=True),
        sa.Column("screened_by", NUMBERED, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_subject_revision"),
    )
    op.create_index("ix_subject_revision_subject_id", "subject_revision", ["subject_id"])
    op.create_table(
        "subject_hit",
        sa.Column("subject_id", NUMBERED, nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("authority_ref", sa.String(), nullable=False),
        sa.Column("fingerprint", DIGEST, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", "list_id", "authority_ref", name="pk_subject_hit"),
    )
    op.create_index("ix_subject_hit_designation", "subject_hit", ["list_id", "authority_ref"])
    op.create_table(
        "subject_import",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("portfolio", BYTES, nullable=True),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", BYTES, nullable=False),
        sa.Column("told", BYTES, nullable=False),
        sa.Column("answered_by", BYTES, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("answer", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subject_import"),
    )


def _runs() -> None:
    op.create_table(
        "rescreening",
        sa.Column("id", NUMBERED, nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("actor", BYTES, nullable=False),
        sa.Column("corpus", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("normaliser", sa.String(), nullable=False),
        sa.Column("versions", BYTES, nullable=False),
        sa.Column("steps", BYTES, nullable=False),
        sa.Column("above", NUMBERED, nullable=False),
        sa.Column("up_to", NUMBERED, nullable=False),
        sa.Column("cursor", NUMBERED, nullable=False),
        sa.Column("counts", BYTES, nullable=False),
        sa.Column("digest", DIGEST, nullable=True),
        sa.Column("expected", DIGEST, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rescreening"),
    )
    op.create_table(
        "rescreening_finding",
        sa.Column("rescreening", NUMBERED, nullable=False),
        sa.Column("subject_id", NUMBERED, nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("authority_ref", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("score_before", sa.Integer(), nullable=True),
        sa.Column("fields", BYTES, nullable=False),
        sa.Column("screening_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint(
            "rescreening", "subject_id", "list_id", "authority_ref", name="pk_rescreening_finding"
        ),
    )
    op.create_index("ix_rescreening_finding_subject", "rescreening_finding", ["subject_id"])
    op.create_index("ix_rescreening_finding_screening", "rescreening_finding", ["screening_id"])
    op.create_table(
        "monitoring_incident",
        sa.Column("id", NUMBERED, nullable=False),
        sa.Column("rescreening", NUMBERED, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answered_by", BYTES, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("text", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_monitoring_incident"),
    )


def downgrade() -> None:
    """Take them away."""
    for table in TABLES:
        op.drop_table(table)
