"""How Alembic runs our migrations: on the connection that ``store.schema`` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from screening.store import (
    tables_access,
    tables_alerts,
    tables_audit,
    tables_discounts,
    tables_events,
    tables_jobs,
    tables_lists,
    tables_monitoring,
    tables_parties,
    tables_pending,
    tables_policies,
    tables_proofs,
    tables_recording,
    tables_requests,
    tables_retention,
    tables_schedule,
    tables_screening,
    tables_suppressions,
    tables_unfreezing,
    tables_webhooks,
)
from screening.store.tables import Table

MODELS = (
    tables_access,
    tables_alerts,
    tables_audit,
    tables_discounts,
    tables_jobs,
    tables_events,
    tables_lists,
    tables_monitoring,
    tables_parties,
    tables_pending,
    tables_policies,
    tables_proofs,
    tables_recording,
    tables_requests,
    tables_retention,
    tables_schedule,
    tables_screening,
    tables_suppressions,
    tables_unfreezing,
    tables_webhooks,
)
"""Imported so that their tables are known."""


def run(connection: Connection) -> None:
    """Migrate inside the caller's transaction, so that a migration happens whole or not at all."""
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    context.run_migrations()


run(context.config.attributes["connection"])
