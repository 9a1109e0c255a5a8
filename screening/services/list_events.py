"""What is told of list versions, in the transaction in which it comes about: to the audit, and to other
systems."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.events import EventKind, NewEvent
from screening.domain.listing import ListVersion, VersionState
from screening.services.list_guard import is_unfinished
from screening.services.load_report import LoadOutcome, LoadReport
from screening.store import audit
from screening.store.audit_cover import COVERS
from screening.store.events import append_events
from screening.store.version_contents import cover_version

_LOADER = "list load"


def record_load(session: Session, report: LoadReport, contents: str, *, at: datetime) -> None:
    """Tell that the version of ``report`` was loaded, whose digest is ``contents``."""
    version = report.version
    if report.outcome is LoadOutcome.HELD:
        tell_held(session, version, at=at)
    held: dict[str, Any] = {"state": version.state.value, "held_reason": version.held_reason}
    payload = held | {"list_id": version.list_id, "version": version.reading, "sha256": version.sha256}
    counts = {name: getattr(report, name) for name in ("added", "amended", "removed", "reparsed")}
    covers = [cover_version(session, version, contents)]
    payload |= {"designations": version.designations, **counts, COVERS: covers}
    audit.append(session, at=at, actor=_LOADER, kind="list_version_loaded", payload=payload)


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
