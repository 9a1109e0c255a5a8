"""Suppressions come from approved false positives, and from nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from screening.domain.alert import Alert, AlertEvent, AlertHit, Disposition, Verdict
from screening.domain.errors import Fault, InvalidRequest
from screening.domain.suppression import Suppression, last_day, months_after
from screening.store.alert_reading import dispositions_of
from screening.store.states import members_in_force
from screening.store.suppressions import add_suppressions, new_suppression_id

EXPIRES_ON = "expires_on"
"""What the history of an alert calls the last day of the suppressions that a decision asks for."""


def check_expiry(expires_on: date | None, at: datetime, months: int) -> None:
    """Raise ``InvalidRequest`` for a last day that is over, or later than may be."""
    if expires_on is None:
        return
    latest = last_day(at, months)
    if not at.date() < expires_on <= latest:
        raise InvalidRequest([Fault(EXPIRES_ON, f"must be after today and not later than {latest}")])


def begin_suppressions(
    session: Session,
    alert: Alert,
    proposal: AlertEvent,
    *,
    approved_by: str,
    actor: str,
    at: datetime,
    months: int,
) -> list[Suppression]:
    """The suppressions of a proposal that is approved at ``at``: one for each false positive, where the
    subject has a reference, it is known what was found, and that is on its list still.

    The time is counted from the decision: an approval that comes late makes it no longer.
    """
    if alert.reference is None:
        return []
    asked = proposal.new.get(EXPIRES_ON)
    expires_at = _end_of(date.fromisoformat(asked)) if asked else months_after(proposal.at, months)
    hits = {hit.member: hit for hit in alert.hits}
    made = [
        _suppression(alert, hits[one.member], one, approved_by, at, expires_at)
        for one in dispositions_of(session, alert)
        if one.decision.verdict is Verdict.FALSE_POSITIVE and hits[one.member].facts is not None
    ]
    listed = members_in_force(session, [one.member for one in made])
    standing = [one for one in made if one.fingerprint and one.expires_at > at and one.member in listed]
    add_suppressions(session, standing, at=at, actor=actor)
    return standing


def _suppression(
    alert: Alert, hit: AlertHit, decided: Disposition, approved_by: str, at: datetime, expires_at: datetime
) -> Suppression:
    return Suppression(
        id=new_suppression_id(),
        portfolio=alert.portfolio,
        reference=alert.reference or "",
        member=hit.member,
        facts=hit.facts or {},
        fingerprint=hit.fingerprint or "",
        alert_id=alert.id,
        number=decided.number,
        decided_by=decided.made_by,
        approved_by=approved_by,
        begun_at=at,
        expires_at=expires_at,
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
