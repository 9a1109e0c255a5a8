"""Signed-in browsers: a random cookie each, kept as its hash, that ends by itself."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from screening.domain.access import Principal, permissions_of
from screening.services.deps import Deps
from screening.services.keys import hash_of
from screening.store import audit
from screening.store import sessions as session_store
from screening.store import users as user_store
from screening.store.sessions import PageSession
from screening.store.users import User

_SEEN_NOTED_EVERY = timedelta(minutes=1)


class Sessions:
    """Opens, finds and ends sessions. Remembers nothing: what is ended in one process is ended in
    all, and a user's roles are those of the moment."""

    def __init__(self, deps: Deps) -> None:
        """``deps.settings`` say how long a session lasts."""
        self._deps = deps
        self._idle = timedelta(minutes=deps.settings.session_idle)
        self._longest = timedelta(hours=deps.settings.session_longest)

    def open(self, session: Session, user: User) -> str:
        """Begin a session in the caller's transaction; the token for the cookie."""
        now, token = self._deps.clock(), secrets.token_urlsafe(32)
        session_store.forget_ended_sessions(session, now=now, seen_before=now - self._idle)
        opened = PageSession(
            token_hash=hash_of(token),
            user_name=user.name,
            created_at=now,
            seen_at=now,
            ends_at=now + self._longest,
        )
        session_store.add_session(session, opened)
        return token

    def find(self, token: str) -> Principal | None:
        """Whose session a cookie is of; None where it ended or its user may no longer sign in."""
        now = self._deps.clock()
        with self._deps.database.reading() as session:
            found = session_store.get_session(session, hash_of(token))
            user = user_store.get_user(session, found.user_name) if found else None
        if found is None or user is None or user.disabled or not self._lasts(found, now):
            return None
        if now - found.seen_at >= _SEEN_NOTED_EVERY:
            with self._deps.database.writing() as session:
                session_store.touch_session(session, found.token_hash, now)
        return principal_of_user(user)

    def end(self, token: str) -> None:
        """End the session of a cookie, if there is one."""
        with self._deps.database.writing() as session:
            session_store.end_session(session, hash_of(token))

    def sign_out(self, token: str) -> None:
        """End the session of a cookie as its user asks, and say so in the audit; one that lasts no more
        is no sign-out."""
        user = self.find(token)
        with self._deps.database.writing() as session:
            session_store.end_session(session, hash_of(token))
            if user is not None:
                self._tell(session, user.name, everywhere=False)

    def end_all(self, user_name: str) -> None:
        """End every session of a user, in all browsers, as they ask, and say so in the audit."""
        with self._deps.database.writing() as session:
            session_store.end_sessions_of(session, user_name)
            self._tell(session, user_name, everywhere=True)

    def _tell(self, session: Session, user_name: str, *, everywhere: bool) -> None:
        payload = {"user": user_name, "everywhere": everywhere}
        audit.append(session, at=self._deps.clock(), actor=user_name, kind="user_signed_out", payload=payload)

    def _lasts(self, found: PageSession, now: datetime) -> bool:
        return now < found.ends_at and now - found.seen_at < self._idle


def principal_of_user(user: User) -> Principal:
    """Whoever asks as ``user``."""
    return Principal(
        name=user.name,
        person=user.name,
        permissions=permissions_of(user.roles),
        portfolios=None if user.portfolios is None else frozenset(user.portfolios),
    )
