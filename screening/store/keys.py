"""API keys as they are kept: a name, a prefix to find one by, a hash; never the key."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from screening.store.tables_audit import ApiKeyRow
from screening.store.types import is_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of the API. How ``hash`` is made is the caller's."""

    id: str
    name: str
    prefix: str
    hash: str
    created_at: datetime
    revoked_at: datetime | None = None


def add_key(session: Session, key: ApiKey) -> None:
    """Keep a new key; its id and its prefix are new."""
    session.add(ApiKeyRow(**asdict(key)))
    session.flush()


def find_key(session: Session, prefix: str) -> ApiKey | None:
    """The key with that prefix, revoked or not."""
    if not is_plain(prefix):
        return None
    row = session.scalars(select(ApiKeyRow).where(ApiKeyRow.prefix == prefix)).one_or_none()
    return _key(row) if row else None


def list_keys(session: Session) -> list[ApiKey]:
    """All keys, the oldest first, revoked ones too."""
    rows = session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.created_at, ApiKeyRow.id))
    return [_key(row) for row in rows]


def revoke_key(session: Session, key_id: str, at: datetime) -> None:
    """Revoke a key for good; the first revocation stands."""
    unrevoked = update(ApiKeyRow).where(ApiKeyRow.id == key_id, ApiKeyRow.revoked_at.is_(None))
    session.execute(unrevoked.values(revoked_at=at))


def _key(row: ApiKeyRow) -> ApiKey:
    return ApiKey(**{field.name: getattr(row, field.name) for field in fields(ApiKey)})
