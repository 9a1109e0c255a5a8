"""How monitoring stands, in the few figures that somebody should be woken for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from screening.domain.monitoring import OF_ALL, RescreenCause, SubjectState
from screening.store.database import Database
from screening.store.findings import count_open_incidents
from screening.store.rescreenings import last_run
from screening.store.subject_imports import count_held
from screening.store.subject_reading import count_subjects


@dataclass(frozen=True, slots=True)
class MonitoringState:
    """Active subjects, those of them that wait to be screened, incidents that nobody has closed, files that
    are held, and when the last whole and the last daily rescreening ended; None: never."""

    subjects: int
    waiting: int
    incidents: int
    held: int
    rescreened_at: datetime | None
    daily_at: datetime | None


def monitoring_state(database: Database) -> MonitoringState:
    """The figures of this moment. Raises ``DatabaseFailure``."""
    with database.reading() as session:
        counts = count_subjects(session)
        last, daily = (last_run(session, causes) for causes in (OF_ALL, [RescreenCause.DAILY]))
        return MonitoringState(
            subjects=counts[SubjectState.ACTIVE.value],
            waiting=counts["waiting"],
            incidents=count_open_incidents(session),
            held=count_held(session),
            rescreened_at=last.finished_at if last else None,
            daily_at=daily.finished_at if daily else None,
        )
