"""What the addresses of monitored subjects are asked with, and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from screening.api.parameters import StrictParameters
from screening.api.schemas import Problem
from screening.domain.monitoring import SubjectState
from screening.services.subject_body import MOST_TOGETHER, SubjectItemBody


class SubjectPath(BaseModel):
    """Which subject."""

    model_config = ConfigDict(str_strip_whitespace=True)

    reference: str = Field(
        description="The client's own id, as it is also that of alerts and batches; spaces around it are no "
        "part of it."
    )


class PortfolioParameter(StrictParameters):
    """Of which portfolio."""

    portfolio: str | None = Field(None, description="The business unit; needed where several may be used.")


class SubjectsParameters(PortfolioParameter):
    """Which subjects."""

    state: SubjectState | None = None
    branch: str | None = None
    risk_class: str | None = None
    waiting: bool = Field(False, description="Only those that wait to be screened.")
    after: int = Field(0, ge=0, le=2**62, description="Those behind the one with this `id`.")
    limit: int = Field(100, ge=1, le=1_000, description="The most to answer with.")


class SubjectsBody(BaseModel):
    """Many subjects of one portfolio."""

    model_config = ConfigDict(extra="forbid")

    portfolio: str | None = None
    subjects: list[SubjectItemBody] = Field(min_length=1, max_length=MOST_TOGETHER)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SubjectAnswer(_Answer):
    """A monitored subject as it stands."""

    id: int
    reference: str
    portfolio: str | None
    state: SubjectState
    branch: str | None
    risk_class: str | None
    subject: dict[str, Any] = Field(description="As it was told; members that were not told are left out.")
    unread: list[str] = Field(description="What of it could not be understood, and is not screened.")
    revision: int = Field(description="The number of its last change, in one order for all subjects.")
    since: datetime
    changed_at: datetime
    changed_by: str
    screened_at: datetime | None = Field(
        description="When it was screened against everything; null: it waits."
    )


class ToldAnswer(SubjectAnswer):
    """A subject that was told, and the run that screened it; null where there was nothing to screen."""

    rescreening: str | None
    waits: str | None = Field(
        description="Why it could not be screened yet (202), and waits. Null: nothing is to be waited for."
    )


class SubjectHitAnswer(_Answer):
    """A hit that is known of a subject."""

    list_id: str
    authority_ref: str
    fingerprint: str
    score: float


class RevisionAnswer(_Answer):
    """What a subject was from an instant on."""

    revision: int
    at: datetime
    by: str
    state: SubjectState
    branch: str | None
    risk_class: str | None
    subject: dict[str, Any]
    import_id: str | None
    changed: list[str] = Field(description="In which fields it differs from the one before.")


class SubjectFileAnswer(SubjectAnswer):
    """All that is known of a subject; the last change first."""

    hits: list[SubjectHitAnswer]
    history: list[RevisionAnswer]


class SubjectsAnswer(_Answer):
    """A page of subjects, by their ids."""

    subjects: list[SubjectAnswer]
    after: int | None = Field(description="Ask for the next page with this; null: there is none.")


class SubjectResult(_Answer):
    """What came of one subject of many: it, or what was wrong."""

    index: int
    subject: ToldAnswer | None = None
    problem: Problem | None = None


class SubjectResultsAnswer(_Answer):
    """What came of many subjects, in their order."""

    results: list[SubjectResult]
