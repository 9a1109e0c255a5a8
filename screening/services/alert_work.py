"""What is done to one alert: checked against the version that whoever does it has read, and recorded.

The second of two who act at once is told, and nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.alert import Action, Alert
from screening.domain.errors import Fault, InvalidRequest, StaleVersion, UnlawfulAction
from screening.services.alert_assignees import known_assignee
from screening.services.alert_events import advance
from screening.services.deps import Deps
from screening.store.alert_reading import get_alert, unknown_alert
from screening.store.alerts import AlertChange, record_changes, take_alerts

Make = Callable[[Session, Alert, datetime], AlertChange]
"""What is to become of an alert, told in the transaction that it is read and written in."""

BY_HAND = frozenset({Action.COMMENTED, Action.TAKEN_UP, Action.AWAITED, Action.ESCALATED})
"""Actions that need nothing but words; each of the others is done in a way that checks it."""

NEED_TEXT = frozenset({Action.COMMENTED, Action.ESCALATED, Action.REJECTED})
"""Actions that are nothing without words."""


def assign(deps: Deps, alert_id: str, version: int, *, assignee: str | None, by: Principal) -> Alert:
    """Give an alert to a person, or to nobody; the alert as it is then. Raises as ``act``;
    ``InvalidRequest`` for nobody who could do something with it."""

    def assigned(session: Session, alert: Alert, at: datetime) -> AlertChange:
        known = known_assignee(session, assignee, alert.portfolio, by=by, at=at)
        return advance(alert, Action.ASSIGNED, by=by, at=at, assignee=known)

    return change_alert(deps, alert_id, version, by=by, make=assigned)


def act(deps: Deps, alert_id: str, version: int, action: Action, *, text: str = "", by: Principal) -> Alert:
    """Comment, take up, await information or escalate; the alert as it is then.

    Raises ``UnknownAlert``, for one of a portfolio that ``by`` does not see alike; ``StaleVersion`` where
    it was changed since it was read; ``UnlawfulAction``; ``InvalidRequest`` where words are missing.
    """
    if action not in BY_HAND:
        raise UnlawfulAction(f"An alert is {action} in a way of its own.")
    check_text(action, text)
    return change_alert(
        deps,
        alert_id,
        version,
        by=by,
        make=lambda _, alert, at: advance(alert, action, by=by, at=at, text=text),
    )


def check_text(action: Action, text: str) -> None:
    """Raise ``InvalidRequest`` where ``action`` is nothing without words and there are none."""
    if action in NEED_TEXT and not text.strip():
        raise InvalidRequest([Fault("text", "is required")])


def change_alert(deps: Deps, alert_id: str, version: int, *, by: Principal, make: Make) -> Alert:
    """Make a change of one alert, in one transaction with its audit record; the alert as it is then."""
    at = deps.clock()
    with deps.database.writing() as session:
        alert = alert_to_change(session, alert_id, version, by)
        change = make(session, alert, at)
        record_change(session, change, by, at)
    return change.alert


def alert_to_change(session: Session, alert_id: str, version: int, by: Principal) -> Alert:
    """The alert that ``by`` has read in that version; until the commit nobody else changes it.

    Raises ``UnknownAlert``, ``StaleVersion``.
    """
    take_alerts(session)
    alert = get_alert(session, alert_id)
    if not by.sees(alert.portfolio):
        raise unknown_alert(alert_id)
    if alert.version != version:
        raise StaleVersion(f"The alert is at version {alert.version} by now: read it again.")
    return alert


def record_change(session: Session, change: AlertChange, by: Principal, at: datetime) -> None:
    """Write a change, with a record of the kind that its event names."""
    action = change.event.action if change.event else Action.RAISED
    record_changes(session, [change], at=at, actor=by.name, kind=f"alert_{action}", said={})
