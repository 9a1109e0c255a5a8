"""What managers ask of alerts, counted by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.orm import Session

from screening.domain.alert import Action, AlertState
from screening.domain.party_group import Member
from screening.store.alert_listed import re_referenced
from screening.store.tables_alerts import AlertEventRow, AlertHitRow, AlertRow, DispositionRow

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
    rows = session.execute(query.group_by(DispositionRow.verdict, DispositionRow.reason))
    found = Counter({(verdict, reason): count for verdict, reason, count in rows})
    found.subtract((one.verdict, one.reason) for one in _decided_twice(session, scope))
    return [(verdict, reason, count) for (verdict, reason), count in sorted(found.items()) if count]


def verdicts_by_score(session: Session, scope: FigureScope) -> list[tuple[str, int, str, int]]:
    """List, the threshold that the score reaches (points), verdict, and how many: what persons decided."""
    by_persons = AlertRow.rule_key.is_(None)
    query = select(DispositionRow.list_id, _STEP_OF, DispositionRow.verdict, func.count())
    query = query.join(AlertRow, counts()).join(AlertHitRow, _DECIDED_HIT)
    grouped = query.group_by(DispositionRow.list_id, _STEP_OF, DispositionRow.verdict)
    rows = session.execute(grouped.where(by_persons, *closed_in(scope)))
    found = Counter({(list_id, int(at), verdict): count for list_id, at, verdict, count in rows})
    twice = _decided_twice(session, scope, by_persons)
    found.subtract((one.list_id, int(one.step), one.verdict) for one in twice)
    return [(*key, count) for key, count in found.items() if count]


_STEP_OF = AlertHitRow.score - AlertHitRow.score % STEP
_DECIDED_HIT = and_(
    AlertHitRow.alert_id == DispositionRow.alert_id,
    AlertHitRow.list_id == DispositionRow.list_id,
    AlertHitRow.authority_ref == DispositionRow.authority_ref,
)


def _decided_twice(
    session: Session, scope: FigureScope, *asked: ColumnElement[bool]
) -> list[Row[str, str, str, str, str, int]]:
    """What was decided of designations that stand under another reference by now: it is said of that too,
    where it counts."""
    old = re_referenced(session, *asked, *closed_in(scope))
    if not old:
        return []
    row = DispositionRow
    followed = row.alert_id.in_(
        select(AlertEventRow.alert_id).where(AlertEventRow.action == Action.RE_REFERENCED.value)
    )
    query = select(
        row.alert_id, row.list_id, row.authority_ref, row.verdict, row.reason, _STEP_OF.label("step")
    )
    query = query.join(AlertRow, counts()).join(AlertHitRow, _DECIDED_HIT)
    rows = session.execute(query.where(followed, *asked, *closed_in(scope)))
    return [one for one in rows if (one.alert_id, Member(one.list_id, one.authority_ref)) in old]


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
