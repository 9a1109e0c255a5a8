"""Alerts on delisted parties, and reviews of what was frozen for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table; alerts say since when a designation of theirs is off its list."""
    op.add_column("alert", sa.Column("delisted_at", INSTANT, nullable=True))
    op.create_table(
        "unfreeze_review",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("authority_ref", sa.String(), nullable=False),
        sa.Column("portfolio", sa.String(), nullable=True),
        sa.Column("reference", BYTES, nullable=True),
        sa.Column("list_version", sa.String(), nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("text", BYTES, nullable=False),
        sa.Column("proposed_by", BYTES, nullable=True),
        sa.Column("proposed_at", INSTANT, nullable=True),
        sa.Column("answered_by", BYTES, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_unfreeze_review"),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_unfreeze_review_alert_id_alert"),
    )
    op.create_index("ix_unfreeze_review_state_raised_at", "unfreeze_review", ["state", "raised_at"])
    op.create_index("ix_unfreeze_review_alert_id", "unfreeze_review", ["alert_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("unfreeze_review")
    with op.batch_alter_table("alert") as batch:
        batch.drop_column("delisted_at")
