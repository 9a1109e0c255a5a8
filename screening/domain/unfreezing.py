"""A removal from a list asks what was frozen for it: nothing is released by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from screening.domain.party_group import Member


class ReviewState(StrEnum):
    """Where a review is on its way."""

    OPEN = "open"
    PENDING_APPROVAL = "pending_approval"
    CLOSED = "closed"


class ReviewOutcome(StrEnum):
    """What is decided: the property is released, or stays as it is for another reason."""

    RELEASED = "released"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfreezeReview:
    """A subject with a true match whose designation was removed by ``list_version``.

    ``text`` and ``answered_…`` of an open one are those of the last rejection, where there was one.
    """

    id: str
    version: int
    state: ReviewState
    alert_id: str
    member: Member
    portfolio: str | None
    reference: str | None
    list_version: str
    raised_at: datetime
    outcome: ReviewOutcome | None = None
    text: str = ""
    proposed_by: str | None = None
    proposed_at: datetime | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
