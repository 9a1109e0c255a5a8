"""What was done after true matches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "alert_response",
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("report_due_on", sa.Date(), nullable=True),
        sa.Column("report_rule", sa.String(), nullable=False),
        sa.Column("report_reference", BYTES, nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("made_by", BYTES, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "number", name="pk_alert_response"),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_alert_response_alert_id_alert"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("alert_response")
