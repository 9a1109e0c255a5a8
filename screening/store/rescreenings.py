"""Rescreenings: begun, moved on with every transaction, ended with an audit record that covers them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from screening.domain.errors import StaleVersion, UnknownRescreening
from screening.domain.monitoring import OF_ALL, ListStep, RescreenCause, Rescreening
from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.records import from_record, to_record
from screening.store.tables_monitoring import RescreeningRow

AUDIT_KIND = "rescreened"
"""The kind of the audit record of a run that is whole."""

COUNTS = ("subjects", "candidates", "hits", "new_hits", "gone_hits", "screenings", "alerts", "differences")
_COPIED = (
    *("id", "started_at", "finished_at", "actor", "corpus", "policy", "engine", "normaliser"),
    *("above", "up_to", "cursor", "digest", "expected"),
)


def begin_run(session: Session, run: Rescreening) -> Rescreening:
    """Write a new run, under the next number."""
    numbered = replace(run, id=(session.scalar(select(func.max(RescreeningRow.id))) or 0) + 1)
    session.add(RescreeningRow(**_columns(numbered)))
    session.flush()
    return numbered


def move_on(session: Session, before: Rescreening, after: Rescreening) -> None:
    """Write how far a run has come. Raises ``StaleVersion`` where another process moved it meanwhile."""
    moved = session.execute(
        update(RescreeningRow)
        .where(
            RescreeningRow.id == before.id,
            RescreeningRow.cursor == before.cursor,
            RescreeningRow.finished_at.is_(None),
        )
        .values(cursor=after.cursor, counts=_counts(after), expected=after.expected, digest=after.digest)
        .returning(RescreeningRow.id)
    )
    if moved.first() is None:
        raise StaleVersion(f"rescreening {before.id} was carried on by another process")


def finish_run(session: Session, run: Rescreening, at: datetime) -> Rescreening:
    """End a run, with its audit record. Raises ``StaleVersion`` where it was ended before."""
    row = session.get_one(RescreeningRow, run.id, populate_existing=True, with_for_update=True)
    if row.finished_at is not None:
        raise StaleVersion(f"rescreening {run.id} was ended by another process")
    done = replace(run, finished_at=at)
    for name, value in _columns(done).items():
        setattr(row, name, value)
    session.flush()
    payload = {"rescreening": to_record(done), COVERS: [cover(row)]}
    audit.append(session, at=at, actor=run.actor, kind=AUDIT_KIND, payload=payload)
    return done


def abandon_run(session: Session, run: Rescreening, at: datetime) -> None:
    """End a run that was not carried through: it has no digest, and counts for nothing."""
    finish_run(session, replace(run, digest=None), at)


def unfinished_runs(session: Session, causes: Sequence[RescreenCause]) -> list[Rescreening]:
    """Runs that were begun and not ended, the first one first."""
    query = select(RescreeningRow).where(
        RescreeningRow.finished_at.is_(None), RescreeningRow.cause.in_([one.value for one in causes])
    )
    return list(map(_run, session.scalars(query.order_by(RescreeningRow.id))))


def last_run(session: Session, causes: Sequence[RescreenCause]) -> Rescreening | None:
    """The last run that was carried through, of these causes."""
    query = select(RescreeningRow).where(
        RescreeningRow.finished_at.is_not(None),
        RescreeningRow.digest.is_not(None),
        RescreeningRow.cause.in_([one.value for one in causes]),
    )
    row = session.scalars(query.order_by(RescreeningRow.id.desc()).limit(1)).first()
    return _run(row) if row else None


def get_run(session: Session, number: int) -> Rescreening:
    """A run by its number. Raises ``UnknownRescreening``."""
    row = session.get(RescreeningRow, number, populate_existing=True)
    if row is None:
        raise UnknownRescreening(f"there is no rescreening {number}")
    return _run(row)


def runs_page(
    session: Session, limit: int, *, below: int | None = None, cause: RescreenCause | None = None
) -> list[Rescreening]:
    """Runs, the last one first; those with numbers under ``below``."""
    query = select(RescreeningRow).order_by(RescreeningRow.id.desc()).limit(limit)
    if below is not None:
        query = query.where(RescreeningRow.id < below)
    if cause is not None:
        query = query.where(RescreeningRow.cause == cause.value)
    return list(map(_run, session.scalars(query)))


def runs_ended_between(session: Session, since: datetime, until: datetime) -> list[Rescreening]:
    """Runs that were under way in a period, in the order in which they ended."""
    query = select(RescreeningRow).where(
        RescreeningRow.finished_at >= since, RescreeningRow.started_at <= until
    )
    return list(map(_run, session.scalars(query.order_by(RescreeningRow.finished_at, RescreeningRow.id))))


def whole_runs(session: Session, since: datetime) -> list[Rescreening]:
    """The runs over all subjects that were carried through, in the order in which they ended, from the last
    one that ended before ``since`` on. The one over nobody, with which monitoring begins, is none."""
    row = RescreeningRow
    of_all = row.cause.in_([one.value for one in OF_ALL])
    query = select(row).where(of_all, row.digest.is_not(None), row.up_to > 0)
    before = query.where(row.finished_at < since).order_by(row.finished_at.desc(), row.id.desc()).limit(1)
    after = query.where(row.finished_at >= since).order_by(row.finished_at, row.id)
    return list(map(_run, [*session.scalars(before), *session.scalars(after)]))


def runs_of_subjects_since(session: Session, at: datetime) -> list[Rescreening]:
    """The runs over those that were changed that had not ended by an instant, given up or not."""
    row = RescreeningRow
    query = select(row).where(
        row.cause == RescreenCause.SUBJECT_CHANGE.value,
        or_(row.finished_at >= at, row.finished_at.is_(None)),
    )
    return list(map(_run, session.scalars(query.order_by(row.id))))


def _counts(run: Rescreening) -> dict[str, int]:
    return {name: getattr(run, name) for name in COUNTS}


def _columns(run: Rescreening) -> dict[str, Any]:
    return {
        **{name: getattr(run, name) for name in _COPIED},
        "cause": run.cause.value,
        "versions": dict(run.versions),
        "steps": [to_record(step) for step in run.steps],
        "counts": _counts(run),
    }


def _run(row: RescreeningRow) -> Rescreening:
    return Rescreening(
        **{name: getattr(row, name) for name in _COPIED},
        **row.counts,
        cause=RescreenCause(row.cause),
        versions=row.versions,
        steps=tuple(from_record(ListStep, step) for step in row.steps),
    )
