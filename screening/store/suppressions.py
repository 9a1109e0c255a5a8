"""Suppressions written: each with the audit record that covers the rows it wrote."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from screening.domain.suppression import Ending, Suppression, WordingReview
from screening.store import audit
from screening.store.audit_cover import COVERS, cover_columns
from screening.store.inserts import insert_or_replace
from screening.store.tables import Table
from screening.store.tables_suppressions import SuppressionReviewRow, SuppressionRow, SuppressionStateRow
from screening.store.types import json_bytes

BEGUN, ENDED, KEPT, SEEN = (
    "suppressions_begun",
    "suppressions_ended",
    "suppressions_kept",
    "suppression_wording_seen",
)
"""The kinds of audit records."""

_COPIED = (
    *("id", "portfolio", "reference", "fingerprint", "alert_id", "number"),
    *("decided_by", "approved_by", "begun_at", "expires_at"),
)


def new_suppression_id() -> str:
    """A fresh id: 32 hex digits, random, so that it tells nothing."""
    return uuid.uuid4().hex


def subject_key(portfolio: str | None, reference: str) -> str:
    """By what the suppressions of a subject are found: 64 hex digits, however long the reference."""
    return hashlib.sha256(json_bytes([portfolio, reference])).hexdigest()


def add_suppressions(session: Session, made: Sequence[Suppression], *, at: datetime, actor: str) -> None:
    """Write new suppressions."""
    if not made:
        return
    rows = list(map(_columns, made))
    session.connection().execute(insert(_table(SuppressionRow)), rows)
    _tell(session, BEGUN, SuppressionRow, rows, at=at, actor=actor, said=list(map(_said, made)))


def end_suppressions(
    session: Session, ended: Sequence[tuple[Suppression, Ending]], *, at: datetime, actor: str
) -> None:
    """Write how suppressions ended; each is of a different id, and was in force."""
    if not ended:
        return
    rows = [_columns(replace(one, ending=ending)) for one, ending in ended]
    insert_or_replace(session, SuppressionRow, rows, key=["id"])
    said = [_said(one) | {"ended_as": ending.state.value, "why": ending.why} for one, ending in ended]
    _tell(session, ENDED, SuppressionRow, rows, at=at, actor=actor, said=said)


def accept_states(
    session: Session, accepted: Mapping[str, str], *, since: datetime, actor: str, why: str
) -> None:
    """Let suppressions hold for a further state too: id to fingerprint."""
    if not accepted:
        return
    rows = [{"suppression_id": one, "fingerprint": two, "since": since} for one, two in accepted.items()]
    insert_or_replace(session, SuppressionStateRow, rows, key=["suppression_id", "fingerprint"])
    said = [{"suppression": one, "fingerprint": two, "why": why} for one, two in accepted.items()]
    _tell(session, KEPT, SuppressionStateRow, rows, at=since, actor=actor, said=said)


def write_reviews(session: Session, reviews: Sequence[WordingReview], *, at: datetime, actor: str) -> None:
    """Write changes of wording, as they came up or as they were seen."""
    if not reviews:
        return
    rows = list(map(_review, reviews))
    insert_or_replace(session, SuppressionReviewRow, rows, key=["suppression_id", "fingerprint"])
    names = ("suppression_id", "fingerprint", "fields", "list_version", "seen_by")
    said = [{name: row[name] for name in names} for row in rows]
    _tell(session, SEEN, SuppressionReviewRow, rows, at=at, actor=actor, said=said)


def _tell(
    session: Session,
    kind: str,
    table: type[Table],
    rows: Sequence[dict[str, Any]],
    *,
    at: datetime,
    actor: str,
    said: list[dict[str, Any]],
) -> None:
    payload = {"suppressions": said, COVERS: [cover_columns(table, row) for row in rows]}
    audit.append(session, at=at, actor=actor, kind=kind, payload=payload)


def _said(one: Suppression) -> dict[str, Any]:
    until = one.expires_at.isoformat()
    return {"suppression": one.id, "alert": one.alert_id, "designation": str(one.member), "expires_at": until}


def _columns(one: Suppression) -> dict[str, Any]:
    ending = one.ending
    return {
        **{name: getattr(one, name) for name in _COPIED},
        **one.member._asdict(),
        "subject_key": subject_key(one.portfolio, one.reference),
        "facts": dict(one.facts),
        "ended_as": ending.state.value if ending else None,
        "ended_at": ending.at if ending else None,
        "ended_by": ending.by if ending else None,
        "why": ending.why if ending else None,
    }


def _review(one: WordingReview) -> dict[str, Any]:
    names = ("suppression_id", "fingerprint", "list_version", "noticed_at", "seen_by", "seen_at")
    return {**{name: getattr(one, name) for name in names}, "fields": list(one.fields)}


def _table(table: type[Table]) -> Any:
    return table.metadata.tables[table.__tablename__]
