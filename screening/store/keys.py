"""API keys as they are kept: a name, a prefix to find one by, a hash; never the key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


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
    raise RuntimeError("under construction")


def find_key(session: Session, prefix: str) -> ApiKey | None:
    """The key with that prefix, revoked or not."""
    raise RuntimeError("under construction")


def list_keys(session: Session) -> list[ApiKey]:
    """All keys, the oldest first, revoked ones too."""
    raise RuntimeError("under construction")


def revoke_key(session: Session, key_id: str, at: datetime) -> None:
    """Revoke a key for good; the first revocation stands."""
    raise RuntimeError("under construction")
