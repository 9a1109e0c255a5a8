"""Deliveries: made of events, one for each target that wants them, and written back as they go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, Update, delete, func, select, update
from sqlalchemy.orm import Session

from screening.domain.webhook import Delivery, DeliveryFigures, DeliveryState, Target
from screening.store.events import as_event, events_after
from screening.store.inserts import insert_missing
from screening.store.tables_alerts import AlertRow
from screening.store.tables_events import EventRow
from screening.store.tables_webhooks import DeliveryRow, TargetRow
from screening.store.webhook_leases import due

_CHUNK = 500
_KEPT = timedelta(days=30)
"""How long it is remembered that something has arrived."""

_PENDING = DeliveryRow.state == DeliveryState.PENDING.value
_DEAD = DeliveryRow.state == DeliveryState.DEAD.value


def plan_deliveries(session: Session, target: Target, now: datetime) -> bool:
    """Make deliveries of the next events that ``target`` was not asked about yet; False where there
    were none."""
    cursor = session.scalar(select(TargetRow.cursor).where(TargetRow.id == target.id)) or 0
    events = events_after(session, cursor, None, limit=_CHUNK)
    if not events:
        return False
    rows = [
        {"target_id": target.id, "seq": one.seq, "subject": one.subject, "attempts": 0, "next_at": now}
        | {"state": DeliveryState.PENDING.value}
        for one in events
        if target.wants(one)
    ]
    insert_missing(session, DeliveryRow, rows)
    session.execute(update(TargetRow).where(TargetRow.id == target.id).values(cursor=events[-1].seq))
    _forget(session, target.id, now - _KEPT)
    return True


def next_due(session: Session, target_id: str, now: datetime) -> Delivery | None:
    """What is to be sent next to a target."""
    query = _read().where(DeliveryRow.target_id == target_id, due(now))
    return next(iter(_deliveries(session, query.order_by(DeliveryRow.seq).limit(1))), None)


def write_delivery(session: Session, delivery: Delivery) -> None:
    """Keep what came of trying, and count it."""
    session.execute(_this(delivery.target_id, delivery.event.seq).values(
        state=delivery.state.value,
        attempts=delivery.attempts,
        next_at=delivery.next_at,
        tried_at=delivery.tried_at,
        status=delivery.status,
        problem=delivery.problem,
    ))  # fmt: skip
    column = TargetRow.delivered if delivery.state is DeliveryState.DELIVERED else TargetRow.failed
    counted = update(TargetRow).where(TargetRow.id == delivery.target_id)
    session.execute(counted.values({column: column + 1}))


def send_again(session: Session, delivery: Delivery, now: datetime) -> None:
    """Let a delivery be due as one that was never tried."""
    again = {"state": DeliveryState.PENDING.value, "attempts": 0, "next_at": now}
    session.execute(_this(delivery.target_id, delivery.event.seq).values(again))


def find_delivery(session: Session, target_id: str, event_id: str) -> Delivery | None:
    """The delivery of an event to a target."""
    query = _read().where(DeliveryRow.target_id == target_id, EventRow.id == event_id)
    return next(iter(_deliveries(session, query)), None)


def list_deliveries(
    session: Session, target_id: str, state: DeliveryState | None, *, after: int, limit: int
) -> list[Delivery]:
    """Deliveries to a target in the order of their events, in that state (None: any)."""
    query = _read().where(DeliveryRow.target_id == target_id, DeliveryRow.seq > after)
    if state is not None:
        query = query.where(DeliveryRow.state == state.value)
    return _deliveries(session, query.order_by(DeliveryRow.seq).limit(limit))


def delivery_figures(session: Session, targets: Sequence[str] | None = None) -> DeliveryFigures:
    """What waits, is dead, has arrived and has failed, of the targets that have not ended (or these)."""
    living = select(TargetRow.id).where(TargetRow.ended_at.is_(None))
    living = living if targets is None else living.where(TargetRow.id.in_(targets))
    of_living = DeliveryRow.target_id.in_(living)
    pending, dead = (
        session.scalar(select(func.count()).select_from(DeliveryRow).where(state, of_living)) or 0
        for state in (_PENDING, _DEAD)
    )
    oldest = (
        select(func.min(EventRow.at))
        .join(DeliveryRow, DeliveryRow.seq == EventRow.seq)
        .where(_PENDING, of_living)
    )
    sums = select(func.sum(TargetRow.delivered), func.sum(TargetRow.failed)).where(TargetRow.id.in_(living))
    delivered, failed = session.execute(sums).one()
    return DeliveryFigures(
        pending=pending,
        dead=dead,
        delivered=int(delivered or 0),
        failed=int(failed or 0),
        oldest=session.scalar(oldest),
    )


def reference_of(session: Session, alert_id: str) -> str | None:
    """The client's reference of an alert."""
    return session.scalar(select(AlertRow.reference).where(AlertRow.id == alert_id))


def _this(target_id: str, seq: int) -> Update:
    return update(DeliveryRow).where(DeliveryRow.target_id == target_id, DeliveryRow.seq == seq)


def _read() -> Select[DeliveryRow, EventRow]:
    return select(DeliveryRow, EventRow).join(EventRow, EventRow.seq == DeliveryRow.seq)


def _deliveries(session: Session, query: Select[DeliveryRow, EventRow]) -> list[Delivery]:
    names = ("target_id", "attempts", "next_at", "tried_at", "status", "problem")
    return [
        Delivery(
            event=as_event(event),
            state=DeliveryState(row.state),
            **{name: getattr(row, name) for name in names},
        )
        for row, event in session.execute(query.execution_options(populate_existing=True))
    ]


def _forget(session: Session, target_id: str, before: datetime) -> None:
    arrived = DeliveryRow.state == DeliveryState.DELIVERED.value
    session.execute(
        delete(DeliveryRow).where(DeliveryRow.target_id == target_id, arrived, DeliveryRow.tried_at < before)
    )
