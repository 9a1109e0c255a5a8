"""Suppressions, the states that they hold for, and changes of wording to be looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
DIGEST = sa.String(length=64)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables; hits of alerts say what was material when they were found."""
    op.add_column("alert_hit", sa.Column("facts", BYTES, nullable=True))
    op.add_column("alert_hit", sa.Column("fingerprint", DIGEST, nullable=True))
    op.create_table(
        "suppression",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_key", DIGEST, nullable=False),
        sa.Column("portfolio", sa.String(), nullable=True),
        sa.Column("reference", BYTES, nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("authority_ref", sa.String(), nullable=False),
        sa.Column("facts", BYTES, nullable=False),
        sa.Column("fingerprint", DIGEST, nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decided_by", BYTES, nullable=False),
        sa.Column("approved_by", BYTES, nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_as", sa.String(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", BYTES, nullable=True),
        sa.Column("why", BYTES, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_suppression"),
    )
    op.create_index("ix_suppression_subject_key", "suppression", ["subject_key"])
    op.create_index("ix_suppression_list_id_authority_ref", "suppression", ["list_id", "authority_ref"])
    op.create_index("ix_suppression_begun_at", "suppression", ["begun_at"])
    _create_states()


def _create_states() -> None:
    op.create_table(
        "suppression_state",
        sa.Column("suppression_id", sa.String(), nullable=False),
        sa.Column("fingerprint", DIGEST, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("suppression_id", "fingerprint", name="pk_suppression_state"),
        _of_suppression("suppression_state"),
    )
    op.create_table(
        "suppression_review",
        sa.Column("suppression_id", sa.String(), nullable=False),
        sa.Column("fingerprint", DIGEST, nullable=False),
        sa.Column("fields", BYTES, nullable=False),
        sa.Column("list_version", sa.String(), nullable=False),
        sa.Column("noticed_at", INSTANT, nullable=False),
        sa.Column("seen_by", BYTES, nullable=True),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("suppression_id", "fingerprint", name="pk_suppression_review"),
        _of_suppression("suppression_review"),
    )


def _of_suppression(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_suppression_id_suppression"
    return sa.ForeignKeyConstraint(["suppression_id"], ["suppression.id"], name=name)


def downgrade() -> None:
    """Take them away."""
    for table in ("suppression_review", "suppression_state", "suppression"):
        op.drop_table(table)
    with op.batch_alter_table("alert_hit") as batch:
        batch.drop_column("fingerprint")
        batch.drop_column("facts")
