"""Keys are made, rotated and revoked, each act with its audit record in one transaction."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from screening.domain.access import FIRST_SCOPES, Principal
from screening.domain.errors import UnknownAccount, UsageError
from screening.services.answers import instant_text
from screening.services.deps import Deps
from screening.services.key_orders import KeyOrder, check_key_order
from screening.services.keys import FIRST_START, hash_of, new_secret, prefix_of
from screening.store import audit
from screening.store import keys as key_store
from screening.store import users as user_store
from screening.store.audit_cover import COVERS
from screening.store.inserts import take_turns
from screening.store.keys import ApiKey, cover_keys

SHORTEST_KEY = 24
"""Characters; a random key of this length cannot be found by trying."""

FIRST_NAME = "first-admin"
BOOTSTRAP_NAME = "bootstrap"
_TURN = "api keys"
_SECRET = ("hash",)


class MadeKey(NamedTuple):
    """A key with its secret, which is never to be had again."""

    key: ApiKey
    secret: str


def create_key(deps: Deps, order: KeyOrder, by: Principal) -> MadeKey:
    """Make a key. Raises ``InvalidRequest``."""
    now, secret = deps.clock(), new_secret()
    with deps.database.writing() as session:
        take_turns(session, _TURN)
        check_key_order(session, order, now)
        key = _key(secret, order, at=now, by=by.name)
        _add(session, key, "api_key_created")
    return MadeKey(key, secret)


def rotate_key(deps: Deps, key_id: str, by: Principal, *, overlap: timedelta = timedelta()) -> MadeKey:
    """Make a key like another that takes its place; the old one ends after ``overlap``.

    Raises ``UnknownAccount`` where there is none of that id, or it has ended.
    """
    now, secret = deps.clock(), new_secret()
    with deps.database.writing() as session:
        take_turns(session, _TURN)
        old = _living(session, key_id, now)
        key = replace(old, **_identity(secret), created_at=now, created_by=by.name, last_used_at=None)
        if overlap:
            ends_at = min(now + overlap, old.expires_at or now + overlap)
            key_store.expire_key(session, old.id, ends_at)
        else:
            key_store.revoke_key(session, old.id, now)
        ended = key_store.get_key(session, old.id)
        _add(session, key, "api_key_rotated", old=old, replaced=describe(ended) if ended else None)
    return MadeKey(key, secret)


def revoke_key(deps: Deps, key_id: str, by: Principal) -> ApiKey:
    """End a key for good. Raises ``UnknownAccount`` where there is none of that id, or it has ended."""
    now = deps.clock()
    with deps.database.writing() as session:
        take_turns(session, _TURN)
        old = _living(session, key_id, now)
        key_store.revoke_key(session, old.id, now)
        new = replace(old, revoked_at=now)
        payload = {"old": describe(old), "new": describe(new), COVERS: cover_keys(session, old.id)}
        audit.append(session, at=now, actor=by.name, kind="api_key_revoked", payload=payload)
    return new


def all_keys(deps: Deps) -> list[ApiKey]:
    """Every key that ever was, the oldest first."""
    with deps.database.reading() as session:
        return key_store.list_keys(session)


def make_first_key(deps: Deps) -> str | None:
    """Make the first key, which may do everything but approve; None where there is any key or user
    already. The secret is never to be had again."""
    now, secret = deps.clock(), new_secret()
    order = KeyOrder(name=FIRST_NAME, owner="operator", scopes=FIRST_SCOPES)
    with deps.database.writing() as session:
        take_turns(session, _TURN)
        if key_store.list_keys(session) or user_store.has_users(session):
            return None
        _add(session, _key(secret, order, at=now, by=FIRST_START), "api_key_created")
    return secret


def install_bootstrap_key(deps: Deps, secret: str) -> None:
    """Accept ``secret`` as the one bootstrap key; an older one of that name is revoked.

    Raises ``UsageError`` for a key that is too short to be a secret, or was revoked before.
    """
    if len(secret) < SHORTEST_KEY:
        raise UsageError(f"the {BOOTSTRAP_NAME} key must have at least {SHORTEST_KEY} characters")
    now = deps.clock()
    order = KeyOrder(name=BOOTSTRAP_NAME, owner="operator", scopes=FIRST_SCOPES)
    new = _key(secret, order, at=now, by="operator")
    with deps.database.writing() as session:
        take_turns(session, _TURN)
        known = [one for one in key_store.list_keys(session) if new.hash == one.hash]
        if any(one.revoked_at for one in known):
            raise UsageError(f"the {BOOTSTRAP_NAME} key was revoked; choose a new one")
        if not known:
            _replace_bootstrap(session, new)


def describe(key: ApiKey) -> dict[str, Any]:
    """A key as administrators and the audit see it: everything but its hash."""
    return {
        name: instant_text(value) if isinstance(value, datetime) else value
        for name, value in asdict(key).items()
        if name not in _SECRET
    }


def _replace_bootstrap(session: Session, new: ApiKey) -> None:
    old = next(
        (one for one in key_store.list_keys(session) if one.name == new.name and one.revoked_at is None), None
    )
    if old:
        key_store.revoke_key(session, old.id, new.created_at)
    _add(session, new, "api_key_installed", old=old)


def _key(secret: str, order: KeyOrder, *, at: datetime, by: str) -> ApiKey:
    values = {name: value for name, value in asdict(order).items() if name != "days"}
    values |= {"expires_at": order.ends_at(at)}
    return ApiKey(**values, **_identity(secret), created_at=at, created_by=by)


def _identity(secret: str) -> dict[str, Any]:
    return {"id": secrets.token_hex(16), "prefix": prefix_of(secret), "hash": hash_of(secret)}


def _living(session: Session, key_id: str, at: datetime) -> ApiKey:
    found = key_store.get_key(session, key_id)
    if found is None or not found.is_valid(at):
        raise UnknownAccount("there is no such key, or it has ended")
    return found


def _add(session: Session, key: ApiKey, kind: str, *, old: ApiKey | None = None, **more: Any) -> None:
    key_store.add_key(session, key)
    covers = cover_keys(session, key.id, *([old.id] if old else []))
    payload = {"old": describe(old) if old else None, "new": describe(key), **more, COVERS: covers}
    audit.append(session, at=key.created_at, actor=key.created_by, kind=kind, payload=payload)
