"""API keys at the door: recognised by their hash, compared in constant time, never kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta

from screening.domain.access import TRIAL_SCOPES, Principal, permissions_of
from screening.store import keys as key_store
from screening.store import users as user_store
from screening.store.database import Database
from screening.store.keys import ApiKey

FIRST_START = "first start"
"""What the first key names as its maker. No account can be called so."""

LOOPBACK = "loopback"
"""The actor of what this machine asks before any key is in use."""

_MARK = re.compile(r"scr_([0-9a-f]{12})_.+", re.DOTALL)
_DIGITS = 12
_USE_NOTED_EVERY = timedelta(minutes=1)


class KeyRing:
    """Recognises keys. Remembers nothing: every check reads the database, so that a key counts in
    all processes from the moment it is stored, and no longer than until it ends."""

    def __init__(self, database: Database) -> None:
        """Keys are read from ``database``."""
        self._database = database

    def is_trial(self) -> bool:
        """True as long as there is no user and no key but the first one, which nobody has used:
        until then this machine may ask without a key."""
        with self._database.reading() as session:
            in_use = key_store.is_any_in_use(session, untouched=FIRST_START) or user_store.has_users(session)
        return not in_use

    def find(self, key: str, at: datetime) -> ApiKey | None:
        """The key that was shown, None where it is not one of ours, revoked or expired, or its owner is a
        user who is kept out.

        That it was used is noted, at most once a minute.
        """
        with self._database.glancing() as connection:
            found = key_store.find_key(connection, prefix_of(key))
        equal = hmac.compare_digest(hash_of(key), found.hash if found else "")
        if found is None or not equal or not found.is_valid(at):
            return None
        with self._database.glancing() as connection:
            if user_store.is_kept_out(connection, found.owner):
                return None
        if found.last_used_at is None or at - found.last_used_at >= _USE_NOTED_EVERY:
            with self._database.writing() as session:
                key_store.touch_key(session, found.id, at)
        return found


def principal_of(key: ApiKey) -> Principal:
    """Whoever asks with ``key``."""
    return Principal(
        name=key.name,
        person=key.owner,
        permissions=permissions_of(key.scopes),
        portfolios=None if key.portfolios is None else frozenset(key.portfolios),
        raises_alerts=key.raises_alerts,
    )


def trial_principal() -> Principal:
    """Whoever asks from this machine before any key is in use."""
    return Principal(name=LOOPBACK, person=LOOPBACK, permissions=permissions_of(TRIAL_SCOPES))


def new_secret() -> str:
    """A fresh key: 48 random bits that it is found by, 256 that nobody guesses."""
    return f"scr_{secrets.token_hex(_DIGITS // 2)}_{secrets.token_urlsafe(32)}"


def hash_of(key: str) -> str:
    """SHA-256 is enough: a key is random, there is no dictionary to try it against."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def prefix_of(key: str) -> str:
    """What a key is found by: the public part of one that we made, else of its hash, so that a key
    that an operator gave leaves no trace in the clear."""
    made = _MARK.fullmatch(key)
    return f"scr_{made[1]}" if made else hash_of(key)[:_DIGITS]
