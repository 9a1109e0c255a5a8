"""What coverage is judged on: subjects as they stood, versions in force and runs, read from the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from screening.services.coverage_pairs import NEVER, Clockwork, Run, Span, Stretches
from screening.store.coverage_rows import (
    SubjectStretch,
    activation_spans,
    subject_stretches,
    versions_of_runs,
)
from screening.store.rescreenings import whole_runs

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Ground:
    """All that a period is judged on; ``numbers`` and ``subjects`` name the change and the subject that each
    stretch is of."""

    stretches: Stretches
    numbers: NDArray[np.int64]
    subjects: NDArray[np.int64]
    spans: tuple[Span, ...]
    clockwork: Clockwork


def read_ground(
    session: Session, since: datetime, until: datetime, *, within: timedelta, now: datetime
) -> Ground:
    """What a period is judged on, by what was done up to ``now``."""
    rows = list(subject_stretches(session, since, until))
    spans = tuple(
        Span(one.list_id, one.reading, instant(one.at), instant(one.until))
        for one in activation_spans(session, since, until)
    )
    runs = [
        Run(one.id, instant(one.started_at), instant(one.finished_at), one.versions)
        for one in whole_runs(session, since)
    ]
    return Ground(
        stretches=_stretches(session, rows),
        numbers=np.array([one.number for one in rows], np.int64),
        subjects=np.array([one.subject_id for one in rows], np.int64),
        spans=spans,
        clockwork=Clockwork(runs, within // timedelta(microseconds=1), instant(now)),
    )


def instant(at: datetime | None) -> int:
    """An instant in microseconds; ``NEVER`` for none."""
    return NEVER if at is None else round(at.timestamp() * _SECOND)


def instant_of(at: int) -> datetime:
    """The instant of so many microseconds, in UTC."""
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=at)


def datetime_of(at: int) -> datetime | None:
    """The same; None for ``NEVER``."""
    return None if at >= NEVER else instant_of(at)


def _stretches(session: Session, rows: Sequence[SubjectStretch]) -> Stretches:
    runs = sorted({one.screened_by for one in rows if one.screened_by is not None})
    places = {run: place for place, run in enumerate(runs, 1)}
    found = versions_of_runs(session, runs)
    return Stretches(
        begin=np.array([instant(one.begin) for one in rows], np.int64),
        end=np.array([instant(one.end) for one in rows], np.int64),
        screened=np.array([instant(one.screened_at) for one in rows], np.int64),
        basis=np.array([places.get(one.screened_by or 0, 0) for one in rows], np.int64),
        versions=[{}, *(found.get(run, {}) for run in runs)],
    )
