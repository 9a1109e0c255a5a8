"""One feed of events, of alerts and of lists; what was in that of alerts goes on under its numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RANDOM_ID = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "replace(gen_random_uuid()::text, '-', '')",
}
NO_DATA = {"sqlite": "x'7b7d'", "postgresql": "'\\x7b7d'::bytea"}
"""The two bytes of an empty JSON object."""


def upgrade() -> None:
    """Make the table, fill it from the feed of alerts, and take that away."""
    op.create_table(
        "event",
        sa.Column("seq", ID, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("portfolio", sa.String(), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_event"),
        sa.UniqueConstraint("id", name="uq_event_id"),
        sqlite_autoincrement=True,
    )
    back_end = op.get_bind().dialect.name
    op.execute(
        "INSERT INTO event (seq, id, at, kind, subject, number, portfolio, data) "  # noqa: S608
        f"SELECT seq, {RANDOM_ID[back_end]}, at, 'alert.' || kind, alert_id, number, portfolio, "
        f"{NO_DATA[back_end]} FROM alert_feed"
    )
    if back_end == "postgresql":
        op.execute("SELECT setval('event_seq_seq', (SELECT coalesce(max(seq), 0) + 1 FROM event), false)")
    op.create_index("ix_event_subject_seq", "event", ["subject", "seq"])
    op.drop_table("alert_feed")


def downgrade() -> None:
    """Bring back the feed of alerts; what happened to lists is not told any more."""
    op.create_table(
        "alert_feed",
        sa.Column("seq", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("portfolio", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_alert_feed"),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_alert_feed_alert_id_alert"),
    )
    op.execute(
        "INSERT INTO alert_feed (seq, at, kind, alert_id, number, portfolio) "
        "SELECT seq, at, substr(kind, 7), subject, number, portfolio FROM event WHERE kind LIKE 'alert.%'"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval('alert_feed_seq_seq', (SELECT coalesce(max(seq), 0) + 1 FROM alert_feed), false)"
        )
    op.create_index("ix_alert_feed_alert_id", "alert_feed", ["alert_id"])
    op.drop_table("event")
