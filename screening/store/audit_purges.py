"""Payloads that were purged on purpose: a record of the chain says which, so that no other is missed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.audit import AuditFinding
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from screening.store.types import exact_text

PURGE_KIND = "purge"
"""The kind of the audit record of a purge; its payload names the records in ``records``, as pairs
of the first and the last of each run."""


def runs_of(seqs: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as pairs of the first and the last of each run, ascending."""
    runs: list[tuple[int, int]] = []
    for seq in sorted(seqs):
        if runs and seq <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], seq)
        else:
            runs.append((seq, seq))
    return runs


def unexplained(session: Session, missing: Iterable[range]) -> Iterator[AuditFinding]:
    """The payloads that are gone without a purge."""
    purged = _purged(session)
    for run in missing:
        for seq in run:
            if seq not in purged:
                problem = "it is missing, and was not purged"
                yield AuditFinding(table="audit_payload", key=str(seq), problem=problem, seq=seq)


def _purged(session: Session) -> set[int]:
    query = (
        select(AuditPayloadRow.payload)
        .join(AuditRow, AuditRow.seq == AuditPayloadRow.seq)
        .where(AuditRow.kind == PURGE_KIND)
    )
    payloads = (json.loads(exact_text(content)) for content in session.scalars(query))
    return {
        seq
        for payload in payloads
        for first, last in payload.get("records", ())
        for seq in range(first, last + 1)
    }
