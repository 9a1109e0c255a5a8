"""Queues of alerts as people work through them: whom each asks about, how many wait, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.alert import Alert, AlertHit, AlertState
from screening.domain.screening import ScreeningRequest
from screening.services.deps import Deps
from screening.store.alert_queue import (
    AlertFilter,
    AlertOrder,
    count_alerts,
    count_by_state,
    following,
    queue,
)
from screening.store.asked import requests_of

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class DeskRow:
    """An alert in a queue; ``asked`` is what the screening asked that brought its foremost hit in, None where
    that is no longer kept."""

    alert: Alert
    asked: ScreeningRequest | None

    @property
    def foremost(self) -> AlertHit:
        """The most urgent hit."""
        return foremost_hit(self.alert)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """A page of a queue; ``counts`` are of all states, of what fulfils everything else that is wanted."""

    rows: list[DeskRow]
    total: int
    counts: Mapping[AlertState, int]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The alert to open after another one, None where there is no other, and how many the queue holds."""

    next_id: str | None
    total: int


def foremost_hit(alert: Alert) -> AlertHit:
    """The hit that queues are ordered by."""
    return max(alert.hits, key=lambda hit: hit.urgency)


def read_desk(
    deps: Deps, wanted: AlertFilter, order: AlertOrder, *, offset: int, limit: int, seen_by: Principal
) -> DeskPage:
    """The alerts that fulfil ``wanted``, of the portfolios that ``seen_by`` sees."""
    seen = replace(wanted, portfolios=seen_by.portfolios)
    with deps.database.reading() as session:
        counts = count_by_state(session, seen)
        alerts = queue(session, seen, order, offset=offset, limit=limit)
        rows = _rows(session, alerts)
    return DeskPage(rows=rows, total=sum(counts.get(one, 0) for one in seen.states), counts=counts)


def all_rows(deps: Deps, wanted: AlertFilter, order: AlertOrder, *, seen_by: Principal) -> Iterator[DeskRow]:
    """The whole queue, to be taken away."""
    seen = replace(wanted, portfolios=seen_by.portfolios)
    with deps.database.reading() as session:
        for offset in range(0, count_alerts(session, seen), _CHUNK):
            yield from _rows(session, queue(session, seen, order, offset=offset, limit=_CHUNK))


def next_alert(
    deps: Deps, wanted: AlertFilter, order: AlertOrder, *, after: str, seen_by: Principal
) -> str | None:
    """The alert to open after another one: what comes behind it in the queue, else the first of it; None
    where there is no other."""
    seen = replace(wanted, portfolios=seen_by.portfolios)
    with deps.database.reading() as session:
        behind = following(session, seen, order, after)
        return behind or next(iter(_first_ids(session, seen, order, after)), None)


def read_ahead(
    deps: Deps, wanted: AlertFilter, order: AlertOrder, *, after: str, seen_by: Principal
) -> Ahead:
    """What is to come in a queue."""
    seen = replace(wanted, portfolios=seen_by.portfolios)
    with deps.database.reading() as session:
        total = count_alerts(session, seen)
    return Ahead(next_alert(deps, wanted, order, after=after, seen_by=seen_by), total)


def _first_ids(session: Session, seen: AlertFilter, order: AlertOrder, beside: str) -> list[str]:
    return [one.id for one in queue(session, seen, order, offset=0, limit=2) if one.id != beside]


def _rows(session: Session, alerts: list[Alert]) -> list[DeskRow]:
    screening_of = {one.id: foremost_hit(one).screening_id for one in alerts}
    asked = requests_of(session, screening_of.values())
    return [DeskRow(one, asked.get(screening_of[one.id])) for one in alerts]
