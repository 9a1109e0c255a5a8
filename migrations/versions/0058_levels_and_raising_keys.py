"""Keys whose screenings raise alerts; the level of who decides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; NULL in them is what was so before."""
    op.add_column("api_key", sa.Column("raises_alerts", sa.Boolean(), nullable=True))
    op.add_column("user_account", sa.Column("level", sa.String(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("user_account") as batch:
        batch.drop_column("level")
    with op.batch_alter_table("api_key") as batch:
        batch.drop_column("raises_alerts")
