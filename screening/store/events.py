"""Events are written with the change that they tell of, and read in the order of their commits.

Whoever writes one takes turns with all others who do, and before it takes the audit's head: so no
lower number is committed later, and no two writers wait for each other.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import asdict

from sqlalchemy import ColumnElement, Select, func, insert, or_, select
from sqlalchemy.orm import Session

from screening.domain.events import OF_PORTFOLIOS, Event, EventKind, NewEvent
from screening.store.inserts import take_turns
from screening.store.tables_events import EventRow

_TOLD_TO_ALL = tuple(kind.value for kind in EventKind if kind.resource not in OF_PORTFOLIOS)


def take_events(session: Session) -> None:
    """Until the commit, no other writer tells of anything."""
    # The turn of the writers of alerts, so that there is one order in which all wait.
    take_turns(session, "alerts")


def append_events(session: Session, events: Sequence[NewEvent]) -> None:
    """Write events in the transaction of what they tell of; call ``take_events`` as its first act."""
    if events:
        rows = [{**asdict(one), "kind": one.kind.value, "id": uuid.uuid4().hex} for one in events]
        session.connection().execute(insert(EventRow.metadata.tables[EventRow.__tablename__]), rows)


def events_after(
    session: Session,
    seq: int,
    portfolios: Collection[str] | None,
    *,
    kinds: Collection[EventKind] | None = None,
    limit: int,
) -> list[Event]:
    """The next events after number ``seq``: of portfolios that may be seen (None: all), of these kinds
    (None: all)."""
    query = select(EventRow).where(EventRow.seq > seq, seen_in(portfolios), of_kinds(kinds))
    return read_events(session, query.order_by(EventRow.seq).limit(limit))


def read_events(session: Session, query: Select[EventRow]) -> list[Event]:
    """The events that a query finds."""
    return [as_event(row) for row in session.scalars(query)]


def last_told(session: Session, kind: EventKind, subject: str) -> Event | None:
    """The last event of that kind about ``subject``; None where there was none."""
    query = select(EventRow).where(EventRow.subject == subject, EventRow.kind == kind.value)
    row = session.scalars(query.order_by(EventRow.seq.desc()).limit(1)).first()
    return as_event(row) if row else None


def last_seq(session: Session) -> int:
    """The number of the last event; 0 where there is none."""
    return session.scalar(select(func.max(EventRow.seq))) or 0


def seen_in(portfolios: Collection[str] | None) -> ColumnElement[bool]:
    """What is told to who sees these portfolios (None: all of them)."""
    if portfolios is None:
        return EventRow.seq.is_not(None)
    return or_(EventRow.portfolio.in_(list(portfolios)), EventRow.kind.in_(_TOLD_TO_ALL))


def of_kinds(kinds: Collection[EventKind] | None) -> ColumnElement[bool]:
    """What is of these kinds (None: of any)."""
    return EventRow.seq.is_not(None) if kinds is None else EventRow.kind.in_([one.value for one in kinds])


def as_event(row: EventRow) -> Event:
    """The event of a row."""
    names = ("seq", "id", "at", "subject", "number", "portfolio", "data")
    return Event(kind=EventKind(row.kind), **{name: getattr(row, name) for name in names})
