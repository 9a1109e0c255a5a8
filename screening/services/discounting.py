"""Alerts meet the discount rules in force as they are raised.

What a rule closes is an alert like any other, closed in the open: with a disposition for each
designation, by the rule. A share of them goes to a person, drawn by a keyed digest that nobody foresees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.alert import Action, Alert, Decision, Disposition, Verdict
from screening.domain.conflicts import Pairing
from screening.domain.discount import DiscountRule, closes
from screening.domain.screening import POINTS, Screening
from screening.services.alert_events import advance
from screening.services.suppressing import member_of
from screening.store.alerts import AlertChange, open_key
from screening.store.audit_key import AuditKey
from screening.store.screenings import OURSELVES
from screening.store.states import designation_state
from screening.store.types import json_bytes

REASON = "discount_rule"
"""The code of the reason that a rule gives."""

KIND = "alerts_discounted"
"""The kind of the audit record."""


def rule_for(
    session: Session, screening: Screening, alert: Alert, rules: Sequence[DiscountRule]
) -> DiscountRule | None:
    """The first rule that closes an alert that is raised from ``screening``."""
    if not rules:
        return None
    pairings = pairings_of(session, screening, alert)
    return next((rule for rule in rules if closes(rule, pairings)), None)


def pairings_of(session: Session, screening: Screening, alert: Alert) -> list[Pairing]:
    """Both sides of each hit of an alert; none where one of them is not known."""
    hits = {member_of(hit): hit for hit in screening.hits}
    found = []
    for one in alert.hits:
        state = designation_state(session, one.member, one.fingerprint or "")
        if state is None or one.member not in hits or screening.request.subject_digest:
            return []
        pairing = Pairing(subject=screening.request.subject, designation=state, hit=hits[one.member])
        found.append(pairing)
    return found


def rule_key(alert: Alert, rule: DiscountRule) -> str:
    """What a rule has closed once need not be closed again: the same subject and party, with the same
    facts and states."""
    sides = sorted(
        [*map(str, one.member), one.fingerprint, sorted((one.facts or {}).items())] for one in alert.hits
    )
    return hashlib.sha256(json_bytes([rule.id, open_key(alert), sides])).hexdigest()


def is_sampled(rule: DiscountRule, alert: Alert, key: AuditKey) -> bool:
    """Whether a person looks at it all the same."""
    drawn = int(key.mac(b"discount sample " + json_bytes([rule.id, alert.id]))[:8], 16)
    return drawn % POINTS < rule.sample_share


def closed_by(rule: DiscountRule, alert: Alert, at: datetime) -> AlertChange:
    """The change that closes ``alert``, which was just raised."""
    by = Principal(name=OURSELVES, person=f"rule {rule.id}", permissions=frozenset())
    number = alert.version + 1
    change = advance(
        alert, Action.DISCOUNTED, by=by, at=at, text=rule.title, more={"rule": rule.id}, proposal=number
    )
    decision = Decision(verdict=Verdict.FALSE_POSITIVE, reason=REASON)
    made = tuple(
        Disposition(member=hit.member, number=number, decision=decision, made_by=by.person, made_at=at)
        for hit in alert.hits
    )
    return replace(change, dispositions=made)
