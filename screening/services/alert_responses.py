"""What was done after a true match is recorded: by the analyst, at once, not only after approval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.alert import Action, Alert, Verdict, state_after
from screening.domain.errors import Fault, InvalidRequest
from screening.domain.response import Response, ResponseKind, report_due
from screening.services.alert_events import advance
from screening.services.alert_work import change_alert
from screening.services.deps import Deps
from screening.store.alert_reading import dispositions_of
from screening.store.alerts import AlertChange
from screening.store.records import to_record

_FIRST_DAY = date(1970, 1, 1)
"""A day before it was mistyped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseOrder:
    """What was done and when; and the report, where there is one already."""

    kind: ResponseKind
    taken_on: date
    report_reference: str | None = None
    reported_on: date | None = None
    text: str = ""


def respond(deps: Deps, alert_id: str, version: int, order: ResponseOrder, *, by: Principal) -> Alert:
    """Record what was done after a true match that is proposed or approved; the alert as it is then.
    What is recorded later counts, and nothing is overwritten.

    Raises as ``alert_work.act``; ``InvalidRequest`` for a day to come or before 1970, or an alert without
    a true match.
    """
    return change_alert(
        deps,
        alert_id,
        version,
        by=by,
        make=lambda session, alert, at: _responded(session, alert, order, by, at),
    )


def _responded(
    session: Session, alert: Alert, order: ResponseOrder, by: Principal, at: datetime
) -> AlertChange:
    state_after(alert.state, Action.RESPONDED)
    _check_days(order, at.date())
    matched = [
        one.member.list_id
        for one in dispositions_of(session, alert)
        if one.decision.verdict is Verdict.TRUE_MATCH
    ]
    if not matched:
        raise InvalidRequest([Fault("kind", "is of no true match: none was decided")])
    due_on, rule = report_due(order.kind, order.taken_on, matched)
    response = Response(
        number=alert.version + 1,
        kind=order.kind,
        taken_on=order.taken_on,
        report_due_on=due_on,
        report_rule=rule,
        report_reference=order.report_reference,
        reported_on=order.reported_on,
        made_by=by.person,
        made_at=at,
    )
    said = {name: value for name, value in to_record(response).items() if not name.startswith("made_")}
    change = advance(alert, Action.RESPONDED, by=by, at=at, text=order.text, more={"response": said})
    return replace(change, response=response)


def _check_days(order: ResponseOrder, today: date) -> None:
    faults = [
        Fault(name, "is in the future")
        for name in ("taken_on", "reported_on")
        if (day := getattr(order, name)) and day > today
    ]
    if order.taken_on < _FIRST_DAY:
        faults.append(Fault("taken_on", f"is before {_FIRST_DAY}"))
    if order.reported_on and order.reported_on < order.taken_on:
        faults.append(Fault("reported_on", "is before what was done"))
    if faults:
        raise InvalidRequest(faults)
