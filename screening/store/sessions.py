"""Sessions of the pages: one row a signed-in browser, found by a hash of its cookie."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from screening.store.tables_access import PageSessionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSession:
    """A signed-in browser: until ``ends_at``, or until it was not seen for too long."""

    token_hash: str
    user_name: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


def add_session(session: Session, opened: PageSession) -> None:
    """Keep a new session; its user is there."""
    session.add(PageSessionRow(**asdict(opened)))
    session.flush()


def get_session(session: Session, token_hash: str) -> PageSession | None:
    """The session of that hash, ended or not."""
    row = session.get(PageSessionRow, token_hash)
    if row is None:
        return None
    return PageSession(**{name: getattr(row, name) for name in PageSession.__dataclass_fields__})


def touch_session(session: Session, token_hash: str, at: datetime) -> None:
    """Remember that a browser was seen at ``at``."""
    session.execute(update(PageSessionRow).where(PageSessionRow.token_hash == token_hash).values(seen_at=at))


def end_session(session: Session, token_hash: str) -> None:
    """End a session, if it is there."""
    session.execute(delete(PageSessionRow).where(PageSessionRow.token_hash == token_hash))


def end_sessions_of(session: Session, user_name: str) -> None:
    """End all sessions of a user."""
    session.execute(delete(PageSessionRow).where(PageSessionRow.user_name == user_name))


def forget_ended_sessions(session: Session, *, now: datetime, seen_before: datetime) -> None:
    """Delete the sessions that ended, or were last seen before ``seen_before``."""
    ended = or_(PageSessionRow.ends_at <= now, PageSessionRow.seen_at < seen_before)
    session.execute(delete(PageSessionRow).where(ended))
