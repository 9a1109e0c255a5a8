"""Unfreeze reviews: written whole with their audit record, and read back."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from screening.domain.errors import UnknownReview
from screening.domain.party_group import Member
from screening.domain.unfreezing import ReviewOutcome, ReviewState, UnfreezeReview
from screening.store import audit
from screening.store.audit_cover import COVERS, cover_columns
from screening.store.inserts import insert_or_replace
from screening.store.tables_unfreezing import UnfreezeReviewRow
from screening.store.types import is_plain

_COPIED = tuple(one.name for one in fields(UnfreezeReview) if one.name not in ("member", "state", "outcome"))


def new_review_id() -> str:
    """A fresh id: 32 hex digits, random."""
    return uuid.uuid4().hex


def write_reviews(
    session: Session, reviews: Sequence[UnfreezeReview], *, at: datetime, actor: str, kind: str
) -> None:
    """Write reviews as they are now; ``kind`` is that of the audit record."""
    if not reviews:
        return
    rows = list(map(_columns, reviews))
    insert_or_replace(session, UnfreezeReviewRow, rows, key=["id"])
    names = ("id", "version", "state", "alert_id", "list_id", "authority_ref", "outcome", "text")
    said = [{name: row[name] for name in names} for row in rows]
    covers = [cover_columns(UnfreezeReviewRow, row) for row in rows]
    audit.append(session, at=at, actor=actor, kind=kind, payload={"reviews": said, COVERS: covers})


def get_review(session: Session, review_id: str) -> UnfreezeReview:
    """A review as it is. Raises ``UnknownReview``."""
    known = session.get(UnfreezeReviewRow, review_id, populate_existing=True) if is_plain(review_id) else None
    if known is None:
        raise unknown_review(review_id)
    return _review(known)


def unknown_review(review_id: str) -> UnknownReview:
    """The error that says that there is none of that id, in the same words for whoever asks."""
    return UnknownReview(f"there is no unfreeze review {review_id!r} here")


def reviews_page(
    session: Session,
    states: Collection[ReviewState],
    portfolios: Collection[str] | None,
    *,
    offset: int,
    limit: int,
) -> tuple[int, list[UnfreezeReview]]:
    """How many reviews are in these states, of portfolios that may be seen, and a page, the oldest first."""
    asked: list[ColumnElement[bool]] = [UnfreezeReviewRow.state.in_([one.value for one in states])]
    if portfolios is not None:
        asked.append(UnfreezeReviewRow.portfolio.in_(list(portfolios)))
    total = session.scalar(select(func.count(UnfreezeReviewRow.id)).where(*asked)) or 0
    query = select(UnfreezeReviewRow).where(*asked)
    oldest = query.order_by(UnfreezeReviewRow.raised_at, UnfreezeReviewRow.id)
    return total, list(map(_review, session.scalars(oldest.offset(offset).limit(limit))))


def _columns(one: UnfreezeReview) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _COPIED},
        **one.member._asdict(),
        "state": one.state.value,
        "outcome": one.outcome.value if one.outcome else None,
    }


def _review(row: UnfreezeReviewRow) -> UnfreezeReview:
    return UnfreezeReview(
        **{name: getattr(row, name) for name in _COPIED},
        member=Member(row.list_id, row.authority_ref),
        state=ReviewState(row.state),
        outcome=ReviewOutcome(row.outcome) if row.outcome else None,
    )
