"""Whether the names asked are kept, or a keyed digest of them alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table; without a row everything is kept, as before."""
    op.create_table(
        "recording_mode",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("zero_footprint", sa.Boolean(), nullable=False),
        sa.Column("reason", BYTES, nullable=False),
        sa.Column("requested_by", BYTES, nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("confirmed_by", BYTES, nullable=True),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recording_mode"),
        sa.UniqueConstraint("turn", name="uq_recording_mode_turn"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("recording_mode")
