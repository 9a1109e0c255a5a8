"""What a file of subjects changed, told from the history: whose, from what, to what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from screening.domain.monitoring import SubjectRevision
from screening.store.subject_reading import revision_of
from screening.store.tables_monitoring import MonitoredSubjectRow, SubjectRevisionRow

_FEW = 500


class ImportChange(NamedTuple):
    """A subject as an import left it, and as it was before; None: it was new."""

    after: SubjectRevision
    before: SubjectRevision | None


def changes_of_import(session: Session, import_id: str) -> Iterator[ImportChange]:
    """The changes that an import made, in their order."""
    row, subject = SubjectRevisionRow, MonitoredSubjectRow
    query = (
        select(row, subject.reference, subject.portfolio)
        .join(subject, subject.id == row.subject_id)
        .where(row.import_id == import_id)
        .order_by(row.number)
        .limit(_FEW)
    )
    above = 0
    while found := session.execute(query.where(row.number > above)).all():
        before = _before(session, [one for one, _, _ in found])
        for one, reference, portfolio in found:
            was = before.get(one.number)
            after = revision_of(one, reference, portfolio)
            yield ImportChange(after, revision_of(was, reference, portfolio) if was else None)
        above = found[-1][0].number


def _before(session: Session, rows: list[SubjectRevisionRow]) -> dict[int, SubjectRevisionRow]:
    """By the number of a revision, the one before it of the same subject."""
    row, later = SubjectRevisionRow, SubjectRevisionRow.__table__.alias("later")
    last = (
        select(later.c.number, func.max(row.number))
        .join(row, (row.subject_id == later.c.subject_id) & (row.number < later.c.number))
        .where(later.c.number.in_([one.number for one in rows]))
        .group_by(later.c.number)
    )
    pairs: dict[int, int] = dict(session.execute(last).all())
    found = {one.number: one for one in session.scalars(select(row).where(row.number.in_(pairs.values())))}
    return {number: found[was] for number, was in pairs.items()}
