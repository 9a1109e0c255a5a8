"""The proof for a period: every subject was screened against every version in force within some minutes."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from io import StringIO
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.errors import Fault, InvalidRequest
from screening.domain.monitoring import OF_ALL, RescreenCause, Rescreening
from screening.services.answers import instant_text
from screening.services.deps import Deps
from screening.store.coverage_rows import ActivationSpan, RevisionScreened, activations, revisions_screened
from screening.store.rescreenings import runs_ended_between

MOST_NAMED = 1_000
"""Changes of subjects that are named one by one; all are counted."""

_COLUMNS = ("what", "name", "version", "at", "outcome", "screened_at", "minutes", "rescreening", "subjects")


class Promptness(StrEnum):
    """Whether a version, or a change of a subject, was met by a rescreening in time."""

    IN_TIME = "in_time"
    LATE = "late"
    SUPERSEDED = "superseded"
    """Another version or change took its place before it was due."""
    WAITING = "waiting"
    """It is not due yet."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A version that was put in force, or a change of a subject: when, and the run that met it."""

    what: str
    name: str
    version: str
    at: datetime
    outcome: Promptness
    screened_at: datetime | None = None
    rescreening: int | None = None
    subjects: int | None = None

    @property
    def minutes(self) -> float | None:
        """From the change to the end of the run, in minutes."""
        return None if self.screened_at is None else (self.screened_at - self.at).total_seconds() / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a period comes to. ``subjects`` counts changes of subjects by outcome, ``late_subjects`` names
    those that were not met in time; ``days_without`` are days on which no daily run ended."""

    since: datetime
    until: datetime
    minutes: int
    versions: tuple[Covered, ...]
    subjects: Counter[str]
    late_subjects: tuple[Covered, ...]
    days_without: tuple[str, ...]
    incidents: int

    @property
    def is_whole(self) -> bool:
        """Whether everything was met in time."""
        bad = {Promptness.LATE, Promptness.MISSING}
        of_subjects = self.subjects[Promptness.LATE] + self.subjects[Promptness.MISSING]
        return not (of_subjects or self.incidents or any(one.outcome in bad for one in self.versions))


def read_coverage(deps: Deps, since: datetime, until: datetime, minutes: int) -> Coverage:
    """The coverage of a period, both ends aware. Raises ``InvalidRequest`` for one that ends before it
    begins, or is longer than ten years."""
    if until <= since or until - since > timedelta(days=3_660):
        raise InvalidRequest([Fault("until", "must be after since, by ten years at the most")])
    now = deps.clock()
    within = timedelta(minutes=minutes)
    with deps.database.reading() as session:
        runs = [run for run in runs_ended_between(session, since, now) if run.digest]
        versions = tuple(_version(one, runs, within, now) for one in activations(session, since, until))
        counts, late = _subjects(session, since, until, within, now)
    daily = [run for run in runs if run.cause is RescreenCause.DAILY and run.finished_at]
    days = {run.finished_at.date() for run in daily if run.finished_at}
    return Coverage(
        since=since,
        until=until,
        minutes=minutes,
        versions=versions,
        subjects=counts,
        late_subjects=tuple(late),
        days_without=tuple(day for day in _days(since, min(until, now)) if day not in map(str, days)),
        incidents=sum(bool(run.differences) for run in daily if run.finished_at and run.finished_at <= until),
    )


def _days(since: datetime, until: datetime) -> Iterator[str]:
    for number in range((until.date() - since.date()).days + 1):
        yield str(since.date() + timedelta(days=number))


def _version(span: ActivationSpan, runs: Sequence[Rescreening], within: timedelta, now: datetime) -> Covered:
    run = next((run for run in runs if _meets(run, span)), None)
    ended = run.finished_at if run else None
    return Covered(
        what="version",
        name=span.list_id,
        version=span.reading,
        at=span.at,
        outcome=_outcome(span.at, ended, span.until, within, now),
        screened_at=ended,
        rescreening=run.id if run else None,
        subjects=run.subjects if run else None,
    )


def _meets(run: Rescreening, span: ActivationSpan) -> bool:
    is_of_all = run.cause in OF_ALL and run.started_at >= span.at
    return is_of_all and run.versions.get(span.list_id) == span.reading


def _outcome(
    at: datetime, ended: datetime | None, replaced: datetime | None, within: timedelta, now: datetime
) -> Promptness:
    if ended is not None:
        return Promptness.IN_TIME if ended - at <= within else Promptness.LATE
    if replaced is not None and replaced - at <= within:
        return Promptness.SUPERSEDED
    return Promptness.WAITING if now - at <= within and replaced is None else Promptness.MISSING


def _subjects(
    session: Session, since: datetime, until: datetime, within: timedelta, now: datetime
) -> tuple[Counter[str], list[Covered]]:
    counts: Counter[str] = Counter()
    late: list[Covered] = []
    for one in revisions_screened(session, since, until):
        outcome = _outcome(one.at, one.screened_at, one.replaced_at, within, now)
        counts[outcome.value] += 1
        if outcome in (Promptness.LATE, Promptness.MISSING) and len(late) < MOST_NAMED:
            late.append(_late(one, outcome))
    return counts, late


def _late(one: RevisionScreened, outcome: Promptness) -> Covered:
    return Covered(
        what="subject",
        name=one.reference,
        version=str(one.number),
        at=one.at,
        outcome=outcome,
        screened_at=one.screened_at,
        rescreening=one.rescreening,
        subjects=1,
    )


def coverage_to_dict(found: Coverage) -> dict[str, Any]:
    """A coverage report as JSON."""
    return {
        "since": instant_text(found.since),
        "until": instant_text(found.until),
        "minutes": found.minutes,
        "whole": found.is_whole,
        "versions": [_row(one) for one in found.versions],
        "subject_changes": {outcome.value: found.subjects[outcome.value] for outcome in Promptness},
        "late_subjects": [_row(one) for one in found.late_subjects],
        "days_without_daily_run": list(found.days_without),
        "incidents": found.incidents,
    }


def coverage_to_csv(found: Coverage) -> str:
    """The versions, and the changes of subjects that were not met in time, as CSV."""
    text = StringIO()
    rows = csv.DictWriter(text, _COLUMNS)
    rows.writeheader()
    for one in (*found.versions, *found.late_subjects):
        rows.writerow({name: _harmless(value) for name, value in _row(one).items()})
    return text.getvalue()


def _harmless(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _row(one: Covered) -> dict[str, Any]:
    return {
        "what": one.what,
        "name": one.name,
        "version": one.version,
        "at": instant_text(one.at),
        "outcome": one.outcome.value,
        "screened_at": instant_text(one.screened_at) if one.screened_at else None,
        "minutes": None if one.minutes is None else round(one.minutes, 2),
        "rescreening": one.rescreening,
        "subjects": one.subjects,
    }
