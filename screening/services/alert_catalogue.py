"""Alerts to be shown: queues of them, and one with all that happened to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from screening.domain.access import Principal
from screening.domain.alert import Alert, AlertFile
from screening.services.deps import Deps
from screening.store.alert_queue import AlertFilter, AlertOrder, Found, count_alerts, queue, times_found
from screening.store.alert_reading import get_alert, get_file, unknown_alert


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPage:
    """A page of a queue, how many alerts there are in all, and how often each of the page was found."""

    total: int
    alerts: list[Alert]
    found: dict[str, Found]


def read_queue(
    deps: Deps, wanted: AlertFilter, order: AlertOrder, *, offset: int, limit: int, seen_by: Principal
) -> AlertPage:
    """The alerts that fulfil ``wanted``, of the portfolios that ``seen_by`` sees."""
    seen = replace(wanted, portfolios=seen_by.portfolios)
    with deps.database.reading() as session:
        alerts = queue(session, seen, order, offset=offset, limit=limit)
        found = times_found(session, [one.id for one in alerts])
        return AlertPage(total=count_alerts(session, seen), alerts=alerts, found=found)


def read_file(deps: Deps, alert_id: str, *, seen_by: Principal) -> AlertFile:
    """An alert with its occurrences, dispositions and history.

    Raises ``UnknownAlert``; for one of a portfolio that ``seen_by`` does not see, alike.
    """
    with deps.database.reading() as session:
        alert = get_alert(session, alert_id)
        if not seen_by.sees(alert.portfolio):
            raise unknown_alert(alert_id)
        return get_file(session, alert)
