"""Monitored subjects and their history, read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from screening.domain.errors import UnknownSubject
from screening.domain.monitoring import MonitoredSubject, SubjectEntry, SubjectRevision, SubjectState
from screening.domain.screening import Subject
from screening.store.records import from_record
from screening.store.suppressions import subject_key
from screening.store.tables_monitoring import MonitoredSubjectRow, SubjectRevisionRow

_FEW = 500


class Standing(NamedTuple):
    """A subject's id and the number of its last revision."""

    id: int
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectFilter:
    """Which subjects: of some portfolios (None: all), in a state, of a branch, of a risk class; those with
    ids above ``after``."""

    portfolios: frozenset[str] | None = None
    portfolio: str | None = None
    state: SubjectState | None = None
    branch: str | None = None
    risk_class: str | None = None
    waiting: bool = False
    after: int = 0


def find_subject(session: Session, portfolio: str | None, reference: str) -> MonitoredSubject:
    """A subject by portfolio and reference. Raises ``UnknownSubject``."""
    key = subject_key(portfolio, reference)
    pair = session.execute(_with_revision().where(MonitoredSubjectRow.subject_key == key)).first()
    if pair is None:
        raise UnknownSubject("there is no monitored subject of that reference and portfolio")
    return _subject(pair)


def subject_history(session: Session, subject: MonitoredSubject) -> list[SubjectRevision]:
    """All that a subject ever was, the last first."""
    query = select(SubjectRevisionRow).where(SubjectRevisionRow.subject_id == subject.id)
    rows = session.scalars(query.order_by(SubjectRevisionRow.number.desc()))
    entry = subject.entry
    return [revision_of(row, entry.reference, entry.portfolio) for row in rows]


def subjects_page(session: Session, wanted: SubjectFilter, limit: int) -> list[MonitoredSubject]:
    """Subjects in the order of their ids."""
    query = _filtered(_with_revision(), wanted).order_by(MonitoredSubjectRow.id).limit(limit)
    return [_subject(pair) for pair in session.execute(query)]


def count_subjects(session: Session, portfolios: frozenset[str] | None = None) -> dict[str, int]:
    """How many subjects are in each state, and under ``waiting`` how many active ones wait to be screened."""
    every = SubjectFilter(portfolios=portfolios)
    query = _filtered(select(MonitoredSubjectRow.state, func.count()), every)
    counts = {state.value: 0 for state in SubjectState}
    for state, count in session.execute(query.group_by(MonitoredSubjectRow.state)):
        counts[state] = count
    waiting = SubjectFilter(portfolios=portfolios, waiting=True)
    counts["waiting"] = session.scalar(_filtered(select(func.count(MonitoredSubjectRow.id)), waiting)) or 0
    return counts


def is_anybody_active(session: Session, since: datetime) -> bool:
    """Whether a subject that is active now was told by that instant."""
    row = MonitoredSubjectRow
    query = select(row.id).where(row.state == SubjectState.ACTIVE.value, row.since <= since)
    return session.scalars(query.limit(1)).first() is not None


def active_subjects(session: Session, *, up_to: int, screened: bool) -> list[Standing]:
    """Active subjects whose last revision is ``up_to`` or before, by id: those that were screened before,
    or those that wait."""
    query = select(MonitoredSubjectRow.id, MonitoredSubjectRow.revision).where(
        MonitoredSubjectRow.state == SubjectState.ACTIVE.value,
        MonitoredSubjectRow.revision <= up_to,
        MonitoredSubjectRow.screened_at.is_not(None)
        if screened
        else MonitoredSubjectRow.screened_at.is_(None),
    )
    return [Standing(*row) for row in session.execute(query.order_by(MonitoredSubjectRow.id))]


def is_screened_by(session: Session, runs: Collection[int], since: datetime) -> bool:
    """Whether an active subject was last screened against everything by one of these runs, after an
    instant."""
    row, revision = MonitoredSubjectRow, SubjectRevisionRow
    query = (
        select(row.id)
        .join(revision, revision.number == row.revision)
        .where(row.state == SubjectState.ACTIVE.value, row.screened_at.is_not(None))
        .where(revision.screened_at > since, revision.screened_by.in_(sorted(runs)))
    )
    return session.scalars(query.limit(1)).first() is not None


def count_screened_by(session: Session, run: int) -> int:
    """How many subjects a run over those that were changed has screened so far."""
    row = SubjectRevisionRow
    query = select(func.count(row.subject_id.distinct())).where(row.screened_by == run)
    return session.scalar(query) or 0


def subjects_of(session: Session, ids: Sequence[int]) -> list[MonitoredSubject]:
    """Subjects by their ids, in the order of these."""
    found: list[MonitoredSubject] = []
    for start in range(0, len(ids), _FEW):
        few = ids[start : start + _FEW]
        query = _with_revision().where(MonitoredSubjectRow.id.in_(few)).order_by(MonitoredSubjectRow.id)
        found += [_subject(pair) for pair in session.execute(query)]
    return sorted(found, key=lambda one: one.id)


def subjects_last_screened(session: Session, ids: Sequence[int]) -> dict[int, Subject]:
    """Of subjects, as they were when they were last screened against everything; without those that
    never were."""
    found: dict[int, Subject] = {}
    for start in range(0, len(ids), _FEW):
        row = SubjectRevisionRow
        query = select(row.subject_id, row.subject).where(
            row.subject_id.in_(ids[start : start + _FEW]), row.screened_by.is_not(None)
        )
        for subject_id, subject in session.execute(query.order_by(row.number)):
            found[subject_id] = from_record(Subject, subject)
    return found


def revisions_between(session: Session, above: int, up_to: int) -> Iterator[tuple[int, Subject]]:
    """Of the revisions numbered so, that are the last of their subjects, the number and the subject."""
    query = (
        select(SubjectRevisionRow.number, SubjectRevisionRow.subject)
        .join(MonitoredSubjectRow, MonitoredSubjectRow.revision == SubjectRevisionRow.number)
        .where(
            SubjectRevisionRow.number > above,
            SubjectRevisionRow.number <= up_to,
            MonitoredSubjectRow.id == SubjectRevisionRow.subject_id,
            MonitoredSubjectRow.state != SubjectState.REMOVED.value,
        )
        .order_by(SubjectRevisionRow.number)
    )
    for number, subject in session.execute(query.execution_options(yield_per=_FEW)):
        yield number, from_record(Subject, subject)


def subjects_but(session: Session, portfolio: str | None, keys: Collection[str]) -> list[int]:
    """The ids of the subjects of a portfolio that are not removed and whose keys are not among ``keys``."""
    row = MonitoredSubjectRow
    query = select(row.id, row.subject_key).where(
        row.portfolio.is_(None) if portfolio is None else row.portfolio == portfolio,
        row.state != SubjectState.REMOVED.value,
    )
    found = session.execute(query.order_by(row.id).execution_options(yield_per=_FEW))
    return [subject_id for subject_id, key in found if key not in keys]


def count_in_portfolio(session: Session, portfolio: str | None) -> int:
    """How many subjects of a portfolio are not removed."""
    wanted = SubjectFilter(portfolio=portfolio)
    query = _filtered(select(func.count(MonitoredSubjectRow.id)), wanted)
    if portfolio is None:
        query = query.where(MonitoredSubjectRow.portfolio.is_(None))
    return session.scalar(query.where(MonitoredSubjectRow.state != SubjectState.REMOVED.value)) or 0


def _with_revision() -> Select[MonitoredSubjectRow, SubjectRevisionRow]:
    return select(MonitoredSubjectRow, SubjectRevisionRow).join(
        SubjectRevisionRow, SubjectRevisionRow.number == MonitoredSubjectRow.revision
    )


def _filtered(query: Any, wanted: SubjectFilter) -> Any:
    row = MonitoredSubjectRow
    query = query.where(row.id > wanted.after)
    if wanted.portfolios is not None:
        query = query.where(row.portfolio.in_(sorted(wanted.portfolios)))
    if wanted.portfolio is not None:
        query = query.where(row.portfolio == wanted.portfolio)
    if wanted.state is not None:
        query = query.where(row.state == wanted.state.value)
    if wanted.branch is not None:
        query = query.where(SubjectRevisionRow.branch == wanted.branch)
    if wanted.risk_class is not None:
        query = query.where(SubjectRevisionRow.risk_class == wanted.risk_class)
    if wanted.waiting:
        query = query.where(row.screened_at.is_(None), row.state == SubjectState.ACTIVE.value)
    return query


def _subject(pair: Row[MonitoredSubjectRow, SubjectRevisionRow]) -> MonitoredSubject:
    row, revision = pair
    return MonitoredSubject(
        id=row.id,
        revision=row.revision,
        state=SubjectState(row.state),
        entry=_entry(revision, row.reference, row.portfolio),
        since=row.since,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        screened_at=row.screened_at,
    )


def _entry(row: SubjectRevisionRow, reference: str, portfolio: str | None) -> SubjectEntry:
    return SubjectEntry(
        reference=reference,
        portfolio=portfolio,
        subject=from_record(Subject, row.subject),
        branch=row.branch,
        risk_class=row.risk_class,
        unread=tuple(row.unread),
    )


def revision_of(row: SubjectRevisionRow, reference: str, portfolio: str | None) -> SubjectRevision:
    """A line of history, of the subject with that reference and portfolio."""
    return SubjectRevision(
        number=row.number,
        at=row.at,
        by=row.by,
        state=SubjectState(row.state),
        entry=_entry(row, reference, portfolio),
        import_id=row.import_id,
    )
