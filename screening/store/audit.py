"""The audit chain: what was done, by whom, in an order that cannot be altered unnoticed.

``hash`` is the HMAC-SHA-256, with the audit key, of the UTF-8 JSON array ``["screening audit 2",
key_id, previous_hash, seq, at, actor, kind, payload_digest]`` without spaces, ``at`` as ISO 8601 in
UTC with six decimals; ``payload_digest`` the SHA-256 of a random salt of 32 bytes and the payload.
Records of before there was a key (``key_id`` NULL) have the plain SHA-256 of ``[previous_hash, seq,
at, actor, kind, payload_digest]``. The payload lies in a row of its own, so that it can be purged
while the chain still verifies.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from screening.domain.audit import AuditHead
from screening.domain.errors import AuditKeyMissing
from screening.store.audit_key import AuditKey
from screening.store.database import HEAD, KEEPER
from screening.store.tables_audit import AuditHeadRow, AuditPayloadRow, AuditRow
from screening.store.types import json_bytes

_FORMAT = "screening audit 2"
_SALT_BYTES = 32


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
    key_id: str | None


def append(
    session: Session, *, at: datetime, actor: str, kind: str, payload: Mapping[str, Any]
) -> AuditRecord:
    """Add a record in the caller's write transaction; the sequence has no gaps.

    On a server database the other writers wait for the commit from here on: call it late.
    Raises ``AuditKeyMissing`` where the database was opened without its keeper.
    """
    keeper = session.info.get(KEEPER)
    if keeper is None:
        raise AuditKeyMissing("the database was opened without the audit key: nothing can be recorded")
    before = session.execute(select(AuditHeadRow.seq, AuditHeadRow.hash).with_for_update()).one()
    salt, content = secrets.token_bytes(_SALT_BYTES), json_bytes(dict(payload))
    link: dict[str, Any] = {
        "seq": before.seq + 1,
        "at": at,
        "actor": actor,
        "kind": kind,
        "previous_hash": before.hash,
        "payload_digest": payload_digest(salt, content),
        "key_id": keeper.key.id,
    }
    record = AuditRecord(**link, hash=link_hash(link, keeper.key))
    session.execute(insert(AuditRow), asdict(record))
    session.execute(insert(AuditPayloadRow), {"seq": record.seq, "salt": salt, "payload": content})
    session.execute(update(AuditHeadRow).values(seq=record.seq, hash=record.hash))
    session.info[HEAD] = AuditHead(seq=record.seq, hash=record.hash)
    return record


def head(session: Session) -> AuditHead:
    """The end of the chain as it is written down; ``audit_chain`` tells whether it is true."""
    row = session.scalars(select(AuditHeadRow).order_by(AuditHeadRow.id)).first()
    return AuditHead(seq=row.seq, hash=row.hash) if row else AuditHead(seq=0, hash="")


def link_bytes(link: Mapping[str, Any]) -> bytes:
    """What the hash of a record is over, in the format of that record."""
    at = link["at"].astimezone(UTC).isoformat(timespec="microseconds")
    parts = [link["previous_hash"], link["seq"], at, link["actor"], link["kind"], link["payload_digest"]]
    return json_bytes([_FORMAT, link["key_id"], *parts] if link["key_id"] else parts)


def link_hash(link: Mapping[str, Any], key: AuditKey) -> str:
    """The hash of a record: with the key, or plain for a record of before there was one."""
    content = link_bytes(link)
    return key.mac(content) if link["key_id"] else hashlib.sha256(content).hexdigest()


def payload_digest(salt: bytes, payload: bytes) -> str:
    """What a record holds of its payload."""
    return hashlib.sha256(salt + payload).hexdigest()
