"""Alerts are decided by one person and approved by another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from screening.domain.access import AnalystLevel, Principal, same_person
from screening.domain.alert import Action, Alert, AlertState, Decision, Disposition, Verdict, state_after
from screening.domain.approval import ApprovalRules
from screening.domain.errors import Fault, InvalidRequest, OwnProposal
from screening.domain.party_group import Member
from screening.services.alert_events import advance
from screening.services.alert_reasons import decision_faults
from screening.services.alert_work import alert_to_change, check_text, record_change
from screening.services.approval_rules import BY_RULE, approval_rules, needs_nobody
from screening.services.delisting import review_what_is_gone
from screening.services.deps import Deps
from screening.services.suppression_making import EXPIRES_ON, begin_suppressions, check_expiry
from screening.store import audit, parties
from screening.store.alert_reading import maker_of, proposal_of, was_rejected
from screening.store.alerts import AlertChange
from screening.store.users import level_of

REFUSED = "alert_approval_refused"
"""The kind of the audit record of an approval, or a rejection, by whoever made the proposal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionOrder:
    """What is to be decided: of all designations of an alert alike, but for those in ``others``.
    ``confirmed``: whoever decides has seen that some are of this party only probably."""

    decision: Decision
    others: Mapping[Member, Decision] = field(default_factory=dict)
    confirmed: bool = False
    expires_on: date | None = None
    """The last day that false positives are to hold on; None: as long as may be."""


def decide(deps: Deps, alert_id: str, version: int, order: DecisionOrder, *, by: Principal) -> Alert:
    """Write one disposition for each designation; the alert as it is then. It waits to be approved,
    unless a designation is left undetermined, or the installation waives approval here and nobody
    rejected a decision of this alert before.

    Raises ``UnknownAlert``, ``StaleVersion``, ``UnlawfulAction``; ``InvalidRequest`` for a reason that is
    none, words that are missing, a designation of another alert, a probable link not confirmed, or
    a false positive that is to hold longer than may be.
    """
    check_order(deps, order)
    rules, at = approval_rules(deps), deps.clock()
    with deps.database.writing() as session:
        alert = alert_to_change(session, alert_id, version, by)
        change = _decided(session, alert, order, by, at)
        record_change(session, change, by, at)
        level = level_of(session, by.person)
        is_waived = _is_waived(rules, change, level) and needs_nobody(rules, alert, deps.keeper.key)
        if not is_waived or was_rejected(session, alert):
            return change.alert
        more = {"level": level.value} if level else {}
        approved = advance(change.alert, Action.APPROVED, by=BY_RULE, at=at, more=more)
        record_change(session, approved, BY_RULE, at)
        _put_in_force(session, deps, change.alert, BY_RULE, at)
    return approved.alert


def check_order(deps: Deps, order: DecisionOrder) -> None:
    """Raise ``InvalidRequest`` for what is wrong with a decision, of whatever alert it may be."""
    faults = decision_faults(order.decision)
    for number, decision in enumerate(order.others.values()):
        faults += decision_faults(decision, f"others[{number}].")
    if faults:
        raise InvalidRequest(faults)
    check_expiry(order.expires_on, deps.clock(), deps.settings.suppression_months)


def approve(deps: Deps, alert_id: str, version: int, *, text: str = "", by: Principal) -> Alert:
    """Let a proposal count, and so close its alert.

    Raises ``OwnProposal``, which is recorded, where ``by`` is who made it: a key counts as its owner.
    Otherwise as ``alert_work.act``.
    """
    return _answer(deps, alert_id, version, Action.APPROVED, text, by)


def reject(deps: Deps, alert_id: str, version: int, *, text: str, by: Principal) -> Alert:
    """Send a proposal back to be decided anew. Raises as ``approve``."""
    return _answer(deps, alert_id, version, Action.REJECTED, text, by)


def _answer(deps: Deps, alert_id: str, version: int, action: Action, text: str, by: Principal) -> Alert:
    check_text(action, text)
    at = deps.clock()
    with deps.database.writing() as session:
        alert = alert_to_change(session, alert_id, version, by)
        state_after(alert.state, action)
        maker = maker_of(session, alert) or ""
        is_own = same_person(maker, by.person)
        if is_own:
            said = {"alert": alert.id, "version": version, "action": action.value, "person": by.person}
            audit.append(session, at=at, actor=by.name, kind=REFUSED, payload=said)
        else:
            fields = {} if action is Action.APPROVED else {"proposal": None}
            change = advance(alert, action, by=by, at=at, text=text, **fields)
            record_change(session, change, by, at)
            if action is Action.APPROVED:
                _put_in_force(session, deps, alert, by, at)
    if is_own:
        raise OwnProposal(f"{maker} made this proposal: another person has to approve or reject it.")
    return change.alert


def _is_waived(rules: ApprovalRules, change: AlertChange, level: AnalystLevel | None) -> bool:
    """Whether what was just decided is in a band that needs no second person."""
    if change.alert.state is not AlertState.PENDING_APPROVAL:
        return False
    return rules.waives(change.alert, [one.decision for one in change.dispositions], level)


def _put_in_force(session: Session, deps: Deps, alert: Alert, by: Principal, at: datetime) -> None:
    """What an approved proposal leads to."""
    proposal = proposal_of(session, alert)
    if proposal is not None:
        months = deps.settings.suppression_months
        begin_suppressions(
            session, alert, proposal, approved_by=by.person, actor=by.name, at=at, months=months
        )
        review_what_is_gone(session, alert, at)


def _decided(
    session: Session, alert: Alert, order: DecisionOrder, by: Principal, at: datetime
) -> AlertChange:
    members = [hit.member for hit in alert.hits]
    check_others(order, members)
    decisions = {member: order.others.get(member, order.decision) for member in members}
    number = alert.version + 1
    is_left = any(one.verdict is Verdict.NOT_DETERMINED for one in decisions.values())
    action = Action.LEFT_UNDETERMINED if is_left else Action.PROPOSED
    state_after(alert.state, action)
    alike = [member for member in members if member not in order.others]
    doubtful = [] if is_left else _doubtful(session, alert, alike)
    if doubtful and not order.confirmed:
        words = ", ".join(map(str, doubtful))
        raise InvalidRequest([Fault("confirmed", f"must be true: only probably of this party: {words}")])
    more = {
        "dispositions": {str(member): [one.verdict.value, one.reason] for member, one in decisions.items()},
        "confirmed": [str(member) for member in doubtful],
    } | ({EXPIRES_ON: order.expires_on.isoformat()} if order.expires_on else {})
    change = advance(
        alert, action, by=by, at=at, text=order.decision.text, more=more, proposal=None if is_left else number
    )
    made = tuple(
        Disposition(member=member, number=number, decision=one, made_by=by.person, made_at=at)
        for member, one in decisions.items()
    )
    return replace(change, dispositions=made)


def check_others(order: DecisionOrder, members: Collection[Member]) -> None:
    """Raise ``InvalidRequest`` where a decision names designations apart that are none of an alert's."""
    strangers = [number for number, one in enumerate(order.others) if one not in members]
    if strangers:
        raise InvalidRequest([Fault(f"others[{n}]", "is no designation of this alert") for n in strangers])


def _doubtful(session: Session, alert: Alert, alike: list[Member]) -> list[Member]:
    """Of designations that are decided alike: those that are of one party with the others only
    probably, or no longer."""
    if len(alike) < 2:
        return []
    groups = parties.read_groups(session, parties.last_revision(session), [alert.party_group])
    certain = groups[0].certain if groups else frozenset()
    return [member for member in alike if member not in certain]
