"""The foundation: lists and their versions, the audit chain, screenings, batches, keys."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BYTES = sa.LargeBinary()
DIGEST = sa.String(length=64)
INSTANT = sa.DateTime(timezone=True)
TEXT = sa.String()
TABLES = (
    "hit",
    "batch",
    "screening",
    "screening_corpus_list",
    "screening_corpus",
    "policy",
    "api_key",
    "audit_head",
    "audit_payload",
    "audit_record",
    "activation",
    "list_in_force",
    "list_change",
    "quarantined",
    "manifest",
    "list_version_file",
    "list_version",
    "designation_state",
    "raw_file",
)
"""In the order in which they can be dropped."""


def upgrade() -> None:
    """Make all tables, and the head that the first audit record follows."""
    _files_and_states()
    _versions()
    _manifests()
    _audit()
    _corpora()
    _screenings()
    _batches()
    _hits()
    head = sa.table("audit_head", sa.column("id"), sa.column("seq"), sa.column("hash"))
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])


def downgrade() -> None:
    """Take all tables away, the dependants first."""
    for table in TABLES:
        op.drop_table(table)


def _required(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _fk(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.split('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=name)


def _files_and_states() -> None:
    op.create_table(
        "raw_file",
        *_required(TEXT, "list_id"),
        *_required(DIGEST, "sha256"),
        *_required(BYTES, "name", "path", "headers"),
        *_required(BIG, "size"),
        *_required(INSTANT, "retrieved_at"),
        sa.Column("url", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("list_id", "sha256", name="pk_raw_file"),
    )
    op.create_table(
        "designation_state",
        *_required(BIG, "id"),
        *_required(TEXT, "list_id", "authority_ref", "party_type"),
        *_required(DIGEST, "fingerprint"),
        *_required(BYTES, "primary_name", "payload"),
        sa.PrimaryKeyConstraint("id", name="pk_designation_state"),
        sa.UniqueConstraint(
            *("list_id", "authority_ref", "fingerprint"),
            name="uq_designation_state_list_id_authority_ref_fingerprint",
        ),
    )


def _versions() -> None:
    op.create_table(
        "list_version",
        *_required(BIG, "id"),
        *_required(TEXT, "list_id", "version", "format", "status"),
        *_required(sa.Date(), "published_on"),
        *_required(INSTANT, "retrieved_at", "checked_at"),
        *_required(DIGEST, "sha256"),
        *_required(sa.Integer(), "parser_version", "designations"),
        *_required(sa.Boolean(), "partial", "sample"),
        sa.Column("held_reason", BYTES, nullable=True),
        sa.Column("previous_id", BIG, nullable=True),
        sa.Column("report", BYTES, nullable=True),
        sa.CheckConstraint("status IN ('staged', 'held', 'released')", name="ck_list_version_status"),
        _fk("list_version", "previous_id", "list_version.id"),
        sa.PrimaryKeyConstraint("id", name="pk_list_version"),
        sa.UniqueConstraint(
            "list_id", "version", "parser_version", name="uq_list_version_list_id_version_parser_version"
        ),
    )
    op.create_table(
        "list_version_file",
        *_required(BIG, "version_id"),
        *_required(sa.Integer(), "position"),
        *_required(TEXT, "list_id"),
        *_required(DIGEST, "sha256"),
        sa.ForeignKeyConstraint(
            ["list_id", "sha256"],
            ["raw_file.list_id", "raw_file.sha256"],
            name="fk_list_version_file_list_id_sha256_raw_file",
        ),
        _fk("list_version_file", "version_id", "list_version.id"),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_list_version_file"),
    )


def _manifests() -> None:
    op.create_table(
        "manifest",
        *_required(BIG, "version_id", "state_id"),
        *_required(TEXT, "authority_ref"),
        _fk("manifest", "state_id", "designation_state.id"),
        _fk("manifest", "version_id", "list_version.id"),
        sa.PrimaryKeyConstraint("version_id", "authority_ref", name="pk_manifest"),
    )
    op.create_index("ix_manifest_state_id", "manifest", ["state_id"])
    op.create_table(
        "quarantined",
        *_required(BIG, "version_id"),
        *_required(sa.Integer(), "position"),
        *_required(BYTES, "locator", "reason", "excerpt"),
        _fk("quarantined", "version_id", "list_version.id"),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_quarantined"),
    )
    op.create_table(
        "list_change",
        *_required(BIG, "version_id"),
        *_required(TEXT, "authority_ref", "kind"),
        _fk("list_change", "version_id", "list_version.id"),
        sa.PrimaryKeyConstraint("version_id", "authority_ref", name="pk_list_change"),
    )
    op.create_table(
        "list_in_force",
        *_required(TEXT, "list_id"),
        *_required(BIG, "version_id"),
        _fk("list_in_force", "version_id", "list_version.id"),
        sa.PrimaryKeyConstraint("list_id", name="pk_list_in_force"),
    )
    op.create_table(
        "activation",
        *_required(BIG, "id", "version_id"),
        *_required(TEXT, "list_id"),
        *_required(INSTANT, "at"),
        *_required(BYTES, "actor", "reason"),
        _fk("activation", "version_id", "list_version.id"),
        sa.PrimaryKeyConstraint("id", name="pk_activation"),
    )
    op.create_index("ix_activation_list_id_at", "activation", ["list_id", "at"])


def _audit() -> None:
    op.create_table(
        "audit_record",
        *_required(INSTANT, "at"),
        *_required(BYTES, "actor"),
        *_required(TEXT, "kind"),
        *_required(DIGEST, "previous_hash", "hash", "payload_digest"),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_record"),
    )
    op.create_table(
        "audit_payload",
        *_required(BYTES, "salt", "payload"),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        _fk("audit_payload", "seq", "audit_record.seq"),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_payload"),
    )
    op.create_table(
        "audit_head",
        *_required(BIG, "seq"),
        *_required(DIGEST, "hash"),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.create_table(
        "api_key",
        *_required(TEXT, "id", "prefix", "hash"),
        *_required(BYTES, "name"),
        *_required(INSTANT, "created_at"),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("prefix", name="uq_api_key_prefix"),
    )


def _corpora() -> None:
    op.create_table(
        "policy",
        *_required(TEXT, "id"),
        *_required(BYTES, "content"),
        *_required(INSTANT, "first_used_at"),
        sa.PrimaryKeyConstraint("id", name="pk_policy"),
    )
    op.create_table(
        "screening_corpus",
        *_required(DIGEST, "stamp"),
        *_required(INSTANT, "first_used_at"),
        sa.PrimaryKeyConstraint("stamp", name="pk_screening_corpus"),
    )
    op.create_table(
        "screening_corpus_list",
        *_required(DIGEST, "stamp"),
        *_required(TEXT, "list_id"),
        *_required(BIG, "version_id"),
        _fk("screening_corpus_list", "stamp", "screening_corpus.stamp"),
        _fk("screening_corpus_list", "version_id", "list_version.id"),
        sa.PrimaryKeyConstraint("stamp", "list_id", name="pk_screening_corpus_list"),
    )


def _screenings() -> None:
    op.create_table(
        "screening",
        *_required(TEXT, "id", "status", "policy", "engine"),
        *_required(BYTES, "request", "actor", "reason", "freshness"),
        *_required(INSTANT, "screened_at"),
        *_required(sa.Boolean(), "narrowed"),
        *_required(DIGEST, "corpus"),
        *_required(sa.Integer(), "threshold", "total_hits"),
        *_required(BIG, "audit_seq"),
        sa.Column("reference", BYTES, nullable=True),
        _fk("screening", "audit_seq", "audit_record.seq"),
        _fk("screening", "corpus", "screening_corpus.stamp"),
        _fk("screening", "policy", "policy.id"),
        sa.PrimaryKeyConstraint("id", name="pk_screening"),
    )
    op.create_index("ix_screening_reference", "screening", ["reference"])
    op.create_index("ix_screening_screened_at", "screening", ["screened_at"])


def _batches() -> None:
    op.create_table(
        "batch",
        *_required(TEXT, "id", "policy", "engine"),
        *_required(DIGEST, "key", "input_sha256", "corpus", "hits_digest"),
        *_required(BYTES, "input_name", "mapping", "settings", "actor"),
        *_required(sa.Integer(), "threshold"),
        *_required(INSTANT, "started_at"),
        *_required(BIG, "rows_done"),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("counts", BYTES, nullable=True),
        sa.Column("audit_seq", BIG, nullable=True),
        _fk("batch", "audit_seq", "audit_record.seq"),
        _fk("batch", "corpus", "screening_corpus.stamp"),
        _fk("batch", "policy", "policy.id"),
        sa.PrimaryKeyConstraint("id", name="pk_batch"),
    )
    op.create_index("ix_batch_key", "batch", ["key"])


def _hits() -> None:
    op.create_table(
        "hit",
        *_required(BIG, "id", "state_id"),
        *_required(sa.Integer(), "rank", "score"),
        *_required(TEXT, "list_id", "authority_ref"),
        *_required(BYTES, "content"),
        sa.Column("screening_id", TEXT, nullable=True),
        sa.Column("batch_id", TEXT, nullable=True),
        sa.Column("row_number", BIG, nullable=True),
        sa.Column("row_id", BYTES, nullable=True),
        sa.CheckConstraint(
            "(screening_id IS NULL) <> (batch_id IS NULL) AND (batch_id IS NULL) = (row_number IS NULL)",
            name="ck_hit_owner",
        ),
        _fk("hit", "batch_id", "batch.id"),
        _fk("hit", "screening_id", "screening.id"),
        _fk("hit", "state_id", "designation_state.id"),
        sa.PrimaryKeyConstraint("id", name="pk_hit"),
        sa.UniqueConstraint("batch_id", "row_number", "rank", name="uq_hit_batch_id_row_number_rank"),
        sa.UniqueConstraint("screening_id", "rank", name="uq_hit_screening_id_rank"),
    )
    op.create_index("ix_hit_list_id_authority_ref", "hit", ["list_id", "authority_ref"])
    op.create_index("ix_hit_state_id", "hit", ["state_id"])
