"""What happened to alerts, for other systems: one number after the other, each change once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from screening.domain.alert import Action


class FeedKind(StrEnum):
    """What a change was, as far as others need to know it."""

    OPENED = "opened"
    CHANGED = "changed"
    DECIDED = "decided"
    APPROVED = "approved"


KINDS: Mapping[Action, FeedKind] = {
    Action.RAISED: FeedKind.OPENED,
    Action.PROPOSED: FeedKind.DECIDED,
    Action.LEFT_UNDETERMINED: FeedKind.DECIDED,
    Action.DISCOUNTED: FeedKind.DECIDED,
    Action.APPROVED: FeedKind.APPROVED,
}
"""Every other action is a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """A change: ``number`` is that of the event in the alert's history, which holds the rest."""

    seq: int
    at: datetime
    kind: FeedKind
    alert_id: str
    number: int
    portfolio: str | None
