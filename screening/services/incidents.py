"""Incidents of monitoring: a daily run that found something else than was known, and who looked at it."""

from __future__ import annotations

from dataclasses import replace

from screening.domain.access import Principal
from screening.domain.errors import Fault, InvalidRequest, UnlawfulAction
from screening.domain.monitoring import Incident, IncidentState
from screening.services.deps import Deps
from screening.services.monitoring_events import tell_incident
from screening.store.events import take_events
from screening.store.findings import answer_incident, get_incident


def close_incident(deps: Deps, number: int, *, text: str, by: Principal) -> Incident:
    """Say that an incident was looked at, and what came of it.

    Raises ``UnknownRescreening``, ``InvalidRequest`` without words, ``UnlawfulAction`` where it was closed.
    """
    if not text.strip():
        raise InvalidRequest([Fault("text", "must say what came of it")])
    with deps.database.writing() as session:
        take_events(session)
        incident = get_incident(session, number)
        if incident.state is IncidentState.CLOSED:
            raise UnlawfulAction(f"incident {number} is closed")
        now = deps.clock()
        closed = replace(
            incident, state=IncidentState.CLOSED, answered_by=by.name, answered_at=now, text=text.strip()
        )
        answer_incident(session, closed, now, by.name)
        tell_incident(session, closed, at=now)
        return closed
