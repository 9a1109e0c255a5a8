"""Queues of what is not closed come in their order out of an index; alerts are found by lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

BY_LIST, BY_URGENCY, BY_AGE = "ix_alert_hit_list_id_alert_id", "ix_alert_open_urgency", "ix_alert_open_age"
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Make the indexes."""
    op.create_index(BY_LIST, "alert_hit", ["list_id", "alert_id"])
    urgency = ["urgency", "raised_at", "id", "portfolio", "assignee"]
    op.create_index(BY_URGENCY, "alert", urgency, sqlite_where=OPEN, postgresql_where=OPEN)
    age = ["raised_at", "id", "portfolio", "assignee"]
    op.create_index(BY_AGE, "alert", age, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    """Take them away."""
    op.drop_index(BY_AGE, "alert")
    op.drop_index(BY_URGENCY, "alert")
    op.drop_index(BY_LIST, "alert_hit")
