"""What a digest says of monitoring: who waits, what is held, and what went wrong; never a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from screening.domain.errors import UsageError
from screening.domain.monitoring import Incident, IncidentState, RescreenCause, SubjectImport, SubjectState
from screening.services.deps import Deps
from screening.services.overdue import daily_overdue
from screening.store.findings import incidents
from screening.store.rescreenings import last_run
from screening.store.subject_imports import all_imports
from screening.store.subject_reading import count_subjects

_MINUTE = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringFacts:
    """How monitoring stands. ``daily_at`` is when the last daily run ended, ``overdue`` when one was due that
    nobody has begun; ``doubt``: why that cannot be said."""

    active: int
    waiting: int
    held: tuple[SubjectImport, ...]
    incidents: tuple[Incident, ...]
    daily_at: datetime | None
    overdue: datetime | None
    doubt: str = ""


def monitoring_facts(deps: Deps, portfolios: Collection[str] | None, now: datetime) -> MonitoringFacts:
    """How monitoring stands ``now``, of subjects and files of portfolios (None: all)."""
    overdue, doubt = None, ""
    try:
        overdue = daily_overdue(deps, now)
    except UsageError as error:
        doubt = str(error)
    with deps.database.reading() as session:
        counts = count_subjects(session, None if portfolios is None else frozenset(portfolios))
        daily = last_run(session, [RescreenCause.DAILY])
        return MonitoringFacts(
            active=counts[SubjectState.ACTIVE.value],
            waiting=counts["waiting"],
            held=tuple(all_imports(session, portfolios=portfolios, held=True)),
            incidents=tuple(one for one in incidents(session) if one.state is IncidentState.OPEN),
            daily_at=daily.finished_at if daily else None,
            overdue=overdue,
            doubt=doubt,
        )


def monitoring_lines(facts: MonitoringFacts) -> Iterator[str]:
    """The lines of a digest; none where nobody is monitored and nothing is held."""
    if not (facts.active or facts.held or facts.incidents):
        return
    yield f"Monitored subjects: {facts.active:,}, of which {facts.waiting:,} wait to be screened"
    ended = f"{facts.daily_at:{_MINUTE}} UTC" if facts.daily_at else "never"
    yield f"  the last daily run ended: {ended}"
    if facts.overdue:
        yield f"  the daily run that was due at {facts.overdue:{_MINUTE}} UTC was not begun"
    if facts.doubt:
        yield f"  {facts.doubt}"
    for one in facts.held:
        yield f"  import {one.id} is held since {one.at:{_MINUTE}} UTC: {one.held_reason}"
    for incident in facts.incidents:
        since = f"{incident.at:{_MINUTE}} UTC"
        yield f"  incident {incident.id} is open since {since}: {incident.differences:,} findings"
