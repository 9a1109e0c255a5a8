"""Requests under idempotency keys, which are answered once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0033"
branch_labels = None
depends_on = None

DIGEST = sa.String(length=64)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "answered_once",
        sa.Column("scope", DIGEST, nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("request", DIGEST, nullable=False),
        sa.Column("screening_id", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", "item", name="pk_answered_once"),
    )
    op.create_index("ix_answered_once_expires_at", "answered_once", ["expires_at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("answered_once")
