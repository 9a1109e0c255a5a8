"""Discount rules, and the alerts that they closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table; alerts say which rule looked at them."""
    op.create_table(
        "discount_rule",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", BYTES, nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("sample_share", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("simulation", BYTES, nullable=False),
        sa.Column("proposed_by", BYTES, nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("answered_by", BYTES, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("retired_by", BYTES, nullable=True),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.Column("why", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_discount_rule"),
    )
    op.add_column("alert", sa.Column("rule", sa.String(), nullable=True))
    op.add_column("alert", sa.Column("rule_key", sa.String(length=64), nullable=True))
    op.create_index("ix_alert_rule_key", "alert", ["rule_key"])
    op.create_index("ix_alert_rule_state", "alert", ["rule", "state"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_alert_rule_state", "alert")
    op.drop_index("ix_alert_rule_key", "alert")
    with op.batch_alter_table("alert") as batch:
        batch.drop_column("rule_key")
        batch.drop_column("rule")
    op.drop_table("discount_rule")
