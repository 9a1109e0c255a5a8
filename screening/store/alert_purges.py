"""Alerts taken away when their time is over, with all that belongs to them; tombstones stay.

Their audit records stay whole: they name no subject, and tell of alerts of others too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, exists, select
from sqlalchemy.orm import Session

from screening.domain.retention import RecordClass
from screening.domain.unfreezing import ReviewState
from screening.store import audit
from screening.store.alerts import take_alerts
from screening.store.audit_cover import COVERS, cover
from screening.store.audit_purges import PURGE_KIND
from screening.store.inserts import take_turns
from screening.store.purges import CHUNK, all_held, overwrite, stands
from screening.store.retention import RETENTION
from screening.store.tables import Table
from screening.store.tables_alerts import (
    AlertEventRow,
    AlertHitRow,
    AlertRow,
    DispositionRow,
    OccurrenceRow,
    ResponseRow,
)
from screening.store.tables_events import EventRow
from screening.store.tables_retention import LegalHoldRow, RelationshipRow, TombstoneRow
from screening.store.tables_suppressions import SuppressionReviewRow, SuppressionRow, SuppressionStateRow
from screening.store.tables_unfreezing import UnfreezeReviewRow
from screening.store.tables_webhooks import DeliveryRow

_PARTS: Sequence[Any] = (
    AlertHitRow,
    OccurrenceRow,
    AlertEventRow,
    DispositionRow,
    ResponseRow,
    UnfreezeReviewRow,
)


def alerts_of_ended(reference: str, *, ended_by: date, before: datetime) -> Select[*tuple[Any, ...]]:
    """Alerts on a reference with whom the relationship ended by that day, closed before that instant."""
    is_over = exists().where(RelationshipRow.reference == reference, RelationshipRow.ended_on <= ended_by)
    return _alerts(before).where(AlertRow.reference == reference, is_over)


def alerts_of_nobody(*, before: datetime) -> Select[*tuple[Any, ...]]:
    """Alerts without a reference, closed before that instant."""
    return _alerts(before).where(AlertRow.reference.is_(None))


def _alerts(before: datetime) -> Select[*tuple[Any, ...]]:
    """Nothing that is open, held or to be reviewed is ever due. A suppression has ended long before: it
    holds for a year, and no period is shorter."""
    of_held = exists().where(stands, LegalHoldRow.reference == AlertRow.reference)
    to_review = exists().where(
        UnfreezeReviewRow.alert_id == AlertRow.id, UnfreezeReviewRow.state != ReviewState.CLOSED.value
    )
    query = select(AlertRow.id, AlertRow.closed_at)
    return query.where(AlertRow.closed_at < before, ~of_held, ~all_held, ~to_review)


def purge_alerts(
    session: Session, due: Select[*tuple[Any, ...]], *, rule: str, reason: str, actor: str, at: datetime
) -> int:
    """Take away the first alerts that ``due`` finds, and say so in the chain; how many they were."""
    take_alerts(session)
    take_turns(session, RETENTION)
    rows = session.execute(due.limit(CHUNK)).all()
    if not rows:
        return 0
    overwrite(session)
    ids = [row[0] for row in rows]
    gone = [(row[0], row[1]) for row in rows] + _gone_with(session, ids)
    _delete(session, ids)
    stones = [
        TombstoneRow(id=one, kind=RecordClass.ALERT.value, recorded_at=then, purged_at=at, rule=rule)
        for one, then in gone
    ]
    session.add_all(stones)
    session.flush()
    said = {"class": RecordClass.ALERT.value, "rule": rule, "reason": reason, "records": []}
    payload = {**said, COVERS: [cover(stone) for stone in stones]}
    audit.append(session, at=at, actor=actor, kind=PURGE_KIND, payload=payload)
    return len(rows)


def purged_alerts(session: Session) -> set[str]:
    """The ids of alerts, and of what belonged to them, that were purged."""
    query = select(TombstoneRow.id).where(TombstoneRow.kind == RecordClass.ALERT.value)
    return set(session.scalars(query))


PURGED_WITH_ALERTS: frozenset[type[Table]] = frozenset(
    {
        AlertRow,
        AlertHitRow,
        OccurrenceRow,
        AlertEventRow,
        DispositionRow,
        ResponseRow,
        UnfreezeReviewRow,
        SuppressionRow,
        SuppressionStateRow,
        SuppressionReviewRow,
    }
)
"""Tables whose rows may be gone with an alert; the first part of their keys names a tombstone."""


def _gone_with(session: Session, ids: Sequence[str]) -> list[tuple[str, datetime]]:
    """What has an id of its own: suppressions and unfreeze reviews."""
    suppressions = select(SuppressionRow.id, SuppressionRow.begun_at).where(SuppressionRow.alert_id.in_(ids))
    reviews = select(UnfreezeReviewRow.id, UnfreezeReviewRow.raised_at).where(
        UnfreezeReviewRow.alert_id.in_(ids)
    )
    return [(one, at) for query in (suppressions, reviews) for one, at in session.execute(query)]


def _delete(session: Session, ids: Sequence[str]) -> None:
    mine = select(SuppressionRow.id).where(SuppressionRow.alert_id.in_(ids))
    for part in (SuppressionStateRow, SuppressionReviewRow):
        session.execute(delete(part).where(part.suppression_id.in_(mine)))
    session.execute(delete(SuppressionRow).where(SuppressionRow.alert_id.in_(ids)))
    for table in _PARTS:
        session.execute(delete(table).where(table.alert_id.in_(ids)))
    told = select(EventRow.seq).where(EventRow.subject.in_(ids))
    session.execute(delete(DeliveryRow).where(DeliveryRow.seq.in_(told)))
    session.execute(delete(EventRow).where(EventRow.subject.in_(ids)))
    session.execute(delete(AlertRow).where(AlertRow.id.in_(ids)))
