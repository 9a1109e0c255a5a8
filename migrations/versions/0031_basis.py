"""A screening says what it was answered with beside its corpus, so that it can be replayed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; answers of before have none."""
    op.add_column("screening", sa.Column("basis", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("screening", "basis")
