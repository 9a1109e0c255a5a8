"""Batches: a file of subjects, screened against one corpus, recorded with one audit record."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import reduce
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.errors import UnknownScreening
from screening.domain.screening import Hit
from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.hits import hit_rows, read_hit, write_hits
from screening.store.inserts import take_turns
from screening.store.tables_screening import BatchRow, HitRow
from screening.store.types import is_plain, json_bytes

AUDIT_KIND = "batch"
"""The kind of the audit record of a whole batch."""

NO_HITS = "0" * 64
"""The digest of a batch without a hit."""

_STREAMED_ROWS = 1_000
_SAME = ("input_sha256", "mapping", "settings", "policy", "engine", "corpus", "threshold")
"""What makes two runs the same: their answers are equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A run over a file. ``mapping`` says which column is read as what, ``settings`` what else
    the answer depends on. ``rows_done`` rows are recorded; ``counts`` are set when it is finished."""

    id: str
    input_sha256: str
    input_name: str
    mapping: Mapping[str, Any]
    settings: Mapping[str, Any]
    policy: str
    engine: str
    corpus: str
    threshold: int
    started_at: datetime
    rows_done: int = 0
    finished_at: datetime | None = None
    counts: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchHit:
    """A hit of one row; ``row_id`` is the input's own id, ``rank`` counts from 1."""

    row_number: int
    row_id: str
    rank: int
    hit: Hit


def new_batch_id() -> str:
    """A fresh id: 32 hex digits, random."""
    return uuid.uuid4().hex


def begin_batch(session: Session, batch: Batch, *, actor: str) -> Batch:
    """Record a batch, or return the unfinished one of the same file, mapping, settings, policy,
    engine, corpus and threshold, to be continued after its ``rows_done``.

    The policy and the corpus are added before (``screenings.add_policy``, ``add_corpus``).
    """
    key = batch_key(batch)
    take_turns(session, f"batch {key}")
    unfinished = select(BatchRow).where(BatchRow.key == key, BatchRow.finished_at.is_(None))
    row = session.scalars(unfinished.order_by(BatchRow.started_at)).first()
    if row is None:
        row = BatchRow(key=key, actor=actor, hits_digest=NO_HITS, **_columns(batch))
        session.add(row)
        session.flush()
    return _batch(row)


def add_batch_hits(session: Session, batch_id: str, hits: Sequence[BatchHit], *, rows_done: int) -> None:
    """Record the hits of the next chunk of rows, numbered from 1, and how many rows are done by
    then. Hits of rows that were done before are left as they are: a chunk may be repeated."""
    row = _row(session, batch_id)
    new = sorted((one for one in hits if one.row_number > row.rows_done), key=_place)
    rows = hit_rows(session.connection(), row.corpus, [(one.hit, _owner(batch_id, one)) for one in new])
    write_hits(session, rows)
    row.hits_digest = reduce(digest_told_hit, map(_told, rows), row.hits_digest)
    row.rows_done = max(row.rows_done, rows_done)


def finish_batch(
    session: Session, batch_id: str, *, counts: Mapping[str, int], at: datetime, actor: str
) -> None:
    """Close a batch with its counts and write its one audit record: file hash, mapping, settings,
    corpus, policy, engine, threshold, counts and the digest over its hits."""
    row = _row(session, batch_id)
    said = {name: getattr(row, name) for name in ("id", "input_name", *_SAME)}
    payload = {**said, "counts": dict(counts), "hits_digest": row.hits_digest}
    row.counts, row.finished_at = dict(counts), at
    session.flush()
    payload[COVERS] = [cover(row)]
    record = audit.append(session, at=at, actor=actor, kind=AUDIT_KIND, payload=payload)
    row.audit_seq = record.seq


def get_batch(session: Session, batch_id: str) -> Batch:
    """A batch as recorded. Raises ``UnknownScreening``."""
    return _batch(_row(session, batch_id))


def batch_hits(session: Session, batch_id: str) -> Iterator[BatchHit]:
    """All hits of a batch, streamed by row and rank."""
    query = (
        select(HitRow.row_number, HitRow.row_id, HitRow.rank, HitRow.content)
        .where(HitRow.batch_id == batch_id)
        .order_by(HitRow.row_number, HitRow.rank)
        .execution_options(yield_per=_STREAMED_ROWS)
    )
    with session.execute(query) as rows:
        for row_number, row_id, rank, content in rows:
            hit = read_hit(content)
            yield BatchHit(row_number=row_number or 0, row_id=row_id or "", rank=rank, hit=hit)


def row_hits(session: Session, batch_id: str, row_number: int) -> list[Hit]:
    """The hits of one row of a batch, by rank."""
    query = select(HitRow.content).where(HitRow.batch_id == batch_id, HitRow.row_number == row_number)
    return [read_hit(content) for content in session.scalars(query.order_by(HitRow.rank))]


def digest_told_hit(digest: str, told: list[Any]) -> str:
    """One step of the digest over hits by row and rank, carried on from that over the hits before: 64
    hex digits. ``told`` is row number, row id, rank and the hit as a record."""
    return hashlib.sha256(json_bytes([digest, *told])).hexdigest()


def digest_batch_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[str, list[int]]:
    """The digest over rows of hits as they are stored, and the ids of those whose columns are
    not those of their content."""
    digest, odd = NO_HITS, []
    for row in rows:
        content = row["content"]
        digest = digest_told_hit(digest, _told(row))
        if any(row[name] != content.get(name) for name in ("score", "list_id", "authority_ref")):
            odd.append(row["id"])
    return digest, odd


def _told(row: Mapping[str, Any]) -> list[Any]:
    return [row["row_number"], row["row_id"], row["rank"], row["content"]]


def _place(one: BatchHit) -> tuple[int, int]:
    return one.row_number, one.rank


def batch_key(batch: Batch) -> str:
    """Names everything that makes two runs over a file the same: equal keys, equal answers."""
    same = {name: getattr(batch, name) for name in _SAME}
    return hashlib.sha256(json_bytes(same)).hexdigest()


def _columns(batch: Batch) -> dict[str, Any]:
    return {field.name: getattr(batch, field.name) for field in fields(Batch)}


def _batch(row: BatchRow) -> Batch:
    return Batch(**{field.name: getattr(row, field.name) for field in fields(Batch)})


def _row(session: Session, batch_id: str) -> BatchRow:
    row = session.get(BatchRow, batch_id) if is_plain(batch_id) else None
    if row is None:
        raise UnknownScreening(f"there is no batch {batch_id!r} here")
    return row


def _owner(batch_id: str, one: BatchHit) -> dict[str, Any]:
    return {"batch_id": batch_id, "row_number": one.row_number, "row_id": one.row_id, "rank": one.rank}
