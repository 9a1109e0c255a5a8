"""Queues of alerts: filtered, ordered and cut into pages by the database.

The urgency of an alert holds how its foremost hit is corroborated, what that imposes and its score
(``AlertHit.urgency``), so that queues are filtered by these without reading hits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from screening.domain.alert import CORROBORATED, IMPOSED, Alert, AlertState, least_urgency
from screening.domain.screening import Corroboration
from screening.store.alert_reading import read_alerts
from screening.store.tables_alerts import AlertHitRow, AlertRow, OccurrenceRow
from screening.store.types import is_plain


class AlertOrder(StrEnum):
    """What comes first: the most urgent (then the oldest), the oldest, the newest, the highest score."""

    URGENCY = "urgency"
    OLDEST = "oldest"
    NEWEST = "newest"
    SCORE = "score"


_SCORE: ColumnElement[int] = AlertRow.urgency % IMPOSED
"""That of the foremost hit."""

_KEYS: Mapping[AlertOrder, tuple[tuple[ColumnElement[Any], bool], ...]] = {
    AlertOrder.URGENCY: ((AlertRow.urgency.expression, True), (AlertRow.raised_at.expression, False)),
    AlertOrder.OLDEST: ((AlertRow.raised_at.expression, False),),
    AlertOrder.NEWEST: ((AlertRow.raised_at.expression, True),),
    AlertOrder.SCORE: ((_SCORE, True), (AlertRow.raised_at.expression, False)),
}
"""By what is ordered, and whether the highest comes first; last of all by id, in the same direction as the
key before it."""


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
    free_for: str | None = None
    """Given to this person, or to nobody."""
    corroboration: Corroboration | None = None
    """That of the foremost hit."""
    least_score: int | None = None
    """Of the foremost hit, in points."""


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
    query = select(AlertRow.id).where(*_conditions(wanted)).order_by(*_order(order))
    return read_alerts(session, list(session.scalars(query.offset(offset).limit(limit))))


def count_by_state(session: Session, wanted: AlertFilter) -> dict[AlertState, int]:
    """How many alerts fulfil everything else that is wanted, by their states, whichever are wanted."""
    query = select(AlertRow.state, func.count()).where(*_beside_state(wanted)).group_by(AlertRow.state)
    return {AlertState(state): number for state, number in session.execute(query)}


def following(session: Session, wanted: AlertFilter, order: AlertOrder, after: str) -> str | None:
    """The alert that comes behind another in a queue, whether that is in it any more or not; None where it
    was the last. The first of the queue where there is no other of that id."""
    keys = [*_KEYS[order], (AlertRow.id.expression, _KEYS[order][-1][1])]
    there = session.execute(select(*(key for key, _ in keys)).where(AlertRow.id == after)).one_or_none()
    query = select(AlertRow.id).where(*_conditions(wanted)).order_by(*_order(order))
    if there is not None:
        query = query.where(_behind(keys, there))
    return session.scalars(query.limit(1)).first()


def assignees_of_open(session: Session, portfolios: Collection[str] | None) -> list[str]:
    """To whom alerts that are not closed are given, of portfolios that may be seen, by name."""
    query = select(AlertRow.assignee).where(AlertRow.closed_at.is_(None), AlertRow.assignee.is_not(None))
    if portfolios is not None:
        query = query.where(AlertRow.portfolio.in_(list(portfolios)))
    return sorted(name for name in session.scalars(query.distinct()) if name is not None)


def times_found(session: Session, ids: Sequence[str]) -> dict[str, Found]:
    """Alert: how often it was found; for no more alerts than a page holds."""
    query = (
        select(OccurrenceRow.alert_id, func.count(), func.max(OccurrenceRow.at))
        .where(OccurrenceRow.alert_id.in_(ids))
        .group_by(OccurrenceRow.alert_id)
    )
    return {alert_id: Found(times, last_at) for alert_id, times, last_at in session.execute(query)}


def _order(order: AlertOrder) -> list[ColumnElement[Any]]:
    keys = _KEYS[order]
    by_id = AlertRow.id.desc() if keys[-1][1] else AlertRow.id.asc()
    return [*(key.desc() if falls else key.asc() for key, falls in keys), by_id]


def _behind(keys: Sequence[tuple[ColumnElement[Any], bool]], there: Sequence[Any]) -> ColumnElement[bool]:
    """What comes behind a row with these values: equal up to some key, and further on in that."""
    steps = []
    for number, ((key, falls), value) in enumerate(zip(keys, there, strict=True)):
        equal = [one == known for (one, _), known in zip(keys[:number], there, strict=False)]
        steps.append(and_(*equal, key < value if falls else key > value))
    return or_(*steps)


def _in_states(states: Collection[AlertState]) -> ColumnElement[bool]:
    """What is not closed is found by an index that holds no other."""
    if set(states) == set(AlertState) - {AlertState.CLOSED}:
        return AlertRow.closed_at.is_(None)
    return AlertRow.state.in_([state.value for state in states])


def _conditions(wanted: AlertFilter) -> list[ColumnElement[bool]]:
    return [_in_states(wanted.states), *_beside_state(wanted)]


def _beside_state(wanted: AlertFilter) -> list[ColumnElement[bool]]:
    asked = _of_foremost_hit(wanted)
    if wanted.portfolios is not None:
        asked.append(AlertRow.portfolio.in_(list(wanted.portfolios)))
    if wanted.portfolio is not None:
        named = [wanted.portfolio] if is_plain(wanted.portfolio) else []
        asked.append(AlertRow.portfolio.in_(named))
    if wanted.assignee is not None:
        asked.append(AlertRow.assignee == wanted.assignee)
    if wanted.unassigned:
        asked.append(AlertRow.assignee.is_(None))
    if wanted.free_for is not None:
        asked.append(or_(AlertRow.assignee == wanted.free_for, AlertRow.assignee.is_(None)))
    if wanted.delisted:
        asked.append(AlertRow.delisted_at.is_not(None))
    if wanted.reference is not None:
        asked.append(AlertRow.reference == wanted.reference)
    if wanted.list_id is not None:
        of_list = select(AlertHitRow.alert_id).where(AlertHitRow.list_id == wanted.list_id)
        # Not the bare column: SQLite would read the rows of all alerts of the list by it, one by one.
        asked.append(AlertRow.id.concat("").in_(of_list))
    return asked


def _of_foremost_hit(wanted: AlertFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.corroboration is not None:
        least = least_urgency(wanted.corroboration)
        asked += [AlertRow.urgency >= least, AlertRow.urgency < least + CORROBORATED]
    if wanted.least_score is not None:
        asked.append(wanted.least_score <= _SCORE)
    return asked
