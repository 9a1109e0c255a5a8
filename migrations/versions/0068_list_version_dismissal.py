"""Held list versions that a person will not release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BYTES = sa.LargeBinary()


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "list_version_dismissal",
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", BYTES, nullable=False),
        sa.Column("reason", BYTES, nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["list_version.id"], name="fk_list_version_dismissal_version_id_list_version"
        ),
        sa.PrimaryKeyConstraint("version_id", name="pk_list_version_dismissal"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("list_version_dismissal")
