"""What runs by the clock: leases, and what was due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", BYTES, nullable=False),
        sa.Column("until", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    op.create_table(
        "scheduled_run",
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("holder", BYTES, nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("note", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("task", "due_at", name="pk_scheduled_run"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("scheduled_run")
    op.drop_table("lease")
