"""Policies: drafts, and what was put in force."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BYTES = sa.LargeBinary()
INSTANT = sa.DateTime(timezone=True)
TEXT = sa.String()


def upgrade() -> None:
    """Make the tables; without a row in them the policy that ships is in force."""
    op.create_table(
        "policy_draft",
        *_required(TEXT, "policy"),
        *_required(BYTES, "content", "wording", "author"),
        *_required(INSTANT, "at"),
        *_required(BIG, "audit_seq"),
        _refers("policy_draft", "audit_seq", "audit_record", "seq"),
        sa.PrimaryKeyConstraint("policy", name="pk_policy_draft"),
    )
    op.create_table(
        "policy_activation",
        *_required(BIG, "id"),
        *_required(TEXT, "policy", "origin"),
        *_required(INSTANT, "at"),
        *_required(BYTES, "actor", "reason"),
        *_required(BIG, "audit_seq"),
        sa.CheckConstraint("origin IN ('person', 'settings', 'release')", name="ck_policy_activation_origin"),
        _refers("policy_activation", "policy", "policy", "id"),
        _refers("policy_activation", "audit_seq", "audit_record", "seq"),
        sa.PrimaryKeyConstraint("id", name="pk_policy_activation"),
    )
    op.create_index("ix_policy_activation_at", "policy_activation", ["at"])


def downgrade() -> None:
    """Take the tables away."""
    for table in ("policy_activation", "policy_draft"):
        op.drop_table(table)


def _required(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _refers(table: str, column: str, other: str, key: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=f"fk_{table}_{column}_{other}")
