"""Monitored subjects written: each change is a revision, and stays."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from screening.domain.monitoring import OF_ALL, SubjectEntry, SubjectState
from screening.store.inserts import take_turns
from screening.store.records import to_record
from screening.store.suppressions import subject_key
from screening.store.tables_monitoring import MonitoredSubjectRow, RescreeningRow, SubjectRevisionRow
from screening.store.types import json_bytes

_FEW, _HALF = 500, 32
_SUBJECTS = MonitoredSubjectRow.metadata.tables[MonitoredSubjectRow.__tablename__]
_REVISIONS = SubjectRevisionRow.metadata.tables[SubjectRevisionRow.__tablename__]
_UPDATE = (
    update(_SUBJECTS)
    .where(_SUBJECTS.c.id == bindparam("of_subject"))
    .values({name: bindparam(name) for name in (
        "state", "revision", "content_digest", "changed_at", "changed_by", "screened_at")})
)  # fmt: skip

_SCREENED = (
    update(_SUBJECTS)
    .where(_SUBJECTS.c.id == bindparam("of_subject"), _SUBJECTS.c.revision == bindparam("of_revision"))
    .values(screened_at=bindparam("screened"))
)
_SCREENED_BY = (
    update(_REVISIONS)
    .where(_REVISIONS.c.number == bindparam("of_revision"))
    .values(screened_by=bindparam("run"), screened_at=bindparam("screened"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Who writes, when, and by which import; of whom the last revision is above ``unless_above`` stays as it
    is."""

    at: datetime
    by: str
    import_id: str | None = None
    unless_above: int | None = None

    def leaves(self, revision: int) -> bool:
        """Whether who has that revision stays as it is."""
        return self.unless_above is not None and revision > self.unless_above


@dataclass(slots=True)
class Written:
    """What came of some entries: the keys of those that are new, changed, as they were or left alone, and the
    numbers of the first and the last revision that were written; 0: none was."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    first_revision: int = 0
    last_revision: int = 0


def key_of(entry: SubjectEntry) -> str:
    """By what a subject is told from all others: that of its alerts and suppressions."""
    return subject_key(entry.portfolio, entry.reference)


def content_digest(entry: SubjectEntry) -> str:
    """What tells whether an entry says something else than the one before: 32 hex digits for what is
    screened, 32 for the groups that it is in."""
    screened = json_bytes([to_record(entry.subject), list(entry.unread)])
    groups = json_bytes([entry.branch, entry.risk_class])
    return "".join(hashlib.sha256(part).hexdigest()[:_HALF] for part in (screened, groups))


def take_subjects(session: Session) -> None:
    """Until the commit no other writer changes subjects or what is known of them."""
    take_turns(session, "monitored subjects")


def write_entries(session: Session, entries: Sequence[SubjectEntry], writing: Writing) -> Written:
    """Write what clients hand over: new subjects, revisions of those that say something else. One that was
    removed comes back; one that is paused stays so."""
    take_subjects(session)
    keys = [key_of(entry) for entry in entries]
    known = _known(session, keys)
    written = Written()
    changes: list[_Change] = []
    for key, entry in zip(keys, entries, strict=True):
        row, digest = known.get(key), content_digest(entry)
        is_same = row is not None and row["content_digest"] == digest
        if row is None:
            written.added.append(key)
        elif writing.leaves(row["revision"]):
            written.kept.append(key)
            continue
        elif is_same and row["state"] != SubjectState.REMOVED.value:
            written.unchanged.append(key)
            continue
        else:
            written.changed.append(key)
        changes.append(_Change(key, entry, digest, row, _state_of(row)))
    _write(session, changes, writing, written)
    return written


def set_state(
    session: Session, subjects: Sequence[tuple[int, SubjectEntry]], state: SubjectState, writing: Writing
) -> Written:
    """Pause, resume or remove subjects, by their ids and what they are. Who is resumed waits to be screened
    against everything, and so does who was removed and is told again: what was known of both stays, to be
    compared with."""
    take_subjects(session)
    known = {row["id"]: row for row in _rows(session, [number for number, _ in subjects])}
    changes = [
        _Change(known[number]["subject_key"], entry, content_digest(entry), known[number], state)
        for number, entry in subjects
    ]
    written = Written(changed=[change.key for change in changes])
    _write(session, changes, writing, written)
    return written


@dataclass(frozen=True, slots=True)
class _Change:
    key: str
    entry: SubjectEntry
    digest: str
    row: Mapping[str, Any] | None
    state: SubjectState

    @property
    def is_of_groups(self) -> bool:
        """Whether only the groups change, of a subject that is active before and after."""
        active = SubjectState.ACTIVE.value
        if self.row is None or (self.row["state"], self.state.value) != (active, active):
            return False
        return bool(self.row["content_digest"][:_HALF] == self.digest[:_HALF])


class _Screened(NamedTuple):
    """By which run a revision was screened against everything, and when."""

    by: int
    at: datetime


def _state_of(row: Mapping[str, Any] | None) -> SubjectState:
    is_paused = row is not None and row["state"] == SubjectState.PAUSED.value
    return SubjectState.PAUSED if is_paused else SubjectState.ACTIVE


def _write(session: Session, changes: Sequence[_Change], writing: Writing, written: Written) -> None:
    if not changes:
        return
    number = last_revision(session) + 1
    new_id = (session.scalar(select(func.max(_SUBJECTS.c.id))) or 0) + 1
    screened = _still_screened(session, changes)
    revisions, added, updated = [], [], []
    for at, change in enumerate(changes):
        columns = _columns(change, number + at, writing, screened)
        if change.row is None:
            subject_id, new_id = new_id, new_id + 1
            added.append(columns | _identity(change, subject_id, writing))
        else:
            subject_id = change.row["id"]
            updated.append(columns | {"of_subject": subject_id})
        revisions.append(_revision(change, number + at, subject_id, writing, screened))
    session.execute(insert(_REVISIONS), revisions)
    if added:
        session.execute(insert(_SUBJECTS), added)
    if updated:
        session.connection().execute(_UPDATE, updated)
    written.first_revision, written.last_revision = number, number + len(changes) - 1


def _identity(change: _Change, subject_id: int, writing: Writing) -> dict[str, Any]:
    entry = change.entry
    own = {"portfolio": entry.portfolio, "reference": entry.reference}
    return {"id": subject_id, "subject_key": change.key, "since": writing.at} | own


def _columns(
    change: _Change, number: int, writing: Writing, screened: Mapping[str, _Screened]
) -> dict[str, Any]:
    return {
        "state": change.state.value,
        "revision": number,
        "content_digest": change.digest,
        "changed_at": writing.at,
        "changed_by": writing.by,
        "screened_at": change.row["screened_at"] if change.row and change.key in screened else None,
    }


def _revision(
    change: _Change, number: int, subject_id: int, writing: Writing, screened: Mapping[str, _Screened]
) -> dict[str, Any]:
    entry, as_before = change.entry, screened.get(change.key)
    return {
        "number": number,
        "subject_id": subject_id,
        "at": writing.at,
        "by": writing.by,
        "state": change.state.value,
        "branch": entry.branch,
        "risk_class": entry.risk_class,
        "subject": to_record(entry.subject),
        "unread": list(entry.unread),
        "import_id": writing.import_id,
        "screened_by": as_before.by if as_before else None,
        "screened_at": as_before.at if as_before else None,
    }


def _still_screened(session: Session, changes: Sequence[_Change]) -> dict[str, _Screened]:
    """The subjects, by their keys, that need not be screened again: only their groups change, and they were
    screened. While a run over all is under way nobody is spared: it leaves alone who changes meanwhile."""
    keys = {change.row["revision"]: change.key for change in changes if change.row and change.is_of_groups}
    if not keys or _is_run_under_way(session):
        return {}
    found: dict[str, _Screened] = {}
    row = _REVISIONS.c
    for few in _parts(list(keys)):
        query = select(row.number, row.screened_by, row.screened_at).where(row.number.in_(few))
        screened = session.execute(query.where(row.screened_at.is_not(None)))
        found |= {keys[number]: _Screened(by, at) for number, by, at in screened}
    return found


def _is_run_under_way(session: Session) -> bool:
    query = select(RescreeningRow.id).where(
        RescreeningRow.finished_at.is_(None), RescreeningRow.cause.in_([one.value for one in OF_ALL])
    )
    return session.scalars(query.limit(1)).first() is not None


def last_revision(session: Session) -> int:
    """The number of the last change of any subject; 0 for none."""
    return session.scalar(select(func.max(_REVISIONS.c.number))) or 0


def mark_screened(session: Session, subjects: Mapping[int, int], rescreening: int, at: datetime) -> None:
    """Note that subjects, by id the revision that was screened against everything, wait no longer. The caller
    has the turn of ``take_subjects`` when it takes the time: what begins later sees them as screened."""
    rows = [
        {"of_subject": one, "of_revision": number, "screened": at, "run": rescreening}
        for one, number in subjects.items()
    ]
    if rows:
        session.connection().execute(_SCREENED, rows)
        session.connection().execute(_SCREENED_BY, rows)


def still_standing(session: Session, subjects: Mapping[int, int], *, waiting: bool) -> set[int]:
    """Of subjects, by id a revision, those of which it still is the last one, that are active, and that
    wait to be screened, or do not."""
    found: set[int] = set()
    for few in _parts(list(subjects)):
        query = select(_SUBJECTS.c.id, _SUBJECTS.c.revision).where(
            _SUBJECTS.c.id.in_(few),
            _SUBJECTS.c.state == SubjectState.ACTIVE.value,
            _SUBJECTS.c.screened_at.is_(None) if waiting else _SUBJECTS.c.screened_at.is_not(None),
        )
        found.update(one for one, revision in session.execute(query) if subjects[one] == revision)
    return found


def _known(session: Session, keys: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for few in _parts(keys):
        query = select(_SUBJECTS).where(_SUBJECTS.c.subject_key.in_(few))
        found |= {row["subject_key"]: dict(row) for row in session.execute(query).mappings()}
    return found


def _rows(session: Session, ids: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    for few in _parts(ids):
        rows = session.execute(select(_SUBJECTS).where(_SUBJECTS.c.id.in_(few))).mappings()
        yield from map(dict, rows)


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _FEW] for start in range(0, len(values), _FEW))
