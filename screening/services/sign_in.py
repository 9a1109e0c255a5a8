"""Signing in with a password: argon2 hashes, and a lock after repeated failures.

Every attempt is counted before its password is looked at, so that guesses sent at once are bounded
like guesses sent one by one. Whatever is wrong is answered in the same words, after the same work.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from screening.services.answers import instant_text
from screening.services.deps import Deps
from screening.services.sessions import Sessions
from screening.store import audit
from screening.store import users as user_store
from screening.store.users import User

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1_000

_HASHER = PasswordHasher()


@cache
def _nobodys() -> str:
    """What the password of a user that is not there is compared with."""
    return _HASHER.hash("")


class PasswordSignIn:
    """Opens sessions for users who know their password."""

    def __init__(self, deps: Deps, sessions: Sessions) -> None:
        """Both stay open as long as this is used."""
        self._deps = deps
        self._sessions = sessions
        _nobodys()  # now: the first attempt must not take longer than others

    def sign_in(self, name: str, password: str) -> str | None:
        """The token of a new session; None where name and password are not those of a user who may
        sign in now."""
        user = self._count_attempt(name)
        is_right = _is_right(user.password_hash if user else None, password)
        if user is None:
            return None
        if is_right:
            return self._succeed(user)
        self._tell_lock(user)
        return None

    def _count_attempt(self, name: str) -> User | None:
        """The user, with this attempt counted; None for one who may not try."""
        now = self._deps.clock()
        with self._deps.database.writing() as session:
            user = user_store.get_user(session, name, to_change=True)
            if user is None or user.disabled or is_locked(user, now):
                return None
            failures = 0 if user.locked_until else user.failures
            locked_until = now + LOCKED_FOR if failures + 1 >= MOST_FAILURES else None
            user_store.change_user(session, name, failures=failures + 1, locked_until=locked_until)
            return user_store.get_user(session, name)

    def _succeed(self, user: User) -> str:
        with self._deps.database.writing() as session:
            user_store.change_user(session, user.name, failures=0, locked_until=None)
            return begin_session(session, self._sessions, user, self._deps.clock())

    def _tell_lock(self, user: User) -> None:
        """Say in the audit that this failure was one too many."""
        if user.locked_until is None:
            return
        new = {"locked_until": instant_text(user.locked_until)}
        payload = {"user": user.name, "old": {"locked_until": None}, "new": new}
        now = self._deps.clock()
        with self._deps.database.writing() as session:
            audit.append(session, at=now, actor=user.name, kind="user_locked", payload=payload)


def begin_session(session: Session, sessions: Sessions, user: User, at: datetime) -> str:
    """Open a session for ``user`` and say so in the audit; the token."""
    token = sessions.open(session, user)
    audit.append(session, at=at, actor=user.name, kind="user_signed_in", payload={"user": user.name})
    return token


def is_locked(user: User, at: datetime) -> bool:
    """Whether too many failures keep a user out at that instant."""
    return user.locked_until is not None and at < user.locked_until


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password.encode("utf-8", "surrogatepass"))


def _is_right(password_hash: str | None, password: str) -> bool:
    given = password.encode("utf-8", "surrogatepass")[: 4 * LONGEST_PASSWORD]
    try:
        return _HASHER.verify(password_hash or _nobodys(), given) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
