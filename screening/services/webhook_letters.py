"""What was sent to a webhook target and what was not: seen, and sent again by a person."""

from __future__ import annotations

from typing import Any

from screening.domain.access import Principal
from screening.domain.errors import UnknownTarget
from screening.domain.webhook import Delivery, DeliveryFigures, DeliveryState
from screening.services.answers import instant_text
from screening.services.deps import Deps
from screening.services.webhook_targets import own_target
from screening.store import audit
from screening.store.events import take_events
from screening.store.webhook_deliveries import (
    delivery_figures,
    find_delivery,
    list_deliveries,
    send_again,
)

REDELIVERED = "webhook_redelivered"
"""The kind of the audit record of events that a person has sent again."""

MOST_AT_ONCE = 1_000


def read_deliveries(
    deps: Deps, target_id: str, state: DeliveryState | None, *, after: int, limit: int, by: Principal
) -> list[Delivery]:
    """Deliveries to a target in the order of their events, from number ``after`` on. Raises
    ``UnknownTarget``."""
    with deps.database.reading() as session:
        target = own_target(session, target_id, by)
        return list_deliveries(session, target.id, state, after=after, limit=limit)


def redeliver(deps: Deps, target_id: str, event_id: str, by: Principal) -> Delivery:
    """Send one event to a target again, whether it is dead or has arrived. Raises ``UnknownTarget``."""
    with deps.database.writing() as session:
        take_events(session)
        target = own_target(session, target_id, by)
        found = find_delivery(session, target.id, event_id)
        if found is None:
            raise UnknownTarget("there is no such event among what was sent to this target")
        send_again(session, found, deps.clock())
        payload = {"target": target.id, "events": [event_id]}
        audit.append(session, at=deps.clock(), actor=by.name, kind=REDELIVERED, payload=payload)
        return find_delivery(session, target.id, event_id) or found


def redeliver_dead(deps: Deps, target_id: str, by: Principal) -> int:
    """Send everything to a target again that is dead; how much that is. Raises ``UnknownTarget``."""
    with deps.database.writing() as session:
        take_events(session)
        target = own_target(session, target_id, by)
        found = list_deliveries(session, target.id, DeliveryState.DEAD, after=0, limit=MOST_AT_ONCE)
        for one in found:
            send_again(session, one, deps.clock())
        if found:
            payload = {"target": target.id, "events": [one.event.id for one in found]}
            audit.append(session, at=deps.clock(), actor=by.name, kind=REDELIVERED, payload=payload)
    return len(found)


def read_figures(deps: Deps, target_id: str | None = None) -> DeliveryFigures:
    """What waits, is dead, has arrived and has failed: of one target, or of all that have not ended."""
    with deps.database.reading() as session:
        return delivery_figures(session, None if target_id is None else [target_id])


def delivery_to_dict(delivery: Delivery) -> dict[str, Any]:
    """A delivery as administrators see it."""
    event = delivery.event
    waits = delivery.state is DeliveryState.PENDING
    return {
        "event": event.id,
        "seq": event.seq,
        "type": event.kind.value,
        "about": event.subject,
        "at": instant_text(event.at),
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "tried_at": instant_text(delivery.tried_at) if delivery.tried_at else None,
        "next_at": instant_text(delivery.next_at) if waits else None,
        "status": delivery.status,
        "problem": delivery.problem,
    }
