"""Alerts: their hits, occurrences, history and dispositions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0040"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
DIGEST = sa.String(length=64)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "alert",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("open_key", DIGEST, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("party_group", sa.String(), nullable=False),
        sa.Column("portfolio", sa.String(), nullable=True),
        sa.Column("reference", BYTES, nullable=True),
        sa.Column("assignee", BYTES, nullable=True),
        sa.Column("proposal", sa.Integer(), nullable=True),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("raised_by", BYTES, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.UniqueConstraint("open_key", name="uq_alert_open_key"),
    )
    queue = ["state", "urgency", "raised_at", "portfolio", "assignee", "id"]
    op.create_index(f"ix_alert_{'_'.join(queue)}", "alert", queue)
    op.create_index("ix_alert_reference", "alert", ["reference"])
    _create_hits()
    _create_events()


def _create_hits() -> None:
    op.create_table(
        "alert_hit",
        *_keys(),
        sa.Column("party_type", sa.String(), nullable=False),
        sa.Column("primary_name", BYTES, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("corroboration", sa.String(), nullable=False),
        sa.Column("measure_classes", BYTES, nullable=False),
        sa.Column("screening_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "list_id", "authority_ref", name="pk_alert_hit"),
        _of_alert("alert_hit"),
    )
    op.create_index("ix_alert_hit_list_id_authority_ref", "alert_hit", ["list_id", "authority_ref"])
    op.create_table(
        "alert_occurrence",
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("screening_id", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("raised_by", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "screening_id", name="pk_alert_occurrence"),
        _of_alert("alert_occurrence"),
    )
    op.create_index("ix_alert_occurrence_screening_id", "alert_occurrence", ["screening_id"])


def _create_events() -> None:
    op.create_table(
        "alert_event",
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", BYTES, nullable=False),
        sa.Column("person", BYTES, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("old", BYTES, nullable=False),
        sa.Column("new", BYTES, nullable=False),
        sa.Column("text", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "number", name="pk_alert_event"),
        _of_alert("alert_event"),
    )
    op.create_table(
        "disposition",
        *_keys(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("text", BYTES, nullable=False),
        sa.Column("made_by", BYTES, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "number", "list_id", "authority_ref", name="pk_disposition"),
        _of_alert("disposition"),
    )
    op.create_index("ix_disposition_list_id_authority_ref", "disposition", ["list_id", "authority_ref"])


def _keys() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in ("alert_id", "list_id", "authority_ref")]


def _of_alert(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=f"fk_{table}_alert_id_alert")


def downgrade() -> None:
    """Take them away."""
    for table in ("disposition", "alert_event", "alert_occurrence", "alert_hit", "alert"):
        op.drop_table(table)
