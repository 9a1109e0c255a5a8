"""Queues of alerts: filtered, ordered and cut into pages by the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from screening.domain.alert import Alert, AlertState
from screening.store.alert_reading import read_alerts
from screening.store.tables_alerts import AlertHitRow, AlertRow, OccurrenceRow
from screening.store.types import is_plain


class AlertOrder(StrEnum):
    """What comes first: the most urgent (then the oldest), the oldest, the newest."""

    URGENCY = "urgency"
    OLDEST = "oldest"
    NEWEST = "newest"


_ORDERS: Mapping[AlertOrder, tuple[ColumnElement[Any], ...]] = {
    AlertOrder.URGENCY: (AlertRow.urgency.desc(), AlertRow.raised_at.asc(), AlertRow.id.asc()),
    AlertOrder.OLDEST: (AlertRow.raised_at.asc(), AlertRow.id.asc()),
    AlertOrder.NEWEST: (AlertRow.raised_at.desc(), AlertRow.id.desc()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFilter:
    """What alerts must fulfil, all of it. ``portfolios`` are those that may be seen, None for all."""

    states: Collection[AlertState]
    portfolios: Collection[str] | None = None
    portfolio: str | None = None
    assignee: str | None = None
    unassigned: bool = False
    reference: str | None = None
    list_id: str | None = None
    delisted: bool = False


class Found(NamedTuple):
    """How often an alert was found, and when last."""

    times: int
    last_at: datetime


def count_alerts(session: Session, wanted: AlertFilter) -> int:
    """How many alerts there are."""
    return session.scalar(select(func.count(AlertRow.id)).where(*_conditions(wanted))) or 0


def queue(
    session: Session, wanted: AlertFilter, order: AlertOrder, *, offset: int, limit: int
) -> list[Alert]:
    """A page of alerts."""
    query = select(AlertRow.id).where(*_conditions(wanted)).order_by(*_ORDERS[order])
    return read_alerts(session, list(session.scalars(query.offset(offset).limit(limit))))


def times_found(session: Session, ids: Sequence[str]) -> dict[str, Found]:
    """Alert: how often it was found; for no more alerts than a page holds."""
    query = (
        select(OccurrenceRow.alert_id, func.count(), func.max(OccurrenceRow.at))
        .where(OccurrenceRow.alert_id.in_(ids))
        .group_by(OccurrenceRow.alert_id)
    )
    return {alert_id: Found(times, last_at) for alert_id, times, last_at in session.execute(query)}


def _in_states(states: Collection[AlertState]) -> ColumnElement[bool]:
    """What is not closed is found by an index that holds no other."""
    if set(states) == set(AlertState) - {AlertState.CLOSED}:
        return AlertRow.closed_at.is_(None)
    return AlertRow.state.in_([state.value for state in states])


def _conditions(wanted: AlertFilter) -> list[ColumnElement[bool]]:
    asked = [_in_states(wanted.states)]
    if wanted.portfolios is not None:
        asked.append(AlertRow.portfolio.in_(list(wanted.portfolios)))
    if wanted.portfolio is not None:
        named = [wanted.portfolio] if is_plain(wanted.portfolio) else []
        asked.append(AlertRow.portfolio.in_(named))
    if wanted.assignee is not None:
        asked.append(AlertRow.assignee == wanted.assignee)
    if wanted.unassigned:
        asked.append(AlertRow.assignee.is_(None))
    if wanted.delisted:
        asked.append(AlertRow.delisted_at.is_not(None))
    if wanted.reference is not None:
        asked.append(AlertRow.reference == wanted.reference)
    if wanted.list_id is not None:
        of_list = select(AlertHitRow.alert_id).where(AlertHitRow.list_id == wanted.list_id)
        # Not the bare column: SQLite would read the rows of all alerts of the list by it, one by one.
        asked.append(AlertRow.id.concat("").in_(of_list))
    return asked
