"""Discount rules of kinds that look at no births have no years; who rejects a change says why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the column be empty, and add the words."""
    op.add_column("pending_change", sa.Column("why", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("discount_rule") as batch:
        batch.alter_column("years", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Such rules close nothing before this: one that asks for 100 years speaks of nobody."""
    with op.batch_alter_table("pending_change") as batch:
        batch.drop_column("why")
    op.execute("UPDATE discount_rule SET years = 100 WHERE years IS NULL")
    with op.batch_alter_table("discount_rule") as batch:
        batch.alter_column("years", existing_type=sa.Integer(), nullable=False)
