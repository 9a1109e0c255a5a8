"""Audit records say which key their hash was made with; those of before have none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is there keeps its own format."""
    op.add_column("audit_record", sa.Column("key_id", sa.String(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("audit_record", "key_id")
