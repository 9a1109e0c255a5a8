"""Webhooks for tests: an installation that may send to loopback, events to be told, targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from screening.config import Settings
from screening.domain.events import EventKind, NewEvent
from screening.services.deps import Deps, utc_now
from screening.services.webhook_targets import MadeTarget, TargetOrder, create_target
from screening.store.counters import Counters
from screening.store.database import Database
from screening.store.events import append_events, take_events
from tests.accounts import OPERATOR
from tests.store.chain import keep

ALLOWED: dict[str, str] = {
    "SCREENING_WEBHOOK_NETWORKS": '["127.0.0.0/8"]',
    "SCREENING_WEBHOOK_HTTP": "true",
    "SCREENING_WEBHOOK_TIMEOUT": "20",
}
"""What lets a process send to a receiver of the test."""


def open_for_webhooks(database: Database, folder: Path, **settings: Any) -> Deps:
    """An installation over ``database`` that may send to receivers of the test."""
    known: dict[str, Any] = {"webhook_networks": ("127.0.0.0/8",), "webhook_http": True}
    made = Settings(database_url=database.url, data_dir=folder, **{**known, **settings})
    return Deps(database, folder, made, keep(database), Counters(database), utc_now)


def register(deps: Deps, url: str, **asked: Any) -> MadeTarget:
    """A target at ``url``."""
    return create_target(deps, TargetOrder(**{"title": "a receiver", "url": url, **asked}), OPERATOR)


def tell(deps: Deps, *events: NewEvent) -> None:
    """Let something happen."""
    with deps.database.writing() as session:
        take_events(session)
        append_events(session, events)


def told(subject: str, number: int = 1, kind: EventKind = EventKind.ALERT_CHANGED, **more: Any) -> NewEvent:
    """An event of an alert."""
    known: dict[str, Any] = {"at": utc_now(), "data": {"state": "open", "action": "commented"}}
    return NewEvent(**{**known, "kind": kind, "subject": subject, "number": number, **more})


def versions_by_alert(events: Sequence[dict[str, Any]]) -> dict[str, list[int]]:
    """The numbers in which the events of each alert came."""
    found: dict[str, list[int]] = {}
    for one in events:
        found.setdefault(one["data"]["alert"], []).append(one["data"]["version"])
    return found


def after_all_waits(at: datetime) -> datetime:
    """When everything that failed once is due again."""
    return at.replace(year=at.year + 1)
