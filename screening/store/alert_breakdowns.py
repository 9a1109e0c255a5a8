"""The backlog by who has it and by list, what came and went by day, and how long persons took."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from screening.domain.alert import AlertState
from screening.store.alert_figures import FigureScope, closed_in, counts, seen
from screening.store.days import day_of, seconds_between
from screening.store.tables_alerts import AlertHitRow, AlertRow, DispositionRow
from screening.store.tables_screening import ScreeningRow


class Waiting(NamedTuple):
    """Alerts that are not closed: of a state, with somebody (None: nobody), older than so many of the
    bounds asked about."""

    state: AlertState
    assignee: str | None
    band: int
    alerts: int


class Decided(NamedTuple):
    """An alert that a person closed: who decided it, the day that it was closed on, and how many seconds
    after it was raised."""

    person: str
    day: str
    seconds: float


def waiting(session: Session, scope: FigureScope, bounds: Sequence[datetime]) -> list[Waiting]:
    """What is not closed, now; ``bounds`` go back in time."""
    band = _band(bounds)
    query = select(AlertRow.state, AlertRow.assignee, band, func.count()).where(
        AlertRow.closed_at.is_(None), *seen(scope)
    )
    rows = session.execute(query.group_by(AlertRow.state, AlertRow.assignee, band))
    return [Waiting(AlertState(state), assignee, int(at), count) for state, assignee, at, count in rows]


def waiting_by_list(
    session: Session, scope: FigureScope, bounds: Sequence[datetime]
) -> list[tuple[str, int, int]]:
    """List, band of age, alerts: what is not closed; an alert counts with each list that it is about."""
    band = _band(bounds)
    query = (
        select(AlertHitRow.list_id, band, func.count(func.distinct(AlertRow.id)))
        .join(AlertRow, AlertRow.id == AlertHitRow.alert_id)
        .where(AlertRow.closed_at.is_(None), *seen(scope))
        .group_by(AlertHitRow.list_id, band)
    )
    return [(list_id, int(at), count) for list_id, at, count in session.execute(query)]


def raised_by_day(session: Session, scope: FigureScope) -> dict[str, int]:
    """Day, and how many alerts were raised on it."""
    in_time = and_(AlertRow.raised_at >= scope.since, AlertRow.raised_at < scope.until)
    day = day_of(AlertRow.raised_at)
    query = select(day, func.count()).where(in_time, *seen(scope)).group_by(day)
    return dict(session.execute(query).all())


def closed_by_day(session: Session, scope: FigureScope) -> dict[str, int]:
    """Day, and how many alerts were closed on it, by persons or rules."""
    day = day_of(AlertRow.closed_at)
    query = select(day, func.count()).where(*closed_in(scope)).group_by(day)
    return dict(session.execute(query).all())


def screenings_by_day(session: Session, scope: FigureScope) -> dict[str, int]:
    """Day, and how many screenings were recorded on it, one by one; not the rows of files."""
    day = day_of(ScreeningRow.screened_at)
    query = select(day, func.count()).where(
        ScreeningRow.screened_at >= scope.since, ScreeningRow.screened_at < scope.until
    )
    if scope.portfolios is not None:
        query = query.where(ScreeningRow.portfolio.in_(list(scope.portfolios)))
    if scope.portfolio is not None:
        query = query.where(ScreeningRow.portfolio == scope.portfolio)
    return dict(session.execute(query.group_by(day)).all())


def decided(session: Session, scope: FigureScope) -> list[Decided]:
    """What persons closed in the time, each with who made the decision that counts."""
    person = func.min(DispositionRow.made_by, type_=DispositionRow.made_by.type)
    seconds = seconds_between(AlertRow.raised_at, AlertRow.closed_at)
    query = (
        select(person, day_of(AlertRow.closed_at), seconds)
        .join(DispositionRow, counts())
        .where(AlertRow.rule_key.is_(None), *closed_in(scope))
        .group_by(AlertRow.id)
    )
    return [Decided(*row) for row in session.execute(query)]


def _band(bounds: Sequence[datetime]) -> ColumnElement[int]:
    """How many of ``bounds``, the latest first, an alert was raised before."""
    steps = [(AlertRow.raised_at < bound, number) for number, bound in reversed(list(enumerate(bounds, 1)))]
    return case(*steps, else_=0)
