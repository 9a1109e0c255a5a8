"""The audit chain: what was done, by whom, in an order that cannot be altered unnoticed.

``hash`` is the SHA-256 of the UTF-8 JSON array ``[previous_hash, seq, at, actor, kind,
payload_digest]`` without spaces, ``at`` as ISO 8601 in UTC with six decimals; ``payload_digest`` the
SHA-256 of a random salt of 32 bytes and the payload. The payload lies in a row of its own, so that
it can be purged while the chain still verifies.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from screening.domain.errors import AuditBroken
from screening.store.tables_audit import AuditHeadRow, AuditPayloadRow, AuditRow
from screening.store.types import json_bytes

FIRST_HASH = "0" * 64
"""What the first record has for a previous hash."""

_STREAMED_ROWS = 1_000


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """The end of the chain: number and hash of the last record; 0 and ``FIRST_HASH`` for none."""

    seq: int
    hash: str


def append(
    session: Session, *, at: datetime, actor: str, kind: str, payload: Mapping[str, Any]
) -> AuditRecord:
    """Add a record in the caller's write transaction; the sequence has no gaps.

    On a server database the other writers wait for the commit from here on: call it late.
    """
    head = session.scalars(
        select(AuditHeadRow).with_for_update().execution_options(populate_existing=True)
    ).one()
    salt, content = secrets.token_bytes(32), json_bytes(dict(payload))
    link: dict[str, Any] = {
        "seq": head.seq + 1,
        "at": at,
        "actor": actor,
        "kind": kind,
        "previous_hash": head.hash,
        "payload_digest": _digest(salt, content),
    }
    record = AuditRecord(**link, hash=_link_hash(link))
    session.add(AuditRow(**asdict(record)))
    session.flush()
    session.add(AuditPayloadRow(seq=record.seq, salt=salt, payload=content))
    head.seq, head.hash = record.seq, record.hash
    session.flush()
    return record


def verify(session: Session) -> int:
    """Check the whole chain, streaming; the number of records.

    Raises ``AuditBroken`` with the ``seq`` of the first record that was altered, lost or added.
    """
    query = (
        select(*AuditRow.__table__.columns, AuditPayloadRow.salt, AuditPayloadRow.payload)
        .outerjoin(AuditPayloadRow, AuditPayloadRow.seq == AuditRow.seq)
        .order_by(AuditRow.seq)
        .execution_options(yield_per=_STREAMED_ROWS)
    )
    seq, last = 0, FIRST_HASH
    with session.execute(query) as rows:
        for row in rows.mappings():
            seq += 1
            _check(dict(row), seq, last)
            last = row["hash"]
    _check_ends(session, seq, last)
    return seq


def head(session: Session) -> AuditHead:
    """The end of the chain as it is written down; ``verify`` tells whether it is true."""
    row = session.scalars(select(AuditHeadRow)).one()
    return AuditHead(seq=row.seq, hash=row.hash)


def _check(row: Mapping[str, Any], seq: int, previous_hash: str) -> None:
    if row["seq"] != seq:
        raise AuditBroken(seq, "it is missing")
    if row["previous_hash"] != previous_hash:
        raise AuditBroken(seq, "it does not follow the record before it")
    if not hmac.compare_digest(row["hash"], _link_hash(row)):
        raise AuditBroken(seq, "it was altered")
    if row["payload"] is not None and row["payload_digest"] != _digest(row["salt"], row["payload"]):
        raise AuditBroken(seq, "its payload was altered")


def _check_ends(session: Session, seq: int, last: str) -> None:
    head = session.scalars(select(AuditHeadRow)).one_or_none()
    if head is None or (head.seq, head.hash) != (seq, last):
        raise AuditBroken(seq + 1, "the end of the chain was cut or added to")
    loose = select(func.min(AuditPayloadRow.seq)).where(AuditPayloadRow.seq.not_in(select(AuditRow.seq)))
    if (orphan := session.scalar(loose)) is not None:
        raise AuditBroken(orphan, "it has a payload and no record")


def _link_hash(link: Mapping[str, Any]) -> str:
    at = link["at"].astimezone(UTC).isoformat(timespec="microseconds")
    parts = [link["previous_hash"], link["seq"], at, link["actor"], link["kind"], link["payload_digest"]]
    return hashlib.sha256(json_bytes(parts)).hexdigest()


def _digest(salt: bytes, payload: bytes) -> str:
    return hashlib.sha256(salt + payload).hexdigest()
