"""What the trail of the audit is asked by: when, and what was done."""

from __future__ import annotations

from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("ix_audit_record_at", "audit_record", ["at"])
    op.create_index("ix_audit_record_kind", "audit_record", ["kind", "seq"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_audit_record_kind", "audit_record")
    op.drop_index("ix_audit_record_at", "audit_record")
