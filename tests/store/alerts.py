"""Alerts for tests of the store, written as services write them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.alert import (
    Action,
    Alert,
    AlertEvent,
    AlertHit,
    AlertState,
    Decision,
    Disposition,
    Occurrence,
    Verdict,
)
from screening.domain.designation import PartyType
from screening.domain.party_group import Member
from screening.domain.pending import ChangeState, PendingChange, PendingKind
from screening.domain.response import Response, ResponseKind
from screening.domain.screening import Corroboration
from screening.domain.unfreezing import ReviewOutcome, ReviewState, UnfreezeReview
from screening.store.alerts import AlertChange, new_alert_id, record_changes
from tests.store.examples import NOON


def make_alert_hit(member: Member, **changed: Any) -> AlertHit:
    """A plain hit of an alert."""
    known: dict[str, Any] = {
        "party_type": PartyType.INDIVIDUAL,
        "primary_name": "A NAME\x00",
        "score": 9_000,
        "corroboration": Corroboration.NOT_COMPARED,
        "measure_classes": ("full_block",),
        "screening_id": "5" * 32,
    }
    return AlertHit(member=member, **{**known, **changed})


def make_alert(*members: Member, **changed: Any) -> Alert:
    """An alert that was just raised."""
    known: dict[str, Any] = {
        "id": new_alert_id(),
        "version": 1,
        "state": AlertState.OPEN,
        "party_group": str(members[0]),
        "portfolio": None,
        "reference": "client-1",
        "assignee": None,
        "proposal": None,
        "raised_at": NOON,
        "raised_by": "bank",
        "closed_at": None,
        "hits": tuple(map(make_alert_hit, members)),
    }
    return Alert(**{**known, **changed})


def raised(alert: Alert) -> AlertChange:
    """How ``alert`` came to be."""
    event = AlertEvent(
        number=alert.version,
        at=alert.raised_at,
        actor="bank",
        person="anna",
        action=Action.RAISED,
        old={},
        new={"state": alert.state.value},
        text="",
    )
    found = Occurrence(screening_id=alert.hits[0].screening_id, at=alert.raised_at, raised_by="bank")
    return AlertChange(alert=alert, event=event, hits=alert.hits, occurrence=found)


def decided_alert(list_id: str, *, at: datetime = NOON) -> AlertChange:
    """An alert with a row in every table."""
    member = Member(list_id, "36")
    alert = make_alert(member, raised_at=at, portfolio="retail", assignee="anna", proposal=1)
    decision = Decision(verdict=Verdict.TRUE_MATCH, reason="other", text="a letter \ud800")
    made = Disposition(member=member, number=1, decision=decision, made_by="anna", made_at=at)
    change = raised(alert)
    return AlertChange(
        alert=alert,
        event=change.event,
        hits=change.hits,
        occurrence=change.occurrence,
        dispositions=(made,),
        response=Response(
            number=1,
            kind=ResponseKind.FROZEN,
            taken_on=at.date(),
            report_due_on=at.date(),
            report_rule="a rule",
            report_reference="R-1\x00",
            reported_on=None,
            made_by="anna",
            made_at=at,
        ),
    )


def record(session: Session, *changes: AlertChange) -> None:
    """Write changes with their audit record."""
    at = changes[0].alert.raised_at
    record_changes(session, changes, at=at, actor="bank", kind="alerts_raised", said={"screening": "s"})


def make_review(alert_id: str, list_id: str, *, at: datetime = NOON) -> UnfreezeReview:
    """An unfreeze review that waits to be approved."""
    return UnfreezeReview(
        id="f" * 32,
        version=2,
        state=ReviewState.PENDING_APPROVAL,
        alert_id=alert_id,
        member=Member(list_id, "36"),
        portfolio="retail",
        reference="client-1\x00",
        list_version="v",
        raised_at=at,
        outcome=ReviewOutcome.KEPT,
        text="a court order",
        proposed_by="anna",
        proposed_at=at,
    )


def make_change(*, at: datetime = NOON) -> PendingChange:
    """A change that was carried out."""
    return PendingChange(
        id="c" * 16,
        kind=PendingKind.FORCE_POLICY,
        subject={"policy": "p"},
        state=ChangeState.DONE,
        reason="as agreed",
        requested_by="anna",
        entered_by="cli:anna",
        requested_at=at,
        answered_by="ben",
        answered_at=at,
        done_at=at,
    )
