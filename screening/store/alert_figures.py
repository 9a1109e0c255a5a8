"""What managers ask of alerts, counted by the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from screening.domain.alert import AlertState
from screening.store.tables_alerts import AlertHitRow, AlertRow, DispositionRow

STEP = 500
"""Points from one threshold to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureScope:
    """Of what: closed from ``since`` on and before ``until``; ``portfolios`` are those that may be seen,
    None for all."""

    since: datetime
    until: datetime
    portfolios: Collection[str] | None = None
    portfolio: str | None = None


def backlog_by_state(session: Session, scope: FigureScope) -> dict[AlertState, int]:
    """What is not closed, now."""
    query = select(AlertRow.state, func.count()).where(AlertRow.closed_at.is_(None), *seen(scope))
    return {AlertState(state): count for state, count in session.execute(query.group_by(AlertRow.state))}


def oldest_open(session: Session, scope: FigureScope) -> datetime | None:
    """When the oldest of what is not closed was raised."""
    return session.scalar(
        select(func.min(AlertRow.raised_at)).where(AlertRow.closed_at.is_(None), *seen(scope))
    )


def unassigned(session: Session, scope: FigureScope) -> int:
    """What is not closed and given to nobody."""
    query = select(func.count()).select_from(AlertRow).where(AlertRow.closed_at.is_(None))
    return session.scalar(query.where(AlertRow.assignee.is_(None), *seen(scope))) or 0


def raised_count(session: Session, scope: FigureScope) -> int:
    """What was raised in the time."""
    in_time = and_(AlertRow.raised_at >= scope.since, AlertRow.raised_at < scope.until)
    return session.scalar(select(func.count()).select_from(AlertRow).where(in_time, *seen(scope))) or 0


def closed_by_reason(session: Session, scope: FigureScope) -> list[tuple[str, str, int]]:
    """Verdict, reason, and how many designations were decided so."""
    query = select(DispositionRow.verdict, DispositionRow.reason, func.count()).select_from(DispositionRow)
    query = query.join(AlertRow, counts()).where(*closed_in(scope))
    grouped = query.group_by(DispositionRow.verdict, DispositionRow.reason)
    found = session.execute(grouped.order_by(DispositionRow.verdict, DispositionRow.reason))
    return [(verdict, reason, count) for verdict, reason, count in found]


def verdicts_by_score(session: Session, scope: FigureScope) -> list[tuple[str, int, str, int]]:
    """List, the threshold that the score reaches (points), verdict, and how many: what persons decided."""
    step = AlertHitRow.score - AlertHitRow.score % STEP
    query = (
        select(DispositionRow.list_id, step, DispositionRow.verdict, func.count())
        .join(AlertRow, counts())
        .join(
            AlertHitRow,
            and_(
                AlertHitRow.alert_id == DispositionRow.alert_id,
                AlertHitRow.list_id == DispositionRow.list_id,
                AlertHitRow.authority_ref == DispositionRow.authority_ref,
            ),
        )
        .where(AlertRow.rule_key.is_(None), *closed_in(scope))
    )
    rows = session.execute(query.group_by(DispositionRow.list_id, step, DispositionRow.verdict))
    return [(list_id, int(at), verdict, count) for list_id, at, verdict, count in rows]


def counts() -> ColumnElement[bool]:
    """A disposition that counts: of the proposal that was approved."""
    return and_(AlertRow.id == DispositionRow.alert_id, AlertRow.proposal == DispositionRow.number)


def closed_in(scope: FigureScope) -> list[Any]:
    """What alerts fulfil that were closed in the time, of portfolios that may be seen."""
    return [AlertRow.closed_at >= scope.since, AlertRow.closed_at < scope.until, *seen(scope)]


def seen(scope: FigureScope) -> list[Any]:
    """What alerts fulfil that may be seen."""
    asked: list[Any] = []
    if scope.portfolios is not None:
        asked.append(AlertRow.portfolio.in_(list(scope.portfolios)))
    if scope.portfolio is not None:
        asked.append(AlertRow.portfolio == scope.portfolio)
    return asked
