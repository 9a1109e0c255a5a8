"""Alerts as the JSON that clients and pages show."""

from __future__ import annotations

from typing import Any

from screening.domain.alert import (
    TRANSITIONS,
    Alert,
    AlertEvent,
    AlertFile,
    AlertHit,
    Disposition,
    Occurrence,
    Reason,
)
from screening.domain.response import Response
from screening.services.alert_catalogue import AlertPage
from screening.services.answers import alert_path, designation_path, instant_text, screening_path, share
from screening.store.alert_queue import Found


def page_to_list(page: AlertPage) -> list[dict[str, Any]]:
    """The alerts of a page of the queue, in its order."""
    return [_alert(one, page.found[one.id]) for one in page.alerts]


def file_to_dict(file: AlertFile) -> dict[str, Any]:
    """An alert with all that happened to it, and what may be done to it now."""
    alert = file.alert
    found = Found(len(file.occurrences), max(one.at for one in file.occurrences))
    return {
        **_alert(alert, found),
        "lawful_actions": [action.value for state, action in TRANSITIONS if state is alert.state],
        "occurrences": [_occurrence(one) for one in file.occurrences],
        "dispositions": [_disposition(alert, one) for one in file.dispositions],
        "responses": [_response(one) for one in file.responses],
        "history": [_event(one) for one in file.history],
    }


def reason_to_dict(reason: Reason) -> dict[str, Any]:
    """A reason that a verdict may be given for."""
    return {
        "code": reason.code,
        "title": reason.title,
        "verdicts": [one.value for one in reason.verdicts],
        "needs_text": reason.needs_text,
        "by_rule": reason.by_rule,
    }


def _alert(alert: Alert, found: Found) -> dict[str, Any]:
    foremost = max(alert.hits, key=lambda hit: hit.urgency)
    return {
        "id": alert.id,
        "url": alert_path(alert.id),
        "version": alert.version,
        "state": alert.state.value,
        "party_group": alert.party_group,
        "portfolio": alert.portfolio,
        "reference": alert.reference,
        "assignee": alert.assignee,
        "score": share(foremost.score),
        "corroboration": foremost.corroboration.value,
        "raised_at": instant_text(alert.raised_at),
        "raised_by": alert.raised_by,
        "closed_at": instant_text(alert.closed_at) if alert.closed_at else None,
        "rule": alert.rule,
        "delisted_at": instant_text(alert.delisted_at) if alert.delisted_at else None,
        "times_found": found.times,
        "last_found_at": instant_text(found.last_at),
        "hits": [_hit(hit) for hit in alert.hits],
    }


def _hit(hit: AlertHit) -> dict[str, Any]:
    return {
        **hit.member._asdict(),
        "party_type": hit.party_type.value,
        "primary_name": hit.primary_name,
        "score": share(hit.score),
        "corroboration": hit.corroboration.value,
        "measure_classes": list(hit.measure_classes),
        "screening_url": screening_path(hit.screening_id),
        "designation_url": designation_path(*hit.member),
    }


def _occurrence(one: Occurrence) -> dict[str, Any]:
    return {
        "screening": one.screening_id,
        "screening_url": screening_path(one.screening_id),
        "at": instant_text(one.at),
        "raised_by": one.raised_by,
    }


def _disposition(alert: Alert, made: Disposition) -> dict[str, Any]:
    return {
        **made.member._asdict(),
        "verdict": made.decision.verdict.value,
        "reason": made.decision.reason,
        "text": made.decision.text,
        "standing": alert.standing(made).value,
        "made_by": made.made_by,
        "made_at": instant_text(made.made_at),
        "number": made.number,
    }


def _response(made: Response) -> dict[str, Any]:
    days = ("taken_on", "report_due_on", "reported_on")
    return {
        "number": made.number,
        "kind": made.kind.value,
        **{name: day.isoformat() if (day := getattr(made, name)) else None for name in days},
        "report_rule": made.report_rule,
        "report_reference": made.report_reference,
        "made_by": made.made_by,
        "made_at": instant_text(made.made_at),
    }


def _event(event: AlertEvent) -> dict[str, Any]:
    return {
        "number": event.number,
        "at": instant_text(event.at),
        "actor": event.actor,
        "person": event.person,
        "action": event.action.value,
        "old": dict(event.old),
        "new": dict(event.new),
        "text": event.text,
    }
