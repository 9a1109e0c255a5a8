"""The shapes of answers about alerts. A test holds every answer against them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from screening.domain.alert import Action, AlertState, Standing, Verdict
from screening.domain.designation import PartyType
from screening.domain.programme import MeasureClass
from screening.domain.response import ResponseKind
from screening.domain.screening import Corroboration

Share = Annotated[float, Field(ge=0, le=1)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AlertHitAnswer(_Answer):
    """A designation of an alert, as the screening found it that brought it in."""

    list_id: str
    authority_ref: str
    party_type: PartyType
    primary_name: str
    score: Share
    corroboration: Corroboration
    measure_classes: list[MeasureClass]
    screening_url: str
    designation_url: str


class AlertSummary(_Answer):
    """An alert as queues show it. The subject's name is read from its screenings."""

    id: str
    url: str
    version: int = Field(description="Counts its events; to be sent with whatever is done to it.")
    state: AlertState
    party_group: str
    portfolio: str | None
    reference: str | None
    assignee: str | None
    score: Share = Field(description="Of the most urgent hit, as is `corroboration`.")
    corroboration: Corroboration
    raised_at: datetime
    raised_by: str
    closed_at: datetime | None
    rule: str | None = Field(description="The discount rule that closed it, or drew it as its sample.")
    delisted_at: datetime | None = Field(
        description="Since when a designation of it is off its list; no longer followed once it is closed."
    )
    times_found: int
    last_found_at: datetime
    hits: list[AlertHitAnswer]


class AlertsAnswer(_Answer):
    """A page of a queue."""

    total: int
    offset: int
    limit: int
    next: str | None
    alerts: list[AlertSummary]


class RaisedAnswer(_Answer):
    """The alerts that an answer is an occurrence of, the most urgent first."""

    alerts: list[str]


class OccurrenceAnswer(_Answer):
    """A screening that found what an alert is about."""

    screening: str
    screening_url: str
    at: datetime
    raised_by: str


class DispositionAnswer(_Answer):
    """A decision on one designation. ``number`` is that of the event that made it."""

    list_id: str
    authority_ref: str
    verdict: Verdict
    reason: str
    text: str
    standing: Standing
    made_by: str
    made_at: datetime
    number: int


class ResponseAnswer(_Answer):
    """What was done after a true match. ``report_due_on`` null: no rule tells a day."""

    number: int
    kind: ResponseKind
    taken_on: date
    report_due_on: date | None
    report_rule: str
    report_reference: str | None
    reported_on: date | None
    made_by: str
    made_at: datetime


class AlertEventAnswer(_Answer):
    """One line of an alert's history: what was and what is. ``number`` is its version after it."""

    number: int
    at: datetime
    actor: str
    person: str
    action: Action
    old: dict[str, Any]
    new: dict[str, Any]
    text: str


class AlertAnswer(AlertSummary):
    """An alert with all that happened to it."""

    lawful_actions: list[Action]
    occurrences: list[OccurrenceAnswer]
    dispositions: list[DispositionAnswer]
    responses: list[ResponseAnswer]
    history: list[AlertEventAnswer]


class ReasonAnswer(_Answer):
    """A reason that a verdict may be given for."""

    code: str
    title: str
    verdicts: list[Verdict]
    needs_text: bool
    by_rule: bool


class ReasonsAnswer(_Answer):
    """All reasons, in the order in which they are offered."""

    reasons: list[ReasonAnswer]


class RationaleAnswer(_Answer):
    """A draft in fixed sentences, to be edited and signed: nothing is concluded in it."""

    text: str
