"""What is done to an alert, as the next version of it and the line of history that tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from screening.domain.access import Principal
from screening.domain.alert import Action, Alert, AlertEvent, AlertState, state_after
from screening.store.alerts import AlertChange

_TOLD = ("state", "assignee", "proposal")
"""What history tells of an alert, before and after."""


def advance(
    alert: Alert,
    action: Action,
    *,
    by: Principal,
    at: datetime,
    text: str = "",
    more: Mapping[str, Any] | None = None,
    **fields: Any,
) -> AlertChange:
    """The change that ``action`` makes: the state as the table says, ``fields`` as given; ``more`` is
    told beside them. Raises ``UnlawfulAction``."""
    state = state_after(alert.state, action)
    closed_at = at if state is AlertState.CLOSED and alert.closed_at is None else alert.closed_at
    after = replace(alert, version=alert.version + 1, state=state, closed_at=closed_at, **fields)
    differing = [name for name in _TOLD if getattr(alert, name) != getattr(after, name)]
    event = AlertEvent(
        number=after.version,
        at=at,
        actor=by.name,
        person=by.person,
        action=action,
        old={name: getattr(alert, name) for name in differing},
        new={name: getattr(after, name) for name in differing} | dict(more or {}),
        text=text,
    )
    return AlertChange(alert=after, event=event)


def begin(alert: Alert, *, by: Principal, more: Mapping[str, Any] | None = None) -> AlertChange:
    """The change that raises ``alert``; ``more`` is told of it too."""
    event = AlertEvent(
        number=alert.version,
        at=alert.raised_at,
        actor=by.name,
        person=by.person,
        action=Action.RAISED,
        old={},
        new={"state": alert.state.value, "hits": [str(hit.member) for hit in alert.hits]} | dict(more or {}),
        text="",
    )
    return AlertChange(alert=alert, event=event, hits=alert.hits)
