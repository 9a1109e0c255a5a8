"""Discount rules without years, words of who rejects a change, queues counted out of an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

OPEN_ID, OPEN = "ix_alert_open_id", sa.text("closed_at IS NULL")
# With what is filtered by, and what the index is kept to: else SQLite would read each row for it.
COVERED = ["id", "portfolio", "assignee", "closed_at"]


def upgrade() -> None:
    """Let the column be empty, add the words, make the index."""
    op.create_index(OPEN_ID, "alert", COVERED, sqlite_where=OPEN, postgresql_where=OPEN)
    op.add_column("pending_change", sa.Column("why", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("discount_rule") as batch:
        batch.alter_column("years", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Such rules close nothing before this: one that asks for 100 years speaks of nobody."""
    op.drop_index(OPEN_ID, "alert")
    with op.batch_alter_table("pending_change") as batch:
        batch.drop_column("why")
    op.execute("UPDATE discount_rule SET years = 100 WHERE years IS NULL")
    with op.batch_alter_table("discount_rule") as batch:
        batch.alter_column("years", existing_type=sa.Integer(), nullable=False)
