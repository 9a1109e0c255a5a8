"""The audit chain: what was done, by whom, in an order that cannot be altered unnoticed.

``hash`` is the SHA-256 of the UTF-8 JSON array ``[previous_hash, seq, at, actor, kind,
payload_digest]``, ``payload_digest`` the SHA-256 of a random salt and the payload. The payload lies in a
row of its own, so that it can be purged while the chain still verifies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One link of the chain; hashes are 64 hex digits."""

    seq: int
    at: datetime
    actor: str
    kind: str
    previous_hash: str
    hash: str
    payload_digest: str


def append(
    session: Session, *, at: datetime, actor: str, kind: str, payload: Mapping[str, Any]
) -> AuditRecord:
    """Add a record in the caller's write transaction; the sequence has no gaps.

    On a server database it holds the head of the chain until the commit: call it last.
    """
    raise RuntimeError("under construction")


def verify(session: Session) -> int:
    """Check the whole chain, streaming; the number of records.

    Raises ``AuditBroken`` with the ``seq`` of the first record that was altered, lost or added.
    """
    raise RuntimeError("under construction")
