"""Which digests were mailed: one process mails one, by the clock of the database; and what is in them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import CursorResult, Update, func, select, update
from sqlalchemy.orm import Session

from screening.domain.alert import Alert
from screening.store.alert_reading import read_alerts
from screening.store.inserts import insert_missing
from screening.store.tables_alerts import AlertRow
from screening.store.tables_webhooks import DigestRow
from screening.store.webhook_leases import database_now


def claim_digest(session: Session, name: str, period: datetime, *, lasting: timedelta) -> bool:
    """Take it on to mail a digest; False where it is mailed, or somebody else is at it."""
    clock = database_now(session)
    row = {"name": name, "period": _text(period), "attempts": 0, "leased_until": clock}
    insert_missing(session, DigestRow, [row])
    free = _this(name, period).where(DigestRow.sent_at.is_(None), DigestRow.leased_until <= clock)
    values = {"leased_until": clock + lasting, "attempts": DigestRow.attempts + 1}
    taken = session.execute(free.values(values))
    return isinstance(taken, CursorResult) and taken.rowcount == 1


def note_sent(session: Session, name: str, period: datetime, at: datetime) -> None:
    """Remember that a digest was mailed."""
    session.execute(_this(name, period).values(sent_at=at))


def last_sent(session: Session, name: str) -> datetime | None:
    """The period of the last digest of that name that was mailed."""
    query = select(func.max(DigestRow.period)).where(DigestRow.name == name, DigestRow.sent_at.is_not(None))
    found = session.scalar(query)
    return datetime.fromisoformat(found) if found else None


def new_open_alerts(
    session: Session, since: datetime, until: datetime, portfolios: Collection[str] | None, *, limit: int
) -> list[Alert]:
    """Of what was raised in the time and is not closed: the most urgent."""
    in_time = (AlertRow.raised_at >= since, AlertRow.raised_at < until, AlertRow.closed_at.is_(None))
    query = select(AlertRow.id).where(*in_time)
    if portfolios is not None:
        query = query.where(AlertRow.portfolio.in_(list(portfolios)))
    ids = session.scalars(query.order_by(AlertRow.urgency.desc(), AlertRow.id).limit(limit))
    return read_alerts(session, list(ids))


def _this(name: str, period: datetime) -> Update:
    return update(DigestRow).where(DigestRow.name == name, DigestRow.period == _text(period))


def _text(period: datetime) -> str:
    return period.astimezone(UTC).isoformat()
