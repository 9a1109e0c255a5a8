"""Party groups: revisions, memberships, links, and what people decided."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BYTES = sa.LargeBinary()
INSTANT = sa.DateTime(timezone=True)
TEXT = sa.String()
PAIR = ("first_list_id", "first_ref", "second_list_id", "second_ref")


def upgrade() -> None:
    """Make the tables; they are filled when a list is next put in force."""
    op.create_table(
        "party_grouping",
        sa.Column("revision", BIG, autoincrement=False, nullable=False),
        *_required(INSTANT, "at"),
        *_required(sa.String(length=64), "stamp"),
        *_required(BYTES, "counts"),
        sa.PrimaryKeyConstraint("revision", name="pk_party_grouping"),
    )
    _memberships()
    _links()
    op.create_table(
        "party_decision",
        *_required(BIG, "id", "audit_seq"),
        *_required(TEXT, *PAIR, "kind"),
        *_required(BYTES, "actor", "reason"),
        *_required(INSTANT, "at"),
        sa.CheckConstraint("kind IN ('linked', 'apart', 'withdrawn')", name="ck_party_decision_kind"),
        sa.ForeignKeyConstraint(
            ["audit_seq"], ["audit_record.seq"], name="fk_party_decision_audit_seq_audit_record"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_party_decision"),
    )


def downgrade() -> None:
    """Take the tables away."""
    for table in ("party_decision", "party_link", "party_membership", "party_grouping"):
        op.drop_table(table)


def _memberships() -> None:
    op.create_table(
        "party_membership",
        *_required(BIG, "id", "since"),
        *_required(TEXT, "list_id", "authority_ref", "group_id"),
        *_required(sa.Boolean(), "certain"),
        sa.Column("until", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_party_membership"),
    )
    op.create_index(
        "ix_party_membership_list_id_authority_ref", "party_membership", ["list_id", "authority_ref"]
    )
    op.create_index("ix_party_membership_group_id", "party_membership", ["group_id"])
    op.create_index("ix_party_membership_until", "party_membership", ["until"])


def _links() -> None:
    op.create_table(
        "party_link",
        *_required(BIG, "id", "since"),
        *_required(TEXT, "group_id", *PAIR, "basis"),
        *_required(BYTES, "evidence"),
        sa.Column("until", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_party_link"),
    )
    op.create_index("ix_party_link_group_id", "party_link", ["group_id"])
    op.create_index("ix_party_link_until", "party_link", ["until"])


def _required(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]
