"""The proof for a period: every subject was screened against every version in force within some minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from screening.domain.errors import Fault, InvalidRequest
from screening.domain.monitoring import RescreenCause
from screening.services.coverage_ground import Ground, datetime_of, instant, instant_of, read_ground
from screening.services.coverage_pairs import (
    Pairs,
    Promptness,
    Run,
    Span,
    active_at,
    begun_in,
    gravest,
    outcome_of,
)
from screening.services.deps import Deps
from screening.store.coverage_rows import references_of
from screening.store.rescreenings import runs_ended_between

MOST_NAMED = 1_000
"""Subjects that are named one by one; all are counted."""

_BAD = (Promptness.LATE, Promptness.MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A version that was put in force, or a subject that was changed: when, what that came to, when the last
    that was due of it was met (None: not all was), by which run over all (or that of the subject by itself).
    ``subjects`` counts who was due, ``not_in_time`` who of these was met late or not at all."""

    what: str
    name: str
    version: str
    at: datetime
    outcome: Promptness
    screened_at: datetime | None = None
    rescreening: int | None = None
    subjects: int = 0
    not_in_time: int = 0

    @property
    def minutes(self) -> float | None:
        """From when it was due to when the last was met, in minutes."""
        return None if self.screened_at is None else (self.screened_at - self.at).total_seconds() / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a period comes to. ``subjects`` counts changes of subjects by outcome, ``late_subjects`` names
    who was not met in time, by a version or after a change; ``days_without`` are days on which no daily run
    ended."""

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
        of_subjects = sum(self.subjects[one] for one in _BAD)
        return not (of_subjects or self.incidents or any(one.outcome in _BAD for one in self.versions))


def read_coverage(deps: Deps, since: datetime, until: datetime, minutes: int) -> Coverage:
    """The coverage of a period, both ends aware. Raises ``InvalidRequest`` for one that ends before it
    begins, or is longer than ten years."""
    if until <= since or until - since > timedelta(days=3_660):
        raise InvalidRequest([Fault("until", "must be after since, by ten years at the most")])
    now = deps.clock()
    with deps.database.reading() as session:
        ground = read_ground(session, since, until, within=timedelta(minutes=minutes), now=now)
        period = _Period(session, ground, instant(since), instant(until))
        versions, late_of_versions = period.versions()
        counts, late_of_changes = period.changes()
        daily = [
            run
            for run in runs_ended_between(session, since, min(until, now))
            if run.cause is RescreenCause.DAILY and run.digest and run.finished_at
        ]
    ended = [run for run in daily if run.finished_at and run.finished_at <= until]
    days = {str(run.finished_at.date()) for run in ended if run.finished_at}
    return Coverage(
        since=since,
        until=until,
        minutes=minutes,
        versions=tuple(versions),
        subjects=counts,
        late_subjects=tuple([*late_of_versions, *late_of_changes][:MOST_NAMED]),
        days_without=tuple(day for day in _days(since, min(until, now)) if day not in days),
        incidents=sum(bool(run.differences) for run in ended),
    )


def _days(since: datetime, until: datetime) -> Iterator[str]:
    for number in range((until.date() - since.date()).days + 1):
        yield str(since.date() + timedelta(days=number))


@dataclass(frozen=True, slots=True)
class _Period:
    session: Session
    ground: Ground
    since: int
    until: int

    def versions(self) -> tuple[list[Covered], list[Covered]]:
        """Of each version that was put in force whether all who were there then were met, and who was not."""
        rows, late = list[Covered](), list[Covered]()
        for span in self.ground.spans:
            if not self.since <= span.begin <= self.until:
                continue
            chosen = active_at(self.ground.stretches, span)
            pairs = self.ground.clockwork.judge(self.ground.stretches.of(chosen), span)
            rows.append(self._version(span, pairs))
            late += self._late(chosen, pairs, f"{span.list_id} {span.reading}")
        return rows, late

    def changes(self) -> tuple[Counter[str], list[Covered]]:
        """How many changes of subjects were met, and who was not."""
        stretches = self.ground.stretches
        here = (self.since <= stretches.begin) & (stretches.begin <= self.until)
        gravity = np.zeros(len(here), np.int8)
        met = np.full(len(here), -1, np.int64)
        for span in self.ground.spans:
            chosen = here & begun_in(stretches, span)
            pairs = self.ground.clockwork.judge(stretches.of(chosen), span)
            gravity[chosen] = np.maximum(gravity[chosen], pairs.gravity)
            met[chosen] = np.maximum(met[chosen], pairs.met)
        together = Pairs(stretches.begin[here], met[here], gravity[here])
        counts = Counter({one.value: count for one, count in together.counts().items()})
        return counts, self._late(here, together, None)

    def _version(self, span: Span, pairs: Pairs) -> Covered:
        counts = pairs.counts()
        last = int(pairs.met.max(initial=span.begin))
        run = next((run for run in self.ground.clockwork.runs if _is_of(run, span)), None)
        return Covered(
            what="version",
            name=span.list_id,
            version=span.reading,
            at=instant_of(span.begin),
            outcome=gravest(counts),
            screened_at=datetime_of(last) if len(pairs.met) else None,
            rescreening=run.id if run else None,
            subjects=len(pairs.met),
            not_in_time=sum(counts.get(one, 0) for one in _BAD),
        )

    def _late(self, chosen: NDArray[np.bool_], pairs: Pairs, version: str | None) -> list[Covered]:
        """Who was not met in time, of the stretches that are chosen; ``version`` None: by any version."""
        bad = [place for place, one in enumerate(pairs.gravity.tolist()) if outcome_of(one) in _BAD][
            :MOST_NAMED
        ]
        subjects, numbers = self.ground.subjects[chosen], self.ground.numbers[chosen]
        names = references_of(self.session, [int(subjects[place]) for place in bad])
        return [
            Covered(
                what="subject",
                name=names[int(subjects[place])],
                version=version or str(numbers[place]),
                at=instant_of(int(pairs.due[place])),
                outcome=outcome_of(int(pairs.gravity[place])),
                screened_at=datetime_of(int(pairs.met[place])),
                subjects=1,
                not_in_time=1,
            )
            for place in bad
        ]


def _is_of(run: Run, span: Span) -> bool:
    return run.versions.get(span.list_id) == span.reading and span.begin <= run.finished <= span.end
