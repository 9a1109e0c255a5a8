"""Batches: a file of subjects, screened against one corpus, recorded with one audit record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.screening import Hit


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
    raise RuntimeError("under construction")


def begin_batch(session: Session, batch: Batch, *, actor: str) -> Batch:
    """Record a batch, or return the unfinished one of the same file, mapping, settings, policy,
    engine, corpus and threshold, to be continued after its ``rows_done``.

    The policy and the corpus are added before (``screenings.add_policy``, ``add_corpus``).
    """
    raise RuntimeError("under construction")


def add_batch_hits(session: Session, batch_id: str, hits: Sequence[BatchHit], *, rows_done: int) -> None:
    """Record the hits of a chunk of rows and how far the batch has come. Hits that are there are
    kept, so that a chunk may be repeated."""
    raise RuntimeError("under construction")


def finish_batch(
    session: Session, batch_id: str, *, counts: Mapping[str, int], at: datetime, actor: str
) -> None:
    """Close a batch with its counts and write its one audit record: file hash, mapping, settings,
    corpus, policy, engine, threshold, counts and a digest over its hits."""
    raise RuntimeError("under construction")


def get_batch(session: Session, batch_id: str) -> Batch:
    """A batch as recorded. Raises ``UnknownScreening``."""
    raise RuntimeError("under construction")


def batch_hits(session: Session, batch_id: str) -> Iterator[BatchHit]:
    """All hits of a batch, streamed by row and rank."""
    raise RuntimeError("under construction")
