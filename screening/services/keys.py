"""API keys: kept as hashes, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from screening.domain.errors import UsageError
from screening.store import audit
from screening.store import keys as key_store
from screening.store.database import Database

SHORTEST_KEY = 24
"""Characters; a random key of this length cannot be found by trying."""

_PREFIX = 12
"""Hex digits of the hash that a key is found by; the key itself leaves no trace in the clear."""


class KeyRing:
    """The keys of this installation. Remembers nothing: every check reads the database, so that a
    key counts in all processes from the moment it is stored, and no longer than until revoked."""

    def __init__(self, database: Database) -> None:
        """Keys are read from and stored in ``database``."""
        self._database = database

    def is_any(self) -> bool:
        """True once any key was stored, revoked or not: from then on every request needs one."""
        with self._database.reading() as session:
            return bool(key_store.list_keys(session))

    def name_of(self, key: str) -> str | None:
        """The name of the key presented, None where it is not one of ours or was revoked."""
        digest = _digest(key)
        with self._database.reading() as session:
            found = key_store.find_key(session, digest[:_PREFIX])
        equal = hmac.compare_digest(digest, found.hash if found else "")
        return found.name if found and equal and found.revoked_at is None else None

    def install(self, name: str, key: str, *, at: datetime) -> None:
        """Make ``key`` the one key of that name; an older one of that name is revoked.

        Raises ``UsageError`` for a key that is too short to be a secret, or was revoked before.
        """
        if len(key) < SHORTEST_KEY:
            raise UsageError(f"the {name} key must have at least {SHORTEST_KEY} characters")
        digest = _digest(key)
        with self._database.writing() as session:
            known = [one for one in key_store.list_keys(session) if one.name == name or one.hash == digest]
            if any(one.hash == digest and one.revoked_at for one in known):
                raise UsageError(f"the {name} key was revoked; choose a new one")
            if all(one.hash != digest for one in known):
                _replace(session, known, _new_key(name, digest, at))


def _replace(session: Session, old: list[key_store.ApiKey], new: key_store.ApiKey) -> None:
    revoked = [one for one in old if one.revoked_at is None]
    for one in revoked:
        key_store.revoke_key(session, one.id, new.created_at)
    key_store.add_key(session, new)
    payload = {"key": new.id, "name": new.name, "revoked": [one.id for one in revoked]}
    audit.append(session, at=new.created_at, actor="operator", kind="api_key_installed", payload=payload)


def _new_key(name: str, digest: str, at: datetime) -> key_store.ApiKey:
    return key_store.ApiKey(
        id=secrets.token_hex(16), name=name, prefix=digest[:_PREFIX], hash=digest, created_at=at
    )


def _digest(key: str) -> str:
    """SHA-256 is enough: a key is random, there is no dictionary to try it against."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
