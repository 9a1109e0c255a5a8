"""Whom events are sent to, and how far each of them has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from screening.domain.events import OF_PORTFOLIOS, Event, EventKind


class DeliveryState(StrEnum):
    """How far an event has come with a target. Dead: given up, until a person sends it again."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


BACKOFF = (
    *(timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=2), timedelta(hours=5), timedelta(hours=10), timedelta(hours=14)),
    *(timedelta(hours=20), timedelta(hours=24)),
)
"""How long after each failure an event is sent again; after one more it is dead, on the fourth day."""

LONGEST_WAIT = timedelta(hours=24)


def wait_after(failures: int, asked: timedelta = timedelta()) -> timedelta | None:
    """How long to wait after so many failures, or as long as the receiver asks; None: no more."""
    if failures > len(BACKOFF):
        return None
    return min(max(BACKOFF[failures - 1], asked), LONGEST_WAIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address that events are sent to. ``kinds`` and ``portfolios`` None: all of them;
    ``with_reference``: the client's reference is told too. ``salt`` makes its secret, ``old_salt`` the
    one that goes on until ``old_until``."""

    id: str
    title: str
    url: str
    kinds: tuple[EventKind, ...] | None = None
    portfolios: tuple[str, ...] | None = None
    with_reference: bool = False
    paused: bool = False
    salt: str
    old_salt: str | None = None
    old_until: datetime | None = None
    created_at: datetime
    created_by: str
    ended_at: datetime | None = None

    def wants(self, event: Event) -> bool:
        """Whether it is told of ``event``."""
        is_of_kind = self.kinds is None or event.kind in self.kinds
        is_for_all = self.portfolios is None or event.kind.resource not in OF_PORTFOLIOS
        return is_of_kind and (is_for_all or event.portfolio in (self.portfolios or ()))

    def salts(self, at: datetime) -> tuple[str, ...]:
        """What the secrets are made of that count at that instant, the newest first."""
        old = self.old_salt if self.old_until and at < self.old_until else None
        return (self.salt, old) if old else (self.salt,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An event on its way to a target: how often it was tried, what came of it last (``status`` is
    HTTP's, ``problem`` in words), and when it is due again."""

    target_id: str
    event: Event
    state: DeliveryState
    attempts: int
    next_at: datetime
    tried_at: datetime | None
    status: int | None
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFigures:
    """What monitoring asks: of the living targets together; ``oldest`` is when the oldest event arose
    that waits."""

    pending: int
    dead: int
    delivered: int
    failed: int
    oldest: datetime | None
