"""Who is told of events, what was sent to whom, and which digests were mailed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
INSTANT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PENDING = sa.text("state = 'pending'")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "webhook_target",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", BYTES, nullable=False),
        sa.Column("url", BYTES, nullable=False),
        sa.Column("kinds", BYTES, nullable=True),
        sa.Column("portfolios", BYTES, nullable=True),
        sa.Column("with_reference", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("old_salt", sa.String(), nullable=True),
        sa.Column("old_until", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", BYTES, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("cursor", BIG, nullable=False),
        sa.Column("rests_until", INSTANT, nullable=False),
        sa.Column("served_at", INSTANT, nullable=False),
        sa.Column("delivered", BIG, nullable=False),
        sa.Column("failed", BIG, nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_target"),
    )
    _make_deliveries()
    op.create_table(
        "digest_sent",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", "period", name="pk_digest_sent"),
    )


def _make_deliveries() -> None:
    op.create_table(
        "webhook_delivery",
        sa.Column("target_id", sa.String(), nullable=False),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("tried_at", INSTANT, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("problem", BYTES, nullable=True),
        sa.PrimaryKeyConstraint("target_id", "seq", name="pk_webhook_delivery"),
        sa.ForeignKeyConstraint(
            ["target_id"], ["webhook_target.id"], name="fk_webhook_delivery_target_id_webhook_target"
        ),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name="fk_webhook_delivery_seq_event"),
    )
    op.create_index("ix_webhook_delivery_seq", "webhook_delivery", ["seq"])
    op.create_index(
        "ix_webhook_delivery_state_target_id_seq", "webhook_delivery", ["state", "target_id", "seq"]
    )
    op.create_index(
        "ix_webhook_delivery_pending",
        "webhook_delivery",
        ["target_id", "subject", "seq"],
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("digest_sent")
    op.drop_table("webhook_delivery")
    op.drop_table("webhook_target")
