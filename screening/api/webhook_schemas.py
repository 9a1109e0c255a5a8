"""The shapes of answers about events and webhooks. A test holds every answer against them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from screening.domain.events import EventKind
from screening.domain.webhook import DeliveryState


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EventAnswer(_Answer):
    """An event, in the shape that webhooks carry."""

    type: EventKind
    timestamp: datetime
    id: str = Field(description="Its own for ever: the same with every delivery.")
    seq: int = Field(description="Orders all events.")
    data: dict[str, Any] = Field(description="What it is about: ids, states and a link.")


class EventsAnswer(_Answer):
    """Events in their order; ``last`` is to be sent as ``after`` to go on."""

    events: list[EventAnswer]
    last: int


class TargetAnswer(_Answer):
    """A webhook target without its secret. ``kinds`` and ``portfolios`` null: all."""

    id: str
    title: str
    url: str
    kinds: list[EventKind] | None
    portfolios: list[str] | None
    with_reference: bool
    paused: bool
    created_at: datetime
    created_by: str
    old_until: datetime | None = Field(description="Until when the secret before counts as well.")
    ended_at: datetime | None


class MadeTargetAnswer(TargetAnswer):
    """A target with its secret, which is shown this once."""

    secret: str


class TargetFiguresAnswer(TargetAnswer):
    """A target with what waits for it, is dead, has arrived and has failed."""

    pending: int
    dead: int
    delivered: int
    failed: int = Field(description="Attempts that failed.")
    oldest_pending_at: datetime | None


class TargetsAnswer(_Answer):
    """The targets that have not ended, the oldest first."""

    webhooks: list[TargetAnswer]


class DeliveryAnswer(_Answer):
    """An event on its way to a target. ``status`` is what the receiver answered last."""

    event: str
    seq: int
    type: EventKind
    about: str
    at: datetime
    state: DeliveryState
    attempts: int
    tried_at: datetime | None
    next_at: datetime | None
    status: int | None
    problem: str | None


class DeliveriesAnswer(_Answer):
    """Deliveries in the order of their events; ``last`` is to be sent as ``after`` to go on."""

    deliveries: list[DeliveryAnswer]
    last: int


class RedeliveredAnswer(_Answer):
    """How many events are sent again."""

    events: int
