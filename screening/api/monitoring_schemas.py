"""What the addresses of rescreenings are asked with, and answer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from screening.api.parameters import StrictParameters
from screening.domain.monitoring import FindingKind, IncidentState, RescreenCause
from screening.services.account_input import AccountBody
from screening.services.coverage_pairs import Promptness
from screening.services.replay import Outcome
from screening.services.rescreen_replay import MOST_REPLAYED
from screening.services.rescreen_simulation import MOST_SAMPLED


class RescreeningPath(BaseModel):
    """Which rescreening."""

    number: int = Field(description="The `id` of a rescreening.", ge=1, le=2**62)


class IncidentPath(BaseModel):
    """Which incident."""

    number: int = Field(description="The `id` of an incident.", ge=1, le=2**62)


class RescreeningsParameters(StrictParameters):
    """Which rescreenings."""

    cause: RescreenCause | None = None
    below: int | None = Field(None, ge=1, le=2**62, description="Those before the one with this `id`.")
    limit: int = Field(100, ge=1, le=1_000, description="The most to answer with.")


class FindingsParameters(StrictParameters):
    """Which findings."""

    after: int = Field(0, ge=0, le=2**62, description="Those of subjects behind the one with this id.")
    limit: int = Field(1_000, ge=1, le=10_000, description="The most to answer with.")


class RunReplayParameters(StrictParameters):
    """How many of a run's subjects are screened again."""

    sample: int = Field(1_000, ge=1, le=MOST_REPLAYED, description="The command line takes all.")
    seed: int = Field(0, ge=0, le=2**31, description="Draws the same sample again.")


class CoverageFormat(StrEnum):
    """How coverage is told."""

    JSON = "json"
    CSV = "csv"


class CoverageParameters(StrictParameters):
    """Of which period."""

    since: AwareDatetime
    until: AwareDatetime
    minutes: int = Field(60, ge=1, le=100_000, description="Within how many minutes it was to be screened.")
    format: CoverageFormat = CoverageFormat.JSON


class SimulationBody(AccountBody):
    """What is tried."""

    policy: str | None = Field(
        None, max_length=200, description="A policy kept here; null: the one in force."
    )
    threshold: float | None = Field(None, ge=0, le=1, description="Null: the policy's own.")
    sample: int | None = Field(None, ge=1, le=MOST_SAMPLED, description="How many subjects; null: all.")
    seed: int = Field(0, ge=0, le=2**31, description="Draws the same sample again.")


class ClosingBody(AccountBody):
    """What came of an incident."""

    text: str = Field(min_length=1, max_length=4_000)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StepAnswer(_Answer):
    """What a rescreening met of one list."""

    list_id: str
    before: str | None
    after: str | None
    added: int
    amended: int
    removed: int


class RescreeningAnswer(_Answer):
    """One run over monitored subjects."""

    id: int
    cause: RescreenCause
    state: str = Field(description="`running`, `done`, or `given_up`: then the next run covers it.")
    started_at: datetime
    finished_at: datetime | None
    seconds: float | None
    corpus: str
    policy: str
    engine: str
    normaliser: str
    versions: dict[str, str] = Field(description="What was screened against, by list.")
    steps: list[StepAnswer]
    revisions_up_to: int = Field(description="Which changes of subjects it knew of.")
    subjects: int
    candidates: int = Field(description="Of these, who was within reach of what has changed.")
    hits: int
    new_hits: int
    gone_hits: int
    screenings: int
    alerts: int
    differences: int
    digest: str | None = Field(description="Over (subject, state, score) of all that is then known.")
    expected: str | None = Field(description="The same of what was known before.")


class RescreeningsAnswer(_Answer):
    """Rescreenings, the last one first."""

    rescreenings: list[RescreeningAnswer]
    below: int | None = Field(description="Ask for the next page with this; null: there is none.")


class RunDifferenceAnswer(_Answer):
    """A hit that was known and is not found, or the other way round, or scores otherwise."""

    reference: str
    list_id: str
    authority_ref: str
    score_recorded: float | None
    score_replayed: float | None


class RunReplayAnswer(_Answer):
    """What a run done again comes to."""

    rescreening: int
    outcome: Outcome
    policy: str
    corpus: str
    of_subjects: int = Field(description="Those of its subjects that are still here.")
    subjects: int = Field(description="Of these, who was screened again.")
    hits: int
    digest_recorded: str | None
    digest_replayed: str | None = Field(description="Null where not all were screened again.")
    reasons: list[str]
    differences: list[RunDifferenceAnswer] = Field(description="At most 100.")


class FindingAnswer(_Answer):
    """What a rescreening found of a subject and a designation."""

    subject_id: int
    reference: str
    portfolio: str | None
    list_id: str
    authority_ref: str
    kind: FindingKind
    change: str
    score: float | None
    score_before: float | None
    fields: list[dict[str, Any]] = Field(description="In which fields the designation was amended.")
    screening: str | None = Field(description="The answer that alerts were raised from.")


class FindingsAnswer(_Answer):
    """Findings, of the own portfolios."""

    findings: list[FindingAnswer]


class IncidentAnswer(_Answer):
    """A daily run that found something else than was known."""

    id: int
    rescreening: int
    at: datetime
    differences: int
    state: IncidentState
    answered_by: str | None
    answered_at: datetime | None
    text: str


class IncidentsAnswer(_Answer):
    """Incidents, the last one first."""

    incidents: list[IncidentAnswer]


class CoveredAnswer(_Answer):
    """A version that was put in force, or a change of a subject, and the run that met it."""

    what: str
    name: str
    version: str
    at: datetime
    outcome: Promptness
    screened_at: datetime | None
    minutes: float | None
    rescreening: int | None
    subjects: int = Field(description="Of whom it was due.")
    not_in_time: int = Field(description="Of these, who was met late or not at all.")


class CoverageAnswer(_Answer):
    """Whether all was screened in time."""

    since: datetime
    until: datetime
    minutes: int
    whole: bool
    versions: list[CoveredAnswer]
    subject_changes: dict[Promptness, int]
    late_subjects: list[CoveredAnswer] = Field(description="At most 1,000.")
    days_without_daily_run: list[str]
    incidents: int


class TriedDifferenceAnswer(_Answer):
    """A hit that would be gained or lost."""

    reference: str
    name: str
    list_id: str
    authority_ref: str
    kind: str
    score_now: float | None
    score_then: float | None


class TriedAnswer(_Answer):
    """What a policy would change."""

    policy_now: str
    policy_then: str
    threshold: float | None
    subjects: int
    of_subjects: int
    seed: int
    hits_now: int
    hits_then: int
    gained: int
    lost: int
    subjects_gained: int
    subjects_lost: int
    examples: list[TriedDifferenceAnswer]
