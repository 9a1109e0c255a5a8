"""Batches that are asked for over HTTP, with the lease of the worker that carries each out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0059"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BYTES = sa.LargeBinary()
DIGEST = sa.String(length=64)
INSTANT = sa.DateTime(timezone=True)

COLUMNS = (
    ("id", sa.String(), False),
    ("state", sa.String(), False),
    ("input_name", BYTES, False),
    ("input_sha256", DIGEST, False),
    ("input_bytes", BIG, False),
    ("asked_by", BYTES, False),
    ("asked_at", INSTANT, False),
    ("portfolio", sa.String(), True),
    ("options", BYTES, False),
    ("once_scope", DIGEST, True),
    ("once_request", DIGEST, True),
    ("batch_id", sa.String(), True),
    ("rows", BIG, True),
    ("rows_done", BIG, False),
    ("rows_per_second", sa.Float(), True),
    ("started_at", INSTANT, True),
    ("finished_at", INSTANT, True),
    ("counts", BYTES, True),
    ("warnings", BYTES, True),
    ("error", BYTES, True),
    ("expires_at", INSTANT, False),
    ("files_gone_at", INSTANT, True),
    ("leased_by", sa.String(), True),
    ("leased_until", sa.Float(), True),
    ("attempts", sa.Integer(), False),
)


def upgrade() -> None:
    """Make the table."""
    columns = [sa.Column(name, kind, nullable=nullable) for name, kind, nullable in COLUMNS]
    op.create_table("batch_job", *columns, sa.PrimaryKeyConstraint("id", name="pk_batch_job"))
    for name in ("asked_at", "batch_id", "state", "once_scope"):
        op.create_index(f"ix_batch_job_{name}", "batch_job", [name])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("batch_job")
