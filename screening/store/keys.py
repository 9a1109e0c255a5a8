"""API keys as they are kept: a name, a prefix to find one by, a hash, what it allows; never the key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from screening.store.audit_cover import cover_stored
from screening.store.tables_access import ApiKeyRow
from screening.store.types import is_plain

_TABLE = ApiKeyRow.metadata.tables[ApiKeyRow.__tablename__]
_BY_PREFIX = select(_TABLE).where(_TABLE.c.prefix == bindparam("prefix"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of the API. How ``hash`` is made is the caller's. ``portfolios`` None: all of them;
    ``rate_limit`` as ``600/minute``, None for the installation's own; ``raises_alerts``: with each of its
    screenings."""

    id: str
    name: str
    prefix: str
    hash: str
    owner: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    portfolios: tuple[str, ...] | None = None
    rate_limit: str | None = None
    raises_alerts: bool = False
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_valid(self, at: datetime) -> bool:
        """Whether the key opens anything at that instant: neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


def add_key(session: Session, key: ApiKey) -> None:
    """Keep a new key; its id and its prefix are new."""
    values = {name: getattr(key, name) for name in ApiKey.__dataclass_fields__}
    session.add(ApiKeyRow(**values | {"raises_alerts": key.raises_alerts or None}))
    session.flush()


def find_key(connection: Connection, prefix: str) -> ApiKey | None:
    """The key with that prefix, revoked or not."""
    if not is_plain(prefix):
        return None
    row = connection.execute(_BY_PREFIX, {"prefix": prefix}).one_or_none()
    return _key(row) if row else None


def get_key(session: Session, key_id: str) -> ApiKey | None:
    """The key with that id, revoked or not."""
    row = session.get(ApiKeyRow, key_id, populate_existing=True) if is_plain(key_id) else None
    return _key(row) if row else None


def list_keys(session: Session) -> list[ApiKey]:
    """All keys, the oldest first, revoked ones too."""
    rows = session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.created_at, ApiKeyRow.id))
    return [_key(row) for row in rows]


def is_any_in_use(session: Session, *, untouched: str) -> bool:
    """Whether there is a key other than those that ``untouched`` made and nobody used or revoked."""
    touched = or_(
        ApiKeyRow.created_by != untouched,
        ApiKeyRow.last_used_at.is_not(None),
        ApiKeyRow.revoked_at.is_not(None),
    )
    return bool(session.scalar(select(exists().where(touched))))


def revoke_key(session: Session, key_id: str, at: datetime) -> None:
    """Revoke a key for good; the first revocation stands."""
    unrevoked = update(ApiKeyRow).where(ApiKeyRow.id == key_id, ApiKeyRow.revoked_at.is_(None))
    session.execute(unrevoked.values(revoked_at=at))


def expire_key(session: Session, key_id: str, at: datetime) -> None:
    """Let a key end at ``at``."""
    session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(expires_at=at))


def cover_keys(session: Session, *key_ids: str) -> list[dict[str, Any]]:
    """What the audit says of keys as they are by now, hash and all."""
    return cover_stored(session, ApiKeyRow, *key_ids)


def touch_key(session: Session, key_id: str, at: datetime) -> None:
    """Remember that a key was used at ``at``."""
    session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(last_used_at=at))


def _key(row: ApiKeyRow | Row[Any]) -> ApiKey:
    values: dict[str, Any] = {name: getattr(row, name) for name in ApiKey.__dataclass_fields__}
    portfolios = values.pop("portfolios")
    values |= {"scopes": tuple(values["scopes"]), "raises_alerts": bool(values["raises_alerts"])}
    return ApiKey(portfolios=None if portfolios is None else tuple(portfolios), **values)
