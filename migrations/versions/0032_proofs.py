"""Proofs: what was asked before a list version or a policy was put in force."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table; versions in force are proven when they or a policy are next put in force."""
    op.create_table(
        "proof",
        *_required(BIG, "id", "version_id"),
        *_required(sa.String(), "policy", "engine"),
        sa.Column("base_id", BIG, nullable=True),
        *_required(sa.DateTime(timezone=True), "at"),
        *_required(sa.Integer(), "names", "manipulated", "missed"),
        *_required(sa.LargeBinary(), "misses"),
        *_required(sa.Double(), "seconds"),
        *_required(BIG, "audit_seq"),
        _refers("version_id", "list_version", "id"),
        _refers("base_id", "list_version", "id"),
        _refers("audit_seq", "audit_record", "seq"),
        sa.PrimaryKeyConstraint("id", name="pk_proof"),
    )
    op.create_index("ix_proof_version_id", "proof", ["version_id"])
    op.create_index("ix_proof_policy", "proof", ["policy"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("proof")


def _required(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _refers(column: str, other: str, key: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=f"fk_proof_{column}_{other}")
