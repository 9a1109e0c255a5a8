"""What happened to alerts, in one order for all, and references of any length on PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

REFERENCES = ("alert", "screening")


def upgrade() -> None:
    """Make the table; index references by hash, since a row of another index holds 2,700 bytes at most."""
    op.create_table(
        "alert_feed",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("portfolio", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_alert_feed"),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_alert_feed_alert_id_alert"),
    )
    op.create_index("ix_alert_feed_alert_id", "alert_feed", ["alert_id"])
    _index_references("hash")


def _index_references(method: str) -> None:
    for table in REFERENCES:
        op.drop_index(f"ix_{table}_reference", table)
        op.create_index(f"ix_{table}_reference", table, ["reference"], postgresql_using=method)


def downgrade() -> None:
    """Take it away."""
    _index_references("btree")
    op.drop_table("alert_feed")
