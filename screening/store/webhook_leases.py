"""Which process sends to a target: one at a time, by the clock of the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, and_, exists, func, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from screening.domain.webhook import DeliveryState, Target
from screening.store.tables_events import EventRow
from screening.store.tables_webhooks import DeliveryRow, TargetRow
from screening.store.webhook_targets import as_target

_CLOCK = {
    "sqlite": text("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"),
    "postgresql": text("SELECT clock_timestamp()"),
}


def database_now(session: Session) -> datetime:
    """The instant by the database's own clock, which all processes share."""
    found = session.execute(_CLOCK[session.get_bind().dialect.name]).scalar_one()
    return datetime.fromisoformat(found) if isinstance(found, str) else found.astimezone(UTC)


def count_with_work(session: Session, now: datetime) -> int:
    """How many targets have something to be done by ``now``, leased or not."""
    return session.scalar(select(func.count()).select_from(TargetRow).where(has_work(now))) or 0


def lease_next(session: Session, now: datetime, *, holder: str, lasting: timedelta) -> Target | None:
    """The target that has waited longest of those with something to be done by ``now``, leased to
    ``holder``; None where there is none, or others have them all."""
    clock = database_now(session)
    is_free = or_(TargetRow.leased_until.is_(None), TargetRow.leased_until <= clock)
    # Two writers may find the same; the second then finds it leased, and looks again.
    while row := session.scalars(
        select(TargetRow)
        .where(has_work(now), is_free)
        .order_by(TargetRow.served_at, TargetRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first():
        taken = session.execute(
            update(TargetRow)
            .where(TargetRow.id == row.id, is_free)
            .values(leased_by=holder, leased_until=clock + lasting, served_at=clock)
        )
        if _count(taken):
            return as_target(row)
    return None


def hold_lease(session: Session, target_id: str, *, holder: str, lasting: timedelta) -> bool:
    """Have the lease longer; False where it ran out and somebody else has it."""
    until = database_now(session) + lasting
    mine = update(TargetRow).where(TargetRow.id == target_id, TargetRow.leased_by == holder)
    return bool(_count(session.execute(mine.values(leased_until=until))))


def end_lease(session: Session, target_id: str, *, holder: str, rests_until: datetime) -> None:
    """Give a target back, which is left alone until ``rests_until``."""
    mine = update(TargetRow).where(TargetRow.id == target_id, TargetRow.leased_by == holder)
    session.execute(mine.values(leased_by=None, leased_until=None, rests_until=rests_until))


def has_work(now: datetime) -> Any:
    """Of a target: whether it has events that it was not asked about yet, or some are due."""
    has_news = exists().where(EventRow.seq > TargetRow.cursor)
    is_due = exists().where(DeliveryRow.target_id == TargetRow.id, due(now))
    is_on = and_(TargetRow.ended_at.is_(None), TargetRow.paused.is_(False), TargetRow.rests_until <= now)
    return and_(is_on, or_(has_news, is_due))


def due(now: datetime) -> Any:
    """Of a delivery: whether it is to be sent by ``now``. What is about the same subject waits until
    what came before it has arrived, or is dead."""
    before = aliased(DeliveryRow)
    is_behind = exists().where(
        before.target_id == DeliveryRow.target_id,
        before.subject == DeliveryRow.subject,
        before.state == DeliveryState.PENDING.value,
        before.seq < DeliveryRow.seq,
    )
    return and_(DeliveryRow.state == DeliveryState.PENDING.value, DeliveryRow.next_at <= now, ~is_behind)


def _count(result: Any) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
