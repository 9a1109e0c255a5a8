"""Discount rules are proposed with a simulation, approved by another person, and retired by anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from screening.domain.access import Principal, same_person
from screening.domain.alert import Alert, AlertState, Verdict
from screening.domain.conflicts import Pairing
from screening.domain.discount import DiscountRule, RuleKind, RuleState, Simulation, closes
from screening.domain.errors import (
    Fault,
    InvalidRequest,
    NotPermitted,
    OwnProposal,
    RuleRefused,
    UnknownScreening,
    UnlawfulAction,
)
from screening.services.deps import Deps
from screening.services.discounting import pairings_of
from screening.store import audit, discounts
from screening.store.alert_reading import dispositions_of, read_alerts
from screening.store.alerts import take_alerts
from screening.store.discounts import RuleUse
from screening.store.screenings import get_screening

SIMULATED = 10_000
"""Alerts that a simulation looks at, the latest."""

_EXAMPLES = 20
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOrder:
    """A rule to propose; ``sample_share`` in points of 1/10,000."""

    kind: RuleKind
    title: str
    years: int | None
    sample_share: int


def propose_rule(deps: Deps, order: RuleOrder, *, by: Principal) -> DiscountRule:
    """Keep a rule that waits to be approved, with what it would have closed.

    Raises ``RuleRefused`` for one that would have closed every alert, or a true match; ``NotPermitted``
    for who is kept to portfolios: a rule is of all of them.
    """
    _check_sees_all(by)
    at = deps.clock()
    rule = _proposed(order, by, at)
    rule = _unobjected(rule, simulate(deps, rule))
    with deps.database.writing() as session:
        discounts.write_rule(session, rule, at=at, actor=by.name, kind="discount_rule_proposed")
    return rule


def simulate_order(deps: Deps, order: RuleOrder, *, by: Principal) -> Simulation:
    """What a rule would have closed, before it is proposed; nothing is kept. Raises ``NotPermitted``."""
    _check_sees_all(by)
    return simulate(deps, _proposed(order, by, deps.clock()))


def answer_rule(deps: Deps, rule_id: str, *, approved: bool, text: str = "", by: Principal) -> DiscountRule:
    """Put a rule in force, with what it would have closed by then, or reject it.

    Raises ``UnknownRule``, ``UnlawfulAction``; ``RuleRefused`` as ``propose_rule``, where more was decided
    since; ``OwnProposal``, which is recorded, where ``by`` proposed it.
    """
    _check_sees_all(by)
    at = deps.clock()
    # Before the lock: a simulation takes its time, and meanwhile others work on alerts.
    simulation = _simulated_now(deps, rule_id) if approved else None
    with deps.database.writing() as session:
        take_alerts(session)
        rule = discounts.get_rule(session, rule_id)
        if rule.state is not RuleState.PROPOSED:
            raise UnlawfulAction(f"A rule that is {rule.state.replace('_', ' ')} waits for no approval.")
        is_own = same_person(rule.proposed_by, by.person)
        state = RuleState.IN_FORCE if approved else RuleState.REJECTED
        if is_own:
            said = {"rule": rule.id, "person": by.person}
            audit.append(session, at=at, actor=by.name, kind="discount_rule_refused", payload=said)
        else:
            if simulation:
                rule = _unobjected(rule, simulation)
            rule = replace(rule, state=state, answered_by=by.person, answered_at=at, why=text)
            discounts.write_rule(session, rule, at=at, actor=by.name, kind=f"discount_rule_{state}")
    if is_own:
        raise OwnProposal(
            f"{rule.proposed_by} proposed this rule: another person has to approve or reject it."
        )
    return rule


def retire_rule(deps: Deps, rule_id: str, *, text: str, by: Principal) -> DiscountRule:
    """Let a rule close nothing any more. Needs no second person: more is looked at for it."""
    _check_sees_all(by)
    if not text.strip():
        raise InvalidRequest([Fault("text", "is required")])
    at = deps.clock()
    with deps.database.writing() as session:
        take_alerts(session)
        rule = discounts.get_rule(session, rule_id)
        if rule.state is not RuleState.IN_FORCE:
            raise UnlawfulAction(f"A rule that is {rule.state.replace('_', ' ')} cannot be retired.")
        rule = replace(rule, state=RuleState.RETIRED, retired_by=by.person, retired_at=at, why=text)
        discounts.write_rule(session, rule, at=at, actor=by.name, kind="discount_rule_retired")
    return rule


def read_rules(deps: Deps) -> list[tuple[DiscountRule, RuleUse]]:
    """Every rule that ever was, with what came of it, the latest first."""
    with deps.database.reading() as session:
        uses = discounts.uses_of_rules(session)
        return [(rule, uses.get(rule.id, RuleUse(0, 0))) for rule in discounts.all_rules(session)]


def simulate(deps: Deps, rule: DiscountRule) -> Simulation:
    """What a rule would have closed of the latest alerts. Those whose screenings are no longer kept
    cannot be judged, and are not counted."""
    judged = closed = true = 0
    examples: list[str] = []
    with deps.database.reading() as session:
        for alert, pairings in _judged(session):
            judged += 1
            if closes(rule, pairings):
                closed += 1
                true += _is_true_match(session, alert)
                examples += [alert.id] * (len(examples) < _EXAMPLES)
    return Simulation(alerts=judged, closed=closed, true_matches=true, examples=tuple(examples))


def _proposed(order: RuleOrder, by: Principal, at: datetime) -> DiscountRule:
    """A rule that was not simulated yet."""
    return DiscountRule(
        id=discounts.new_rule_id(),
        kind=order.kind,
        title=order.title,
        years=order.years,
        sample_share=order.sample_share,
        state=RuleState.PROPOSED,
        simulation=Simulation(alerts=0, closed=0, true_matches=0),
        proposed_by=by.person,
        proposed_at=at,
    )


def _simulated_now(deps: Deps, rule_id: str) -> Simulation:
    """What a rule that is kept would have closed by now. Raises ``UnknownRule``."""
    with deps.database.reading() as session:
        rule = discounts.get_rule(session, rule_id)
    return simulate(deps, rule)


def _unobjected(rule: DiscountRule, simulation: Simulation) -> DiscountRule:
    """A rule with a simulation that nothing stands against. Raises ``RuleRefused``."""
    if simulation.objection:
        raise RuleRefused(f"This rule {simulation.objection}.", simulation)
    return replace(rule, simulation=simulation)


def _judged(session: Session) -> Iterator[tuple[Alert, list[Pairing]]]:
    ids = discounts.latest_alerts(session, SIMULATED)
    for start in range(0, len(ids), _CHUNK):
        for alert in read_alerts(session, ids[start : start + _CHUNK]):
            try:
                screening = get_screening(session, alert.hits[0].screening_id)
            except UnknownScreening:
                continue
            yield alert, pairings_of(session, screening, alert)


def _is_true_match(session: Session, alert: Alert) -> bool:
    is_decided = alert.state in (AlertState.CLOSED, AlertState.PENDING_APPROVAL)
    return is_decided and any(
        one.decision.verdict is Verdict.TRUE_MATCH for one in dispositions_of(session, alert)
    )


def _check_sees_all(by: Principal) -> None:
    if by.portfolios is not None:
        raise NotPermitted("A discount rule is of all portfolios, and you see some of them.")
