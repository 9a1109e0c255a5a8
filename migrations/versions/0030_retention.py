"""Retention: relationships that ended, legal holds, tombstones of what was purged."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0021"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
INSTANT = sa.DateTime(timezone=True)
TEXT = sa.String()


def upgrade() -> None:
    """Make the tables; nothing is due before somebody tells of an end."""
    op.create_table(
        "relationship",
        sa.Column("reference", BYTES, nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("jurisdictions", BYTES, nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("told_by", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_relationship"),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("reference", BYTES, nullable=True),
        sa.Column("reason", BYTES, nullable=False),
        sa.Column("placed_by", BYTES, nullable=False),
        sa.Column("placed_at", INSTANT, nullable=False),
        sa.Column("lifted_by", BYTES, nullable=True),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_legal_hold"),
    )
    op.create_table(
        "tombstone",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("purged_at", INSTANT, nullable=False),
        sa.Column("rule", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tombstone"),
    )
    op.create_index("ix_tombstone_purged_at", "tombstone", ["purged_at"])


def downgrade() -> None:
    """Take the tables away."""
    for table in ("tombstone", "legal_hold", "relationship"):
        op.drop_table(table)
