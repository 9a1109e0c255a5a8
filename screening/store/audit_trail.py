"""The trail as people read it: records from the latest back, by kind, actor, time and what they tell of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import Session

from screening.store.audit import AuditRecord
from screening.store.screenings import AUDIT_KIND as SCREENING
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from screening.store.tables_screening import ScreeningRow
from screening.store.types import exact_bytes, is_plain

_RECORD = tuple(AuditRow.__table__.columns)
_STREAMED = 500

MOST_LOOKED_AT = 50_000
"""Records whose payload is looked through for a text at once; where there are more, the part says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """What records must fulfil, all of it. ``about`` is a text that their payload holds, or the id or
    reference of a screening; ``since`` is included, ``until`` is not."""

    kind: str | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A record with its payload as it is kept; both None where it was purged."""

    record: AuditRecord
    salt: bytes | None
    payload: bytes | None


@dataclass(frozen=True, slots=True)
class TrailPart:
    """Records, the latest first; ``looked_to`` is the record at which a search for a text stopped for now
    (None: it has looked at all)."""

    records: list[KeptRecord]
    looked_to: int | None = None


def read_trail(session: Session, wanted: TrailFilter, *, below: int | None, limit: int) -> TrailPart:
    """The latest records before number ``below`` (None: of all) that fulfil ``wanted``, the latest first."""
    if wanted.about is not None:
        return _about(session, wanted, below, limit)
    return TrailPart([_kept(row) for row in session.execute(_latest(wanted, below).limit(limit))])


def read_records(session: Session, seqs: Sequence[int]) -> list[KeptRecord]:
    """The records of these numbers that are there, the latest first."""
    query = _joined().where(AuditRow.seq.in_(seqs)).order_by(AuditRow.seq.desc())
    return [_kept(row) for row in session.execute(query)]


def records_at(session: Session, instants: Sequence[datetime], texts: Sequence[str]) -> list[KeptRecord]:
    """The records of these instants whose payload holds one of ``texts``, in their order."""
    wanted = [_as_in_json(text) for text in texts]
    query = _joined().where(AuditRow.at.in_(instants), AuditRow.kind != SCREENING).order_by(AuditRow.seq)
    found = (_kept(row) for row in session.execute(query))
    return [one for one in found if any(text in (one.payload or b"") for text in wanted)]


def last_of_kind(session: Session, kind: str) -> KeptRecord | None:
    """The latest record of a kind; None where there is none."""
    found = read_trail(session, TrailFilter(kind=kind), below=None, limit=1).records
    return found[0] if found else None


def all_kinds(session: Session) -> list[str]:
    """Every kind that there is a record of, in order; each is one look into the index."""
    kinds: list[str] = []
    query = select(AuditRow.kind).order_by(AuditRow.kind).limit(1)
    found = session.scalar(query)
    while found is not None:
        kinds.append(found)
        found = session.scalar(query.where(AuditRow.kind > found))
    return kinds


def _joined() -> Select[Any]:
    query = select(*_RECORD, AuditPayloadRow.salt, AuditPayloadRow.payload)
    return query.outerjoin(AuditPayloadRow, AuditPayloadRow.seq == AuditRow.seq)


def _narrowed(query: Select[Any], wanted: TrailFilter, below: int | None) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(AuditRow.kind == wanted.kind)
    if wanted.actor is not None:
        conditions.append(AuditRow.actor == wanted.actor)
    if wanted.since is not None:
        conditions.append(AuditRow.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditRow.at < wanted.until)
    if below is not None:
        conditions.append(AuditRow.seq < below)
    query = query.where(*conditions)
    return query.order_by(AuditRow.seq.desc())


def _others() -> Select[Any]:
    """All but answers, whose payloads need not be looked through: they are found by their rows."""
    others: Any = _joined().where(AuditRow.kind != SCREENING)
    return others.with_only_columns(AuditRow.seq, AuditPayloadRow.payload)  # type: ignore[no-any-return]


def _latest(wanted: TrailFilter, below: int | None) -> Select[Any]:
    return _narrowed(_joined(), wanted, below)


def _about(session: Session, wanted: TrailFilter, below: int | None, limit: int) -> TrailPart:
    """Answers are found by their rows, which are many; all else by what its payload says."""
    telling = _Telling(wanted.about or "")
    others = telling.found(session, _narrowed(_others(), wanted, below))
    seqs = list(islice(merge(_of_screenings(session, wanted, below, limit), others, reverse=True), limit))
    if telling.looked_to is not None:
        seqs = [seq for seq in seqs if seq >= telling.looked_to]
    return TrailPart(read_records(session, seqs), telling.looked_to)


def _of_screenings(session: Session, wanted: TrailFilter, below: int | None, limit: int) -> Iterator[int]:
    text = str(wanted.about)
    if is_plain(text):
        is_it = or_(ScreeningRow.id == text, ScreeningRow.reference == text)
        query = select(AuditRow.seq).join(ScreeningRow, ScreeningRow.audit_seq == AuditRow.seq).where(is_it)
        yield from session.scalars(_narrowed(query, wanted, below).limit(limit)).all()


class _Telling:
    """Looks for a text in payloads, and remembers where it gave up."""

    def __init__(self, text: str) -> None:
        self._text = _as_in_json(text)
        self.looked_to: int | None = None

    def found(self, session: Session, query: Select[Any]) -> Iterator[int]:
        query = query.limit(MOST_LOOKED_AT).execution_options(yield_per=_STREAMED)
        with session.execute(query) as rows:
            for number, row in enumerate(rows, 1):
                if self._text in (row.payload or b""):
                    yield row.seq
                if number == MOST_LOOKED_AT:
                    self.looked_to = row.seq


def _as_in_json(text: str) -> bytes:
    return exact_bytes(json.dumps(text, ensure_ascii=False)[1:-1])


def _kept(row: Row[Any]) -> KeptRecord:
    columns = dict(row._mapping)
    salt, payload = columns.pop("salt"), columns.pop("payload")
    return KeptRecord(AuditRecord(**columns), salt, payload)
