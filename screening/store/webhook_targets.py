"""Webhook targets as they are kept; of their secrets only what they are made of with the audit's key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from screening.domain.events import EventKind
from screening.domain.webhook import DeliveryState, Target
from screening.store.audit_cover import cover_stored
from screening.store.tables_webhooks import DeliveryRow, TargetRow
from screening.store.types import is_plain

_FIELDS = tuple(Target.__dataclass_fields__)


def add_target(session: Session, target: Target, *, after: int) -> None:
    """Keep a new target, which is told of what comes after event number ``after``."""
    at = target.created_at
    row = TargetRow(**_columns(target), cursor=after, rests_until=at, served_at=at, delivered=0, failed=0)
    session.add(row)
    session.flush()


def change_target(session: Session, target: Target) -> None:
    """Keep a target as it is from now on; one that has ended is sent nothing any more."""
    session.execute(update(TargetRow).where(TargetRow.id == target.id).values(_columns(target)))
    if target.ended_at is not None:
        session.execute(
            delete(DeliveryRow).where(
                DeliveryRow.target_id == target.id, DeliveryRow.state != DeliveryState.DELIVERED.value
            )
        )


def get_target(session: Session, target_id: str) -> Target | None:
    """The target of that id, ended or not."""
    row = session.get(TargetRow, target_id, populate_existing=True) if is_plain(target_id) else None
    return as_target(row) if row else None


def list_targets(session: Session) -> list[Target]:
    """All targets that have not ended, the oldest first."""
    query = select(TargetRow).where(TargetRow.ended_at.is_(None))
    return [as_target(row) for row in session.scalars(query.order_by(TargetRow.created_at, TargetRow.id))]


def cover_target(session: Session, target_id: str) -> list[dict[str, Any]]:
    """What the audit says of a target as it is by now."""
    return cover_stored(session, TargetRow, target_id)


def as_target(row: TargetRow) -> Target:
    """The target of a row."""
    values: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS}
    kinds, portfolios = values.pop("kinds"), values.pop("portfolios")
    return Target(
        kinds=None if kinds is None else tuple(map(EventKind, kinds)),
        portfolios=None if portfolios is None else tuple(portfolios),
        **values,
    )


def _columns(target: Target) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(target, name) for name in _FIELDS}
    kinds, portfolios = target.kinds, target.portfolios
    return {
        **values,
        "kinds": None if kinds is None else [one.value for one in kinds],
        "portfolios": None if portfolios is None else list(portfolios),
    }
