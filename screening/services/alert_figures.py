"""Management figures of alerts: backlog, age, reasons, time to decision, false-alert shares.

The FCA asks firms to know them (*Sanctions systems and controls*, 2023: management information).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from screening.domain.access import Principal
from screening.domain.alert import Verdict
from screening.domain.errors import Fault, InvalidRequest
from screening.domain.screening import POINTS
from screening.services.alert_trends import backlog, decision_times, hours, volumes
from screening.services.answers import share
from screening.services.deps import Deps
from screening.store import alert_breakdowns as store_trends
from screening.store import alert_figures as store
from screening.store.alert_breakdowns import Decided
from screening.store.alert_figures import STEP, FigureScope
from screening.store.types import is_plain

MOST_DAYS = 3_660
"""The longest time that is told of, day by day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureOrder:
    """Of what time, both days included, and of which portfolio."""

    since: date
    until: date
    portfolio: str | None = None


def read_figures(deps: Deps, order: FigureOrder, *, seen_by: Principal) -> dict[str, Any]:
    """The figures of the portfolios that ``seen_by`` sees, as JSON holds them.

    Raises ``InvalidRequest`` where the time ends before it begins, or is longer than ten years.
    """
    if order.until < order.since:
        raise InvalidRequest([Fault("until", "is before since")])
    if (order.until - order.since).days > MOST_DAYS or order.until == date.max:
        raise InvalidRequest([Fault("until", "must be within ten years of since")])
    now = deps.clock()
    scope = FigureScope(
        since=_midnight(order.since),
        until=_midnight(order.until) + timedelta(days=1),
        portfolios=seen_by.portfolios,
        portfolio=order.portfolio if is_plain(order.portfolio or "") else "",
    )
    with deps.database.reading() as session:
        reasons = store.closed_by_reason(session, scope)
        decided = store_trends.decided(session, scope)
        return {
            "since": order.since.isoformat(),
            "until": order.until.isoformat(),
            "raised": store.raised_count(session, scope),
            "backlog": backlog(session, scope, now),
            "closed": _closed(decided),
            "decision_times": decision_times(decided),
            "days": volumes(session, scope),
            "reasons": [
                {"verdict": verdict, "reason": reason, "designations": count}
                for verdict, reason, count in reasons
            ],
            "false_shares": false_shares(store.verdicts_by_score(session, scope)),
        }


def false_shares(rows: Sequence[tuple[str, int, str, int]]) -> list[dict[str, Any]]:
    """By list and threshold: of the hits that persons decided at or above it, how many were false."""
    by_list: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for list_id, step, verdict, count in rows:
        by_list[list_id][step][verdict] += count
    return [
        _share(list_id, threshold, steps)
        for list_id, steps in sorted(by_list.items())
        for threshold in range(min(steps), POINTS + 1, STEP)
        if any(step >= threshold for step in steps)
    ]


def _share(list_id: str, threshold: int, steps: dict[int, Counter[str]]) -> dict[str, Any]:
    found: Counter[str] = sum((steps[one] for one in steps if one >= threshold), Counter())
    decided, false = found.total(), found[Verdict.FALSE_POSITIVE]
    return {
        "list_id": list_id,
        "threshold": share(threshold),
        "decided": decided,
        "false": false,
        "false_share": round(false / decided, 4),
    }


def _closed(decided: Sequence[Decided]) -> dict[str, Any]:
    found = hours(decided)
    return {
        "by_persons": found["decided"],
        "hours_to_decision_median": found["hours_median"],
        "hours_to_decision_p90": found["hours_p90"],
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
