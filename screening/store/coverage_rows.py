"""What coverage is told from: when versions were in force, how subjects stood, and the runs over all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.monitoring import SubjectState
from screening.store.tables_lists import ActivationRow, VersionRow
from screening.store.tables_monitoring import MonitoredSubjectRow, RescreeningRow, SubjectRevisionRow
from screening.store.versions import read_row

_FEW = 500
_STREAMED = 5_000


class ActivationSpan(NamedTuple):
    """A version of a list in force, from when until when (None: it still is)."""

    list_id: str
    reading: str
    at: datetime
    until: datetime | None


class SubjectStretch(NamedTuple):
    """An active subject as it was from one instant to another (None: it still is so): the number of the
    change that made it so, the run that screened it, and when. A change of groups alone goes on with it."""

    number: int
    subject_id: int
    begin: datetime
    end: datetime | None
    screened_at: datetime | None
    screened_by: int | None


def activation_spans(session: Session, since: datetime, until: datetime) -> list[ActivationSpan]:
    """The versions that were in force at any time of a period, in the order in which they came."""
    query = (
        select(ActivationRow, VersionRow)
        .join(VersionRow, VersionRow.id == ActivationRow.version_id)
        .where(ActivationRow.at <= until)
        .order_by(ActivationRow.at.desc(), ActivationRow.id.desc())
    )
    ends: dict[str, datetime] = {}
    found: list[ActivationSpan] = []
    for activation, version in session.execute(query):
        list_id, end = activation.list_id, ends.get(activation.list_id)
        ends[list_id] = activation.at
        if end is None or end >= since:
            found.append(ActivationSpan(list_id, read_row(session, version).reading, activation.at, end))
    return found[::-1]


def subject_stretches(session: Session, since: datetime, until: datetime) -> Iterator[SubjectStretch]:
    """How active subjects stood at any time of a period, subject by subject, each in order."""
    row = SubjectRevisionRow
    query = (
        select(row.number, row.subject_id, row.at, row.state, row.screened_at, row.screened_by)
        .where(row.at <= until)
        .order_by(row.subject_id, row.number)
        .execution_options(yield_per=_STREAMED)
    )
    current: SubjectStretch | None = None
    for number, subject_id, at, state, screened_at, screened_by in session.execute(query):
        is_active = state == SubjectState.ACTIVE.value
        one = SubjectStretch(number, subject_id, at, None, screened_at, screened_by)
        if current and is_active and _goes_on(current, one):
            continue
        if current:
            end = at if current.subject_id == subject_id else None
            yield from _within(current._replace(end=end), since)
        current = one if is_active else None
    if current:
        yield from _within(current, since)


def _goes_on(current: SubjectStretch, one: SubjectStretch) -> bool:
    """Whether it is the same subject, screened by the same act: only its groups have changed."""
    of_one = (one.subject_id, one.screened_by, one.screened_at)
    return of_one == (current.subject_id, current.screened_by, current.screened_at) and bool(one.screened_at)


def _within(one: SubjectStretch, since: datetime) -> Iterator[SubjectStretch]:
    if one.end is None or one.end >= since:
        yield one


def versions_of_runs(session: Session, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Against which versions runs screened, by list."""
    found: dict[int, dict[str, str]] = {}
    for few in _parts(ids):
        query = select(RescreeningRow.id, RescreeningRow.versions).where(RescreeningRow.id.in_(few))
        found |= {number: dict(versions) for number, versions in session.execute(query)}
    return found


def references_of(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The clients' own ids of subjects, by ours."""
    found: dict[int, str] = {}
    for few in _parts(sorted(set(ids))):
        query = select(MonitoredSubjectRow.id, MonitoredSubjectRow.reference)
        found |= dict(session.execute(query.where(MonitoredSubjectRow.id.in_(few))).all())
    return found


def _parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    return (values[start : start + _FEW] for start in range(0, len(values), _FEW))
