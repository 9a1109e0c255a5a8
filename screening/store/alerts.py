"""Alerts written: each change whole, with the audit record that covers every row it wrote."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from screening.domain.alert import Action, Alert, AlertEvent, AlertHit, Disposition, Occurrence
from screening.domain.events import KINDS, EventKind, NewEvent
from screening.domain.response import Response
from screening.store import audit
from screening.store.audit_cover import COVERS, cover_columns
from screening.store.events import append_events, take_events
from screening.store.inserts import insert_or_replace
from screening.store.tables import Table
from screening.store.tables_alerts import (
    AlertEventRow,
    AlertHitRow,
    AlertRow,
    DispositionRow,
    OccurrenceRow,
    ResponseRow,
)
from screening.store.types import json_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertChange:
    """An alert as it is from now on, and what is added to it. An ``event`` makes it a new version;
    without one there is an occurrence alone, and the alert stays as it is."""

    alert: Alert
    event: AlertEvent | None = None
    hits: tuple[AlertHit, ...] = ()
    occurrence: Occurrence | None = None
    dispositions: tuple[Disposition, ...] = ()
    response: Response | None = None


def new_alert_id() -> str:
    """A fresh id: 32 hex digits, random, so that it tells nothing."""
    return uuid.uuid4().hex


def open_key(alert: Alert) -> str | None:
    """What no two alerts that are not closed share: subject key and party group, as a digest."""
    if alert.closed_at is not None:
        return None
    # Without a reference the subject is known by its screening alone.
    subject = [alert.reference] if alert.reference is not None else [None, alert.hits[0].screening_id]
    return key_of(alert.portfolio, subject, alert.party_group)


def key_of(portfolio: str | None, subject: Sequence[str | None], party_group: str) -> str:
    """The digest of ``open_key``: 64 hex digits."""
    return hashlib.sha256(json_bytes([portfolio, list(subject), party_group])).hexdigest()


def take_alerts(session: Session) -> None:
    """Until the commit, no other writer changes any alert. Before anything else of alerts is read or
    written: the audit's head, which comes last, is waited for in the same order by all."""
    take_events(session)


def record_changes(
    session: Session,
    changes: Sequence[AlertChange],
    *,
    at: datetime,
    actor: str,
    kind: str,
    said: Mapping[str, Any],
) -> None:
    """Write changes of different alerts, with one audit record that tells of them all; ``said`` is
    what its payload says beside them."""
    rows = _rows(changes)
    for table, columns in rows.items():
        if table is AlertRow:
            insert_or_replace(session, table, columns, key=["id"])
        elif columns:
            session.connection().execute(insert(table.metadata.tables[table.__tablename__]), columns)
    append_events(session, [_told(session, one, one.event) for one in changes if one.event])
    covers = [cover_columns(table, one) for table, columns in rows.items() for one in columns]
    payload = {**said, "alerts": [_said(one) for one in changes], COVERS: covers}
    audit.append(session, at=at, actor=actor, kind=kind, payload=payload)


def _rows(changes: Sequence[AlertChange]) -> dict[type[Table], list[dict[str, Any]]]:
    return {
        AlertRow: [_alert(one.alert) for one in changes if one.event],
        AlertHitRow: [_hit(one.alert.id, hit) for one in changes for hit in one.hits],
        OccurrenceRow: [_occurrence(one.alert.id, one.occurrence) for one in changes if one.occurrence],
        AlertEventRow: [_event(one.alert.id, one.event) for one in changes if one.event],
        DispositionRow: [_disposition(one.alert.id, made) for one in changes for made in one.dispositions],
        ResponseRow: [_response(one.alert.id, one.response) for one in changes if one.response],
    }


def _told(session: Session, change: AlertChange, event: AlertEvent) -> NewEvent:
    """What other systems are told of an event of an alert's history."""
    alert = change.alert
    data = {"state": alert.state.value, "action": event.action.value}
    return NewEvent(
        kind=KINDS.get(event.action, EventKind.ALERT_CHANGED),
        at=event.at,
        subject=alert.id,
        number=event.number,
        portfolio=alert.portfolio,
        data=data | _verdicts(session, change, event),
    )


def _verdicts(session: Session, change: AlertChange, event: AlertEvent) -> dict[str, list[str]]:
    """Of what was decided, or approved: each verdict once."""
    found = {made.decision.verdict.value for made in change.dispositions}
    if event.action is Action.APPROVED:
        row = DispositionRow
        query = select(row.verdict).where(
            row.alert_id == change.alert.id, row.number == change.alert.proposal
        )
        found |= set(session.scalars(query))
    return {"verdicts": sorted(found)} if found else {}


def _said(change: AlertChange) -> dict[str, Any]:
    event = change.event
    said = {"alert": change.alert.id, "version": change.alert.version}
    return said | ({"action": event.action.value, "old": event.old, "new": event.new} if event else {})


_COPIED = (
    *("id", "version", "party_group", "portfolio", "reference", "assignee", "proposal"),
    *("raised_at", "raised_by", "closed_at", "rule", "rule_key", "delisted_at"),
)


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        **{name: getattr(alert, name) for name in _COPIED},
        "open_key": open_key(alert),
        "state": alert.state.value,
        "urgency": max(hit.urgency for hit in alert.hits),
    }


def _hit(alert_id: str, hit: AlertHit) -> dict[str, Any]:
    return {
        "alert_id": alert_id,
        **hit.member._asdict(),
        "party_type": hit.party_type.value,
        "primary_name": hit.primary_name,
        "score": hit.score,
        "corroboration": hit.corroboration.value,
        "measure_classes": list(hit.measure_classes),
        "screening_id": hit.screening_id,
        "facts": None if hit.facts is None else dict(hit.facts),
        "fingerprint": hit.fingerprint,
    }


def _occurrence(alert_id: str, one: Occurrence) -> dict[str, Any]:
    return {
        "alert_id": alert_id,
        "screening_id": one.screening_id,
        "at": one.at,
        "raised_by": one.raised_by,
    }


def _event(alert_id: str, event: AlertEvent) -> dict[str, Any]:
    return {
        "alert_id": alert_id,
        **{name: getattr(event, name) for name in ("number", "at", "actor", "person", "text")},
        "action": event.action.value,
        "old": dict(event.old),
        "new": dict(event.new),
    }


def _response(alert_id: str, made: Response) -> dict[str, Any]:
    return {"alert_id": alert_id, "kind": made.kind.value} | {
        name: getattr(made, name) for name in RESPONSE_COLUMNS
    }


RESPONSE_COLUMNS = (
    *("number", "taken_on", "report_due_on", "report_rule", "report_reference", "reported_on"),
    *("made_by", "made_at"),
)
"""The columns of a response that are taken over as they are."""


def _disposition(alert_id: str, made: Disposition) -> dict[str, Any]:
    return {
        "alert_id": alert_id,
        **made.member._asdict(),
        "number": made.number,
        "verdict": made.decision.verdict.value,
        "reason": made.decision.reason,
        "text": made.decision.text,
        "made_by": made.made_by,
        "made_at": made.made_at,
    }
