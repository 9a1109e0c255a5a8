"""How alerts are spoken of on the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from screening.domain.alert import Action, AlertState, Verdict
from screening.domain.screening import Corroboration
from screening.services.titles import reason_title
from screening.sources.registry import all_sources
from screening.store.alert_queue import AlertOrder

STATES: Mapping[str, str] = {
    "to_do": "To do",
    AlertState.OPEN: "Open",
    AlertState.IN_REVIEW: "In review",
    AlertState.AWAITING_INFORMATION: "Awaiting information",
    AlertState.ESCALATED: "Escalated",
    AlertState.PENDING_APPROVAL: "Pending approval",
    AlertState.CLOSED: "Closed",
    "all": "All",
}
VERDICTS: Mapping[str, str] = {
    Verdict.FALSE_POSITIVE: "False positive",
    Verdict.TRUE_MATCH: "True match",
    Verdict.NOT_DETERMINED: "Not determined",
}
"""In the order in which they are offered."""

CORROBORATIONS: Mapping[str, str] = {
    Corroboration.CONFIRMED: "Facts agree",
    Corroboration.PARTIAL: "Agree in part",
    Corroboration.NOT_COMPARED: "Name only",
    Corroboration.CONFLICTING: "Facts conflict",
}
ORDERS: Mapping[str, str] = {
    AlertOrder.URGENCY: "most urgent first",
    AlertOrder.SCORE: "highest score first",
    AlertOrder.OLDEST: "oldest first",
    AlertOrder.NEWEST: "newest first",
}
_ACTIONS: Mapping[str, str] = {
    Action.RAISED: "raised it",
    Action.HITS_ADDED: "a further designation joined it",
    Action.FACTS_CHANGED: "something material was changed since",
    Action.ASSIGNED: "gave it",
    Action.COMMENTED: "commented",
    Action.TAKEN_UP: "took it up",
    Action.AWAITED: "awaits information",
    Action.ESCALATED: "escalated it",
    Action.LEFT_UNDETERMINED: "left it undetermined",
    Action.PROPOSED: "proposed a decision",
    Action.APPROVED: "approved the decision",
    Action.REJECTED: "rejected the decision",
    Action.RESPONDED: "recorded what was done",
    Action.DISCOUNTED: "closed it by a discount rule",
    Action.DELISTED: "a designation left its list",
    Action.RELISTED: "what had left its list is on it again",
    Action.RE_REFERENCED: "a designation has another reference",
}


def list_options() -> list[tuple[str, str]]:
    """All lists by id and title, to choose from."""
    return [(one.list_id, one.title) for one in all_sources()]


def age(since: datetime, now: datetime) -> str:
    """How long ago something was, in days, below two days in hours: ``17 h``, ``12 d``."""
    passed = max(now - since, timedelta())
    return f"{passed.days} d" if passed.days >= 2 else f"{int(passed.total_seconds() // 3600)} h"


def spelled(value: object) -> str:
    """A value of an alert's history as a person reads it."""
    if value is None:
        return "none"
    if isinstance(value, dict):
        return "; ".join(f"{_key(str(name))} {spelled(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(spelled, value))
    return (
        STATES.get(value, VERDICTS.get(value, reason_title(value))) if isinstance(value, str) else str(value)
    )


def _key(name: str) -> str:
    """What a value is of; references keep their underscores."""
    return name if ":" in name else name.replace("_", " ")


WORDS: Mapping[str, Callable[..., object]] = {
    "state_words": lambda one: STATES.get(one, str(one)),
    "verdict_words": lambda one: VERDICTS.get(one, str(one)),
    "corroboration_words": lambda one: CORROBORATIONS.get(one, str(one)),
    "action_words": lambda one: _ACTIONS.get(one, str(one)),
    "spelled": spelled,
    "age_at": age,
}
"""Filters of the templates."""
