"""The audit as JSON Lines: whole or of a time, with what it takes to verify it elsewhere.

The first line says what the file is and the head of the chain; then a line a record, each answer and
batch followed by what its record covers; the last line counts, and holds the key's HMAC over all
lines before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from screening.services.deps import Deps
from screening.store import audit
from screening.store.audit_contents import (
    batch_of,
    hits_of_batch,
    is_of_batch,
    is_of_screening,
    records,
    screenings_of,
    seq_range,
)
from screening.store.types import ascii_json_bytes, exact_text

FORMAT = "screening audit export 1"
_RECORD_LINE = b'{"type":"record"'
HOW = (
    "screening audit verify --file FILE, with the audit key; by hand: docs/audit.md. `payload` is the "
    "text whose SHA-256, after the salt's bytes, is `payload_digest`."
)


def export_audit(deps: Deps, out: BinaryIO, *, since: date | None = None, until: date | None = None) -> int:
    """Write the records of the days from ``since`` to ``until`` (both included; None: all), streamed;
    how many there were."""
    count = 0
    for line in export_lines(deps, since=since, until=until):
        count += line.startswith(_RECORD_LINE)
        out.write(line)
    return count


def export_lines(deps: Deps, *, since: date | None = None, until: date | None = None) -> Iterator[bytes]:
    """The lines of an export, each with its line break, as they are read."""
    sealing, count = hashlib.sha256(), 0
    with deps.database.reading() as session:
        first, last = seq_range(
            session, _midnight(since), _midnight(until + timedelta(days=1) if until else None)
        )
        for line in _lines(session, first, last, deps.keeper.key.id):
            count += line["type"] == "record"
            content = ascii_json_bytes(line) + b"\n"
            sealing.update(content)
            yield content
    digest = sealing.hexdigest()
    end = {"type": "end", "records": count, "sha256": digest, "mac": deps.keeper.key.mac(seal_words(digest))}
    yield ascii_json_bytes(end) + b"\n"


def seal_words(digest: str) -> bytes:
    """What the HMAC of an export is over."""
    return f"{FORMAT} {digest}".encode()


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


def _lines(session: Session, first: int, last: int, key_id: str) -> Iterator[dict[str, Any]]:
    head = asdict(audit.head(session))
    said = {"first": first, "last": last, "head": head, "key": key_id, "how_to_verify": HOW}
    yield {"type": "export", "format": FORMAT, **said}
    for chunk in records(session, first, last):
        answers = screenings_of(session, [one["seq"] for one in chunk if is_of_screening(one)])
        for record in chunk:
            yield _record(record)
            if answer := answers.get(record["seq"]):
                yield {"type": "screening", "seq": record["seq"], **answer}
            elif is_of_batch(record):
                yield from _batch(session, record["seq"])


def _record(record: dict[str, Any]) -> dict[str, Any]:
    at = record["at"].astimezone(UTC).isoformat(timespec="microseconds")
    is_there = record["payload"] is not None
    payload = {
        "salt": record["salt"].hex() if is_there else None,
        "payload": exact_text(record["payload"]) if is_there else None,
    }
    return {"type": "record"} | record | {"at": at} | payload


def _batch(session: Session, seq: int) -> Iterator[dict[str, Any]]:
    batch = batch_of(session, seq)
    if batch is not None:
        yield {"type": "batch", "seq": seq, **batch}
        for hit in hits_of_batch(session, batch["row"]["id"]):
            yield {"type": "batch_hit", "seq": seq, "hit": hit}
