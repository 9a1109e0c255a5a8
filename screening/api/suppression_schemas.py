"""The shapes of answers about suppressions. A test holds every answer against them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from screening.domain.suppression import SuppressionState


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SuppressionSummary(_Answer):
    """An approved false positive: the hit of this subject on this designation raises no alert."""

    id: str
    url: str
    state: SuppressionState
    portfolio: str | None
    reference: str
    list_id: str
    authority_ref: str
    designation_url: str
    alert_url: str
    decided_by: str
    approved_by: str
    begun_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    why: str = Field(description="Why it ended before its time.")


class WordingAnswer(_Answer):
    """A change of the designation's wording: nothing material, and for a person to look at."""

    fingerprint: str
    fields: list[str]
    list_version: str
    noticed_at: datetime
    seen_by: str | None
    seen_at: datetime | None


class SuppressionAnswer(SuppressionSummary):
    """A suppression with the changes of its designation's wording."""

    wording: list[WordingAnswer]


class SuppressionsAnswer(_Answer):
    """A page of suppressions, the latest first."""

    total: int
    offset: int
    limit: int
    next: str | None
    suppressions: list[SuppressionSummary]


class ReviewAnswer(_Answer):
    """A change of wording that nobody has seen yet."""

    suppression: SuppressionSummary
    wording: WordingAnswer


class ReviewsAnswer(_Answer):
    """A page of the review list, the oldest first."""

    total: int
    offset: int
    limit: int
    next: str | None
    reviews: list[ReviewAnswer]
