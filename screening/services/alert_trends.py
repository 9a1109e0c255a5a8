"""Alerts over time and from person to person: the backlog by age, list and analyst, volumes by day, time to
decision by week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.alert import AlertState
from screening.services.answers import instant_text
from screening.store import alert_breakdowns as store
from screening.store.alert_breakdowns import Decided
from screening.store.alert_figures import FigureScope, oldest_open

AGES = (1, 7, 30, 90)
"""Days after which what is not closed counts as old, older and so on."""


def backlog(session: Session, scope: FigureScope, now: datetime) -> dict[str, Any]:
    """What is not closed, now: by state, by list and by analyst, the latter two by age (``ages``: of at most
    so many days, None for older)."""
    bounds = [now - timedelta(days=days) for days in AGES]
    found = store.waiting(session, scope, bounds)
    by_list = _counted(store.waiting_by_list(session, scope, bounds))
    by_person = _counted((one.assignee or "", one.band, one.alerts) for one in found)
    oldest = oldest_open(session, scope)
    return {
        "total": sum(one.alerts for one in found),
        "by_state": {
            state.value: sum(one.alerts for one in found if one.state is state)
            for state in AlertState
            if state is not AlertState.CLOSED
        },
        "unassigned": sum(one.alerts for one in found if one.assignee is None),
        "oldest_raised_at": instant_text(oldest) if oldest else None,
        "older_than_days": [
            {"days": days, "alerts": sum(one.alerts for one in found if one.band > at)}
            for at, days in enumerate(AGES)
        ],
        "ages": [*AGES, None],
        "by_list": [{"list_id": one, **_aged(ages)} for one, ages in by_list],
        "by_analyst": [{"assignee": one or None, **_aged(ages)} for one, ages in by_person],
    }


def volumes(session: Session, scope: FigureScope) -> list[dict[str, Any]]:
    """For each day of the time, what was screened (one by one), raised and closed."""
    screened, raised, closed = (
        ask(session, scope) for ask in (store.screenings_by_day, store.raised_by_day, store.closed_by_day)
    )
    days = (scope.until - scope.since).days
    names = [(scope.since + timedelta(days=number)).date().isoformat() for number in range(days)]
    return [
        {
            "day": day,
            "screenings": screened.get(day, 0),
            "raised": raised.get(day, 0),
            "closed": closed.get(day, 0),
        }
        for day in names
    ]


def decision_times(found: Sequence[Decided]) -> dict[str, Any]:
    """How long persons took, from raising to closing: in all, by week (its Monday) and by who decided."""
    return {
        "all": hours(found),
        "by_week": [{"week": week, **hours(part)} for week, part in _grouped(found, _week)],
        "by_analyst": [
            {"person": who, **hours(part)} for who, part in _grouped(found, lambda one: one.person)
        ],
    }


def hours(found: Iterable[Decided]) -> dict[str, Any]:
    """How many were decided, and the hours that half, and nine tenths, of them did not exceed."""
    seconds = sorted(one.seconds for one in found)
    return {
        "decided": len(seconds),
        "hours_median": quantile(seconds, 0.5),
        "hours_p90": quantile(seconds, 0.9),
    }


def quantile(seconds: Sequence[float], part: float) -> float | None:
    """Of values in order, the one that so large a part does not exceed, in hours."""
    if not seconds:
        return None
    return round(seconds[max(0, -(-len(seconds) * int(part * 100) // 100) - 1)] / 3_600, 2)


def _aged(ages: Mapping[int, int]) -> dict[str, Any]:
    return {"alerts": sum(ages.values()), "by_age": [ages.get(band, 0) for band in range(len(AGES) + 1)]}


def _counted(rows: Iterable[tuple[str, int, int]]) -> list[tuple[str, Counter[int]]]:
    """Rows of name, band and count, by name: the largest first."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for name, band, count in rows:
        counts[name][band] += count
    return sorted(counts.items(), key=lambda one: (-one[1].total(), one[0]))


def _grouped(found: Iterable[Decided], key: Callable[[Decided], str]) -> list[tuple[str, list[Decided]]]:
    groups: dict[str, list[Decided]] = defaultdict(list)
    for one in found:
        groups[key(one)].append(one)
    return sorted(groups.items())


def _week(one: Decided) -> str:
    return _monday(one.day)


@cache
def _monday(day: str) -> str:
    on = date.fromisoformat(day)
    return (on - timedelta(days=on.weekday())).isoformat()
