"""Who a rescreening was of, and what was known of them when it had ended: told from the history."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.monitoring import OF_ALL, FindingKind, Rescreening
from screening.domain.party_group import Member
from screening.domain.screening import Subject
from screening.store.coverage_rows import SubjectStretch, subject_stretches
from screening.store.records import from_record
from screening.store.tables_monitoring import FindingRow, SubjectRevisionRow

_FEW = 500


def subjects_of_run(session: Session, run: Rescreening) -> dict[int, int]:
    """The subjects that a run which has ended was of, each with the number of the change that made it what it
    was then; without those that were changed while it was under way, and those that were purged since."""
    end = run.finished_at or run.started_at
    found = subject_stretches(session, run.started_at, end)
    is_of = _was_standing if run.cause in OF_ALL else _was_screened_by
    return {one.subject_id: one.number for one in found if is_of(one, run)}


def _was_standing(one: SubjectStretch, run: Rescreening) -> bool:
    is_there = one.screened_at is not None and one.screened_at <= run.started_at and one.number <= run.up_to
    return is_there and (one.end is None or run.finished_at is None or one.end >= run.finished_at)


def _was_screened_by(one: SubjectStretch, run: Rescreening) -> bool:
    return one.screened_by == run.id


def subjects_as_they_were(session: Session, numbers: Sequence[int]) -> dict[int, Subject]:
    """What subjects were by the changes of these numbers, by the number."""
    row, found = SubjectRevisionRow, dict[int, Subject]()
    for few in _parts(numbers):
        query = select(row.number, row.subject).where(row.number.in_(few))
        found |= {number: from_record(Subject, one) for number, one in session.execute(query)}
    return found


def hits_after(session: Session, run: Rescreening, ids: Collection[int]) -> dict[int, dict[Member, int]]:
    """What was known of subjects once a run had ended: their hits with the scores, by what it and the runs
    before it found."""
    known: dict[int, dict[Member, int]] = {one: {} for one in ids}
    for few in _parts(sorted(ids)):
        query = (
            select(FindingRow)
            .where(FindingRow.subject_id.in_(few), FindingRow.rescreening <= run.id)
            .order_by(FindingRow.rescreening)
        )
        for one in session.scalars(query):
            member = Member(one.list_id, one.authority_ref)
            if one.kind == FindingKind.GONE.value or one.score is None:
                known[one.subject_id].pop(member, None)
            else:
                known[one.subject_id][member] = one.score
    return known


def _parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    return (values[start : start + _FEW] for start in range(0, len(values), _FEW))
