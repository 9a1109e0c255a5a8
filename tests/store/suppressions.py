"""Suppressions for tests of the store, written as services write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.party_group import Member
from screening.domain.suppression import Suppression, WordingReview
from screening.store.suppressions import accept_states, add_suppressions, new_suppression_id, write_reviews
from tests.store.examples import NOON


def make_suppression(member: Member, *, at: datetime = NOON, **changed: Any) -> Suppression:
    """A suppression that has just been approved."""
    known: dict[str, Any] = {
        "id": new_suppression_id(),
        "portfolio": "retail",
        "reference": "client-1\x00",
        "facts": {"names": "0123"},
        "fingerprint": "f" * 64,
        "alert_id": "a" * 32,
        "number": 2,
        "decided_by": "anna",
        "approved_by": "ben",
        "begun_at": at,
        "expires_at": at + timedelta(days=100),
    }
    return Suppression(member=member, **{**known, **changed})


def record_suppression(session: Session, list_id: str, *, at: datetime = NOON) -> Suppression:
    """A suppression with a row in every table."""
    one = make_suppression(Member(list_id, "36"), at=at)
    add_suppressions(session, [one], at=at, actor="ben")
    accept_states(session, {one.id: "e" * 64}, since=at, actor="screening", why="read otherwise")
    seen = WordingReview(
        suppression_id=one.id, fingerprint="e" * 64, fields=("remarks",), list_version="v", noticed_at=at
    )
    write_reviews(session, [seen], at=at, actor="screening")
    return one
