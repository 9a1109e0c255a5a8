"""A hit put before an analyst: its states, what may be done in each, and what is decided.

An alert is about one real party as one subject meets it: one hit for each designation of a party
group, and one occurrence for each screening that found them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from screening.domain.designation import PartyType
from screening.domain.errors import UnlawfulAction
from screening.domain.party_group import Member
from screening.domain.programme import MeasureClass
from screening.domain.response import Response
from screening.domain.screening import Corroboration


class AlertState(StrEnum):
    """Where an alert is on its way. Escalated is a state, not a verdict."""

    OPEN = "open"
    IN_REVIEW = "in_review"
    AWAITING_INFORMATION = "awaiting_information"
    ESCALATED = "escalated"
    PENDING_APPROVAL = "pending_approval"
    CLOSED = "closed"


class Action(StrEnum):
    """What is done to an alert, as its history names it."""

    RAISED = "raised"
    HITS_ADDED = "hits_added"
    FACTS_CHANGED = "facts_changed"
    ASSIGNED = "assigned"
    COMMENTED = "commented"
    TAKEN_UP = "taken_up"
    AWAITED = "awaited"
    ESCALATED = "escalated"
    LEFT_UNDETERMINED = "left_undetermined"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    RESPONDED = "responded"
    DISCOUNTED = "discounted"
    DELISTED = "delisted"
    RELISTED = "relisted"
    RE_REFERENCED = "re_referenced"


_WORKED_ON = (
    AlertState.OPEN,
    AlertState.IN_REVIEW,
    AlertState.AWAITING_INFORMATION,
    AlertState.ESCALATED,
)
_NOT_CLOSED = (*_WORKED_ON, AlertState.PENDING_APPROVAL)


def _from_others(action: Action, to: AlertState) -> dict[tuple[AlertState, Action], AlertState]:
    """From every state of work but the one that it leads to."""
    return {(state, action): to for state in _WORKED_ON if state is not to}


TRANSITIONS: Mapping[tuple[AlertState, Action], AlertState] = {
    **{(state, Action.HITS_ADDED): state for state in _WORKED_ON},
    # What was proposed does not speak of the designation that came in: it has to be decided anew.
    (AlertState.PENDING_APPROVAL, Action.HITS_ADDED): AlertState.IN_REVIEW,
    # Nor of what the authority or the client says otherwise since.
    **{(state, Action.FACTS_CHANGED): state for state in _WORKED_ON},
    (AlertState.PENDING_APPROVAL, Action.FACTS_CHANGED): AlertState.IN_REVIEW,
    **{(state, Action.ASSIGNED): state for state in _NOT_CLOSED},
    **{(state, Action.COMMENTED): state for state in AlertState},
    **_from_others(Action.TAKEN_UP, AlertState.IN_REVIEW),
    **_from_others(Action.AWAITED, AlertState.AWAITING_INFORMATION),
    **_from_others(Action.ESCALATED, AlertState.ESCALATED),
    **{(state, Action.LEFT_UNDETERMINED): state for state in _WORKED_ON},
    **{(state, Action.PROPOSED): AlertState.PENDING_APPROVAL for state in _WORKED_ON},
    (AlertState.PENDING_APPROVAL, Action.APPROVED): AlertState.CLOSED,
    (AlertState.PENDING_APPROVAL, Action.REJECTED): AlertState.IN_REVIEW,
    **{(state, action): state for state in _NOT_CLOSED for action in (Action.DELISTED, Action.RELISTED)},
    **{(state, Action.RE_REFERENCED): state for state in AlertState},
    (AlertState.OPEN, Action.DISCOUNTED): AlertState.CLOSED,
    # What a true match asks for is not put off until it is approved.
    **{(state, Action.RESPONDED): state for state in (AlertState.PENDING_APPROVAL, AlertState.CLOSED)},
}
"""Every lawful action: the state that an alert is in, what is done, and the state after it. An alert
begins open (``Action.RAISED``). What is not here is not lawful."""


def state_after(state: AlertState, action: Action) -> AlertState:
    """The state that ``action`` leads to. Raises ``UnlawfulAction``."""
    if (state, action) not in TRANSITIONS:
        raise UnlawfulAction(f"An alert that is {_words(state)} cannot be {_words(action)}.")
    return TRANSITIONS[state, action]


def _words(word: StrEnum) -> str:
    return word.value.replace("_", " ")


class Verdict(StrEnum):
    """What an analyst says of a hit."""

    TRUE_MATCH = "true_match"
    FALSE_POSITIVE = "false_positive"
    NOT_DETERMINED = "not_determined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason that a verdict may be given for; ``needs_text``: not without words of one's own."""

    code: str
    title: str
    verdicts: tuple[Verdict, ...]
    needs_text: bool = False
    by_rule: bool = False
    """Given by discount rules alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A verdict on a designation, with the code of its reason and words of one's own."""

    verdict: Verdict
    reason: str
    text: str = ""


class Standing(StrEnum):
    """What a disposition counts for by now."""

    NOTED = "noted"
    PROPOSED = "proposed"
    APPROVED = "approved"
    NOT_APPROVED = "not_approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """A decision on one designation of an alert, by whom and when; never altered. ``number`` is that
    of the event of its alert that made it."""

    member: Member
    number: int
    decision: Decision
    made_by: str
    """The person, whatever key it was made with."""
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertHit:
    """A designation of an alert, as the screening found it that brought it in."""

    member: Member
    party_type: PartyType
    primary_name: str
    score: int
    corroboration: Corroboration
    measure_classes: tuple[str, ...]
    screening_id: str
    facts: Mapping[str, str] | None = None
    """Keyed digests of what was material of the subject, by kind; None where it was not known."""
    fingerprint: str | None = None
    """The state of the designation that was found."""

    @property
    def urgency(self) -> int:
        """By what queues are ordered, the highest first: corroboration, what is imposed, score."""
        imposed = max((_MEASURES.get(one, 0) for one in self.measure_classes), default=0)
        return least_urgency(self.corroboration) + imposed * IMPOSED + self.score


CORROBORATED, IMPOSED = 1_000_000, 100_000
"""What a step of corroboration, and one of what is imposed, counts in an urgency."""


def least_urgency(corroboration: Corroboration) -> int:
    """The least urgency of a hit that is corroborated so."""
    return _CORROBORATIONS[corroboration] * CORROBORATED


_CORROBORATIONS: Mapping[Corroboration, int] = {
    one: rank for rank, one in enumerate(reversed(list(Corroboration)))
}
_MEASURES: Mapping[str, int] = {one.value: rank for rank, one in enumerate(reversed(list(MeasureClass)), 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvent:
    """One line of an alert's history: ``number`` is the alert's version after it, ``old`` and ``new``
    hold what changed."""

    number: int
    at: datetime
    actor: str
    person: str
    action: Action
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A screening that found what an alert is about."""

    screening_id: str
    at: datetime
    raised_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A party group as one subject meets it. ``version`` counts its events. ``proposal`` is the number
    of the event whose dispositions wait to be approved or, once closed, count. The subject's name is
    kept with its screenings alone."""

    id: str
    version: int
    state: AlertState
    party_group: str
    portfolio: str | None
    reference: str | None
    """The client's id of the subject; without one each screening makes an alert of its own."""
    assignee: str | None
    proposal: int | None
    raised_at: datetime
    raised_by: str
    closed_at: datetime | None
    hits: tuple[AlertHit, ...]
    rule: str | None = None
    """The discount rule that closed it, or that gave it to a person as its sample."""
    rule_key: str | None = None
    """Of one that a rule closed: a digest of what it closed."""
    delisted_at: datetime | None = None
    """Since when a designation of it is off its list: it waits for a person all the same. Once it is
    closed, that is no longer followed."""

    def standing(self, disposition: Disposition) -> Standing:
        """What a disposition of this alert counts for."""
        if disposition.number == self.proposal:
            return Standing.APPROVED if self.state is AlertState.CLOSED else Standing.PROPOSED
        is_noted = disposition.decision.verdict is Verdict.NOT_DETERMINED
        return Standing.NOTED if is_noted else Standing.NOT_APPROVED


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFile:
    """An alert with all that happened to it, in order."""

    alert: Alert
    occurrences: tuple[Occurrence, ...]
    dispositions: tuple[Disposition, ...]
    history: tuple[AlertEvent, ...]
    responses: tuple[Response, ...] = ()
    """What was done after a true match; the last one counts."""
