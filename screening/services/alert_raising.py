"""Alerts are raised from answers: in the answer's own transaction, or later by an analyst.

One that is open for the same subject and party is given an occurrence, and no second one is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.alert import Action, Alert, AlertHit, AlertState, Occurrence
from screening.domain.discount import DiscountRule
from screening.domain.errors import Fault, InvalidRequest
from screening.domain.party_group import Member
from screening.domain.screening import Hit, Screening
from screening.services.alert_events import advance, begin
from screening.services.deps import Deps
from screening.services.discounting import KIND as DISCOUNTED
from screening.services.discounting import closed_by, is_sampled, rule_for, rule_key
from screening.services.late_alerts import Since, catch_up, removed_since
from screening.services.suppressing import facts_key, facts_of, member_of
from screening.store.alert_reading import alerts_of, get_alert, open_alerts
from screening.store.alerts import AlertChange, new_alert_id, open_key, record_changes, take_alerts
from screening.store.database import KEEPER
from screening.store.discounts import alert_of_rule, rules_in_force
from screening.store.screenings import OURSELVES, get_screening, unknown_screening
from screening.store.states import fingerprints_in_corpus

KIND = "alerts_raised"
"""The kind of the audit record."""

OF_THE_PAST = "cannot be raised from an answer about the past"


def raise_from_recorded(
    deps: Deps, screening_id: str, *, by: Principal, party: str | None = None
) -> list[str]:
    """Put the hits of a recorded answer before analysts, those of one ``party`` (``party_of``) or all; the
    ids of the alerts, the most urgent first. None is raised twice from one answer.

    Raises ``UnknownScreening``, for one of a portfolio that ``by`` does not see alike;
    ``InvalidRequest`` for an answer about the past or without hits.
    """
    with deps.database.writing() as session:
        screening = get_screening(session, screening_id)
        if not by.sees(screening.request.portfolio):
            raise unknown_screening(screening_id)
        if party is not None:
            screening = replace(screening, hits=tuple(h for h in screening.hits if party_of(h) == party))
        _check(screening)
        take_alerts(session)
        raise_alerts(session, screening, by=by, at=deps.clock())
        return list(alerts_of(session, [screening_id])[screening_id].values())


def _check(screening: Screening) -> None:
    if screening.request.is_of_the_past:
        raise InvalidRequest([Fault("screening", OF_THE_PAST)])
    if all(hit.suppression for hit in screening.hits):
        raise InvalidRequest([Fault("screening", "has no hit that could be put before an analyst")])


def party_of(hit: Hit) -> str:
    """What tells the party of a hit: its group, else the designation itself."""
    return hit.party_group or str(member_of(hit))


def raise_alerts(
    session: Session,
    screening: Screening,
    *,
    by: Principal,
    at: datetime,
    cause: Mapping[str, Any] | None = None,
) -> None:
    """Raise the alerts of an answer, in the transaction of the caller, who has called
    ``take_alerts``: one for each party among its hits, whatever its limit shows. What is suppressed
    raises none. ``cause`` is told in the alerts' history: why it was screened, where nobody asked."""
    since = removed_since(session, screening.corpus, list(map(member_of, screening.hits)))
    parties = _parties(session, screening, since)
    if not parties:
        return
    found_hits = _alert_hits(session, screening, [hit for hits in parties.values() for hit in hits])
    raised = [
        _alert(screening, party, [found_hits[member_of(hit)] for hit in hits], by=by, at=at)
        for party, hits in parties.items()
    ]
    keys = [open_key(replace(one, party_group=_party_now(one.party_group, since))) or "" for one in raised]
    found = open_alerts(session, filter(None, keys))
    rules = rules_in_force(session)
    occurrence = Occurrence(screening_id=screening.id, at=at, raised_by=by.name)
    changes, closing = [], []
    for alert, key in zip(raised, keys, strict=True):
        known_one = found.get(key)
        is_late = any(hit.member in since.gone for hit in alert.hits)
        rule = None if known_one or is_late else rule_for(session, screening, alert, rules)
        change = (
            _by_rule(session, alert, rule, by=by)
            if rule
            else _change(alert, known_one, since, by=by, at=at, cause=cause or {})
        )
        changes.append(replace(change, occurrence=occurrence))
        if rule and change.alert.rule_key and change.event:
            closing.append(closed_by(rule, change.alert, at))
    said = {"screening": screening.id}
    record_changes(session, changes, at=at, actor=by.name, kind=KIND, said=said)
    if closing:
        record_changes(session, closing, at=at, actor=OURSELVES, kind=DISCOUNTED, said=said)
    catch_up(session, changes, since, at)


def _parties(session: Session, screening: Screening, since: Since) -> dict[str, list[Hit]]:
    """Party: its hits, of those that no alert was raised for from this answer before."""
    known = alerts_of(session, [screening.id]).get(screening.id, {})
    parties: dict[str, list[Hit]] = defaultdict(list)
    for hit in screening.hits:
        party = party_of(hit)
        if not (hit.suppression or known.keys() & {party, _party_now(party, since)}):
            parties[party].append(hit)
    return parties


def _party_now(party: str, since: Since) -> str:
    """What tells a party that may stand under another reference since it was found."""
    return {str(old): str(new) for old, new in since.moved.items()}.get(party, party)


def _by_rule(session: Session, alert: Alert, rule: DiscountRule, *, by: Principal) -> AlertChange:
    """What becomes of an alert that a rule closes: an occurrence of the one that it closed before, one for
    a person to look at as its sample, or one that is closed next."""
    key = rule_key(alert, rule)
    if closed := alert_of_rule(session, key):
        return AlertChange(alert=get_alert(session, closed))
    if is_sampled(rule, alert, session.info[KEEPER].key):
        more = {"rule": rule.id, "sampled": True}
        return begin(replace(alert, rule=rule.id), by=by, more=more)
    return begin(replace(alert, rule=rule.id, rule_key=key), by=by, more={"rule": rule.id})


def _change(
    alert: Alert,
    found: Alert | None,
    since: Since,
    *,
    by: Principal,
    at: datetime,
    cause: Mapping[str, Any],
) -> AlertChange:
    """How ``alert`` comes to be, or what it adds to the one that is open already."""
    if found is None:
        return begin(alert, by=by, more=cause)
    known = {hit.member for hit in found.hits}
    added = tuple(hit for hit in alert.hits if not known & {hit.member, since.moved.get(hit.member)})
    if not added and not cause:
        return AlertChange(alert=found)
    if not added:
        return advance(found, Action.FACTS_CHANGED, by=by, at=at, more=cause, proposal=None)
    more = {"hits": [str(hit.member) for hit in added], **cause}
    change = advance(
        found, Action.HITS_ADDED, by=by, at=at, more=more, hits=found.hits + added, proposal=None
    )
    return replace(change, hits=added)


def _alert(
    screening: Screening, party: str, hits: Sequence[AlertHit], *, by: Principal, at: datetime
) -> Alert:
    return Alert(
        id=new_alert_id(),
        version=1,
        state=AlertState.OPEN,
        party_group=party,
        portfolio=screening.request.portfolio,
        reference=screening.request.reference,
        assignee=None,
        proposal=None,
        raised_at=at,
        raised_by=by.name,
        closed_at=None,
        hits=tuple(hits),
    )


def _alert_hits(session: Session, screening: Screening, hits: Sequence[Hit]) -> dict[Member, AlertHit]:
    """The hits with what was material of both sides, so that what is decided of them can be held to it."""
    members = [member_of(hit) for hit in hits]
    states = fingerprints_in_corpus(session, screening.corpus, members)
    facts = _facts(session, screening)
    return {
        member: _hit(screening, hit, facts, states.get(member))
        for member, hit in zip(members, hits, strict=True)
    }


def _facts(session: Session, screening: Screening) -> dict[str, str] | None:
    """None where the subject is not kept, or nobody could meet it again."""
    request = screening.request
    if request.reference is None or request.subject_digest:
        return None
    return facts_of(request.subject, facts_key(session.info[KEEPER].key))


def _hit(screening: Screening, hit: Hit, facts: dict[str, str] | None, fingerprint: str | None) -> AlertHit:
    return AlertHit(
        member=member_of(hit),
        party_type=hit.party_type,
        primary_name=hit.primary_name,
        score=hit.score,
        corroboration=hit.corroboration,
        measure_classes=hit.measure_classes,
        screening_id=screening.id,
        facts=facts,
        fingerprint=fingerprint,
    )
