"""What coverage is told from: when versions were in force, and when changes of subjects were screened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from screening.domain.monitoring import SubjectState
from screening.store.tables_lists import ActivationRow, VersionRow
from screening.store.tables_monitoring import MonitoredSubjectRow, RescreeningRow, SubjectRevisionRow
from screening.store.versions import read_row

_STREAMED = 500


class ActivationSpan(NamedTuple):
    """A version of a list in force, from when until when (None: it still is)."""

    list_id: str
    reading: str
    at: datetime
    until: datetime | None


class RevisionScreened(NamedTuple):
    """A change of an active subject, when the run ended that screened it, and when it was replaced."""

    number: int
    reference: str
    at: datetime
    screened_at: datetime | None
    rescreening: int | None
    replaced_at: datetime | None


def activations(session: Session, since: datetime, until: datetime) -> list[ActivationSpan]:
    """The versions that were put in force in a period, in that order."""
    query = (
        select(ActivationRow, VersionRow)
        .join(VersionRow, VersionRow.id == ActivationRow.version_id)
        .order_by(ActivationRow.at, ActivationRow.id)
    )
    rows = [(activation, version) for activation, version in session.execute(query)]
    ends: dict[str, datetime] = {}
    found: list[ActivationSpan] = []
    for activation, version in reversed(rows):
        reading = read_row(session, version).reading
        span = ActivationSpan(activation.list_id, reading, activation.at, ends.get(activation.list_id))
        ends[activation.list_id] = activation.at
        if since <= activation.at <= until:
            found.append(span)
    return found[::-1]


def revisions_screened(session: Session, since: datetime, until: datetime) -> Iterator[RevisionScreened]:
    """The changes of a period that made or kept a subject active."""
    row, later = SubjectRevisionRow, aliased(SubjectRevisionRow)
    replaced = (
        select(later.at)
        .where(later.subject_id == row.subject_id, later.number > row.number)
        .order_by(later.number)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            row.number, MonitoredSubjectRow.reference, row.at, RescreeningRow.finished_at, row.screened_by,
            replaced,
        )
        .join(MonitoredSubjectRow, MonitoredSubjectRow.id == row.subject_id)
        .outerjoin(RescreeningRow, RescreeningRow.id == row.screened_by)
        .where(row.state == SubjectState.ACTIVE.value, row.at >= since, row.at <= until)
        .order_by(row.number)
    )  # fmt: skip
    for found in session.execute(query.execution_options(yield_per=_STREAMED)):
        one = RevisionScreened(*found)
        screened = max(one.at, one.screened_at) if one.screened_at else None
        yield one._replace(screened_at=screened)
