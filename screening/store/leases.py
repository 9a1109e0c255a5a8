"""Leases: who may do something now, by the database's own clock, so that no machine's clock counts."""

from __future__ import annotations

from sqlalchemy import Float, cast, delete, extract, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from screening.store.inserts import insert_missing
from screening.store.tables_schedule import LeaseRow


def take_lease(session: Session, name: str, holder: str, seconds: float, *, dead: str | None = None) -> bool:
    """Whether ``holder`` has the lease for so many seconds from now: it was free, ran out, is its own, or is
    of ``dead``, a holder that is known to have ended."""
    insert_missing(session, LeaseRow, [{"name": name, "holder": "", "until": 0.0}])
    now = _now(session)
    may_take = or_(LeaseRow.until < now, LeaseRow.holder == holder)
    if dead is not None:
        may_take = or_(may_take, LeaseRow.holder == dead)
    taken = session.execute(
        update(LeaseRow)
        .where(LeaseRow.name == name, may_take)
        .values(holder=holder, until=now + seconds)
        .returning(LeaseRow.name)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def keep_lease(session: Session, name: str, holder: str, seconds: float) -> bool:
    """Whether ``holder`` still had the lease, and has it for longer now."""
    kept = session.execute(
        update(LeaseRow)
        .where(LeaseRow.name == name, LeaseRow.holder == holder)
        .values(until=_now(session) + seconds)
        .returning(LeaseRow.name)
        .execution_options(synchronize_session=False)
    )
    return kept.first() is not None


def free_lease(session: Session, name: str, holder: str) -> None:
    """Give the lease back, if it still is its holder's."""
    session.execute(delete(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder))


def lease_holder(session: Session, name: str) -> str | None:
    """Who has the lease now; None where it is free."""
    query = select(LeaseRow.holder).where(LeaseRow.name == name, LeaseRow.until >= _now(session))
    return session.scalars(query).first()


def _now(session: Session) -> ColumnElement[float]:
    """Seconds since 1970 by the clock of the database."""
    if session.get_bind().dialect.name == "sqlite":
        return (func.julianday("now") - 2440587.5) * 86400.0
    return cast(extract("epoch", func.clock_timestamp()), Float(53))
