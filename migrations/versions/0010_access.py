"""Who may ask: scopes and lives of keys, users, sessions of the pages, portfolios, rate windows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BYTES = sa.LargeBinary()
INSTANT = sa.DateTime(timezone=True)
TEXT = sa.String()
KEY_COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "owner": BYTES,
    "scopes": BYTES,
    "created_by": BYTES,
    "portfolios": BYTES,
    "rate_limit": TEXT,
    "expires_at": INSTANT,
    "last_used_at": INSTANT,
}
ALL_RIGHTS = b'["admin","analyst","auditor","screener"]'
"""Keys had no scopes until now: they could do all that there was to do."""


def upgrade() -> None:
    """Make the tables; the keys that are there keep their rights."""
    _keys()
    _users()
    op.create_table(
        "portfolio",
        *_columns(TEXT, "id"),
        *_columns(BYTES, "title"),
        *_columns(INSTANT, "created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_portfolio"),
    )
    op.create_table(
        "rate_window",
        *_columns(TEXT, "key"),
        *_columns(BIG, "count"),
        *_columns(sa.Double(), "ends_at"),
        sa.PrimaryKeyConstraint("key", name="pk_rate_window"),
    )
    op.add_column("screening", sa.Column("portfolio", TEXT, nullable=True))


def downgrade() -> None:
    """Take the tables and columns away."""
    with op.batch_alter_table("screening") as screening:
        screening.drop_column("portfolio")
    for table in ("rate_window", "portfolio", "page_session", "user_account"):
        op.drop_table(table)
    with op.batch_alter_table("api_key") as keys:
        for name in KEY_COLUMNS:
            keys.drop_column(name)


def _keys() -> None:
    for name, kind in KEY_COLUMNS.items():
        op.add_column("api_key", sa.Column(name, kind, nullable=True))
    keys = sa.table("api_key", *(sa.column(name) for name in ("name", "owner", "scopes", "created_by")))
    op.execute(
        keys.update().values(
            owner=keys.c.name,
            scopes=sa.bindparam("scopes", ALL_RIGHTS, BYTES),
            created_by=sa.bindparam("created_by", b"operator", BYTES),
        )
    )
    with op.batch_alter_table("api_key") as altered:
        for name in ("owner", "scopes", "created_by"):
            altered.alter_column(name, existing_type=BYTES, nullable=False)


def _users() -> None:
    op.create_table(
        "user_account",
        *_columns(TEXT, "name"),
        *_columns(BYTES, "roles"),
        *_columns(BYTES, "portfolios", "sso_subject", nullable=True),
        *_columns(TEXT, "password_hash", nullable=True),
        *_columns(sa.Integer(), "failures"),
        *_columns(INSTANT, "locked_until", nullable=True),
        *_columns(sa.Boolean(), "disabled"),
        *_columns(INSTANT, "created_at"),
        sa.PrimaryKeyConstraint("name", name="pk_user_account"),
    )
    op.create_table(
        "page_session",
        *_columns(sa.String(length=64), "token_hash"),
        *_columns(TEXT, "user_name"),
        *_columns(INSTANT, "created_at", "seen_at", "ends_at"),
        sa.ForeignKeyConstraint(
            ["user_name"], ["user_account.name"], name="fk_page_session_user_name_user_account"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_page_session"),
    )
    op.create_index("ix_page_session_user_name", "page_session", ["user_name"])


def _columns(kind: sa.types.TypeEngine[Any], *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]
