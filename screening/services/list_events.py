"""What other systems are told of list versions, in the transaction in which it comes about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.events import EventKind, NewEvent
from screening.domain.listing import ListVersion, VersionState
from screening.services.list_guard import is_unfinished
from screening.store.events import append_events


def tell_held(session: Session, version: ListVersion, *, at: datetime) -> None:
    """Tell that a version waits for a person."""
    append_events(session, [_event(EventKind.LIST_HELD, version, at, held_reason=version.held_reason)])


def tell_in_force(
    session: Session, version: ListVersion, before: ListVersion | None, *, at: datetime
) -> None:
    """Tell that ``version``, as it was until now, is in force in place of ``before``; that a person let
    it, where it was held."""
    told = [EventKind.LIST_IN_FORCE]
    if version.state is VersionState.HELD and not is_unfinished(version):
        told = [EventKind.LIST_RELEASED, *told]
    in_place_of = before.version if before else None
    append_events(session, [_event(kind, version, at, before=in_place_of) for kind in told])


def _event(kind: EventKind, version: ListVersion, at: datetime, **more: Any) -> NewEvent:
    data = {
        "version": version.version,
        "published_on": version.published_on.isoformat(),
        "designations": version.designations,
        "sample": version.sample,
        "partial": version.partial,
    }
    return NewEvent(kind=kind, at=at, subject=version.list_id, data=data | more)
