"""Changes that wait for a second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "pending_change",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_key", sa.String(length=64), nullable=False),
        sa.Column("subject", BYTES, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", BYTES, nullable=False),
        sa.Column("requested_by", BYTES, nullable=False),
        sa.Column("entered_by", BYTES, nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("answered_by", BYTES, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pending_change"),
    )
    op.create_index("ix_pending_change_subject_key", "pending_change", ["subject_key"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("pending_change")
