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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

# Below the ORM, whose bookkeeping costs more than the database on a path that every answer takes.
_HEAD_TABLE = AuditHeadRow.metadata.tables[AuditHeadRow.__tablename__]
_LOCKED_HEAD = select(_HEAD_TABLE.c.seq, _HEAD_TABLE.c.hash).with_for_update()
_MOVE_HEAD = update(_HEAD_TABLE)
_ADD_RECORD = insert(AuditRow.metadata.tables[AuditRow.__tablename__])
_ADD_PAYLOAD = insert(AuditPayloadRow.metadata.tables[AuditPayloadRow.__tablename__])


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be recorded: ``payload`` is anything JSON can hold."""

    at: datetime
    actor: str
    kind: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedEntry:
    """An entry with all of its record that does not depend on the one before: made before its turn."""

    at: datetime
    actor: str
    kind: str
    salt: bytes
    content: bytes
    digest: str


def prepare(entry: Entry) -> PreparedEntry:
    """An entry, ready to be recorded once."""
    salt, content = secrets.token_bytes(_SALT_BYTES), json_bytes(dict(entry.payload))
    digest = payload_digest(salt, content)
    return PreparedEntry(
        at=entry.at, actor=entry.actor, kind=entry.kind, salt=salt, content=content, digest=digest
    )


def append(
    session: Session, *, at: datetime, actor: str, kind: str, payload: Mapping[str, Any]
) -> AuditRecord:
    """Add a record in the caller's write transaction; the sequence has no gaps.

    On a server database the other writers wait for the commit from here on: call it late.
    Raises ``AuditKeyMissing`` where the database was opened without its keeper.
    """
    (record,) = append_all(session, [Entry(at=at, actor=actor, kind=kind, payload=payload)])
    return record


def append_all(session: Session, entries: Sequence[Entry]) -> list[AuditRecord]:
    """``append`` for several records at once, in their order; at least one."""
    return append_prepared(session, [prepare(entry) for entry in entries])


def append_prepared(session: Session, entries: Sequence[PreparedEntry]) -> list[AuditRecord]:
    """``append_all`` for entries that were made ready before."""
    keeper = session.info.get(KEEPER)
    if keeper is None:
        raise AuditKeyMissing("the database was opened without the audit key: nothing can be recorded")
    connection = session.connection()
    last = AuditHead(**connection.execute(_LOCKED_HEAD).one()._mapping)
    records, payloads = [], []
    for entry in entries:
        record = _follow(last, entry, keeper.key)
        records.append(record)
        payloads.append({"seq": record["seq"], "salt": entry.salt, "payload": entry.content})
        last = AuditHead(seq=record["seq"], hash=record["hash"])
    connection.execute(_ADD_RECORD, records)
    connection.execute(_ADD_PAYLOAD, payloads)
    connection.execute(_MOVE_HEAD, {"seq": last.seq, "hash": last.hash})
    session.info[HEAD] = last
    return [AuditRecord(**record) for record in records]


def _follow(last: AuditHead, entry: PreparedEntry, key: AuditKey) -> dict[str, Any]:
    link: dict[str, Any] = {
        "seq": last.seq + 1,
        "at": entry.at,
        "actor": entry.actor,
        "kind": entry.kind,
        "previous_hash": last.hash,
        "payload_digest": entry.digest,
        "key_id": key.id,
    }
    return link | {"hash": link_hash(link, key)}


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
