"""Changes of single subjects name their audit records, and say when they were screened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

NUMBERED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

_SCREENED_AT = """
    UPDATE subject_revision SET screened_at = (
        SELECT finished_at FROM rescreening WHERE rescreening.id = subject_revision.screened_by
    ) WHERE screened_by IS NOT NULL
"""


def upgrade() -> None:
    """Add the columns; who was screened before is taken to have been when that run ended."""
    op.add_column("subject_revision", sa.Column("screened_at", INSTANT, nullable=True))
    op.add_column("subject_revision", sa.Column("audit_seq", NUMBERED, nullable=True))
    op.execute(_SCREENED_AT)
    op.create_index("ix_rescreening_finished_at", "rescreening", ["finished_at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_rescreening_finished_at", table_name="rescreening")
    with op.batch_alter_table("subject_revision") as table:
        table.drop_column("audit_seq")
        table.drop_column("screened_at")
