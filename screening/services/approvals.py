"""Everything that waits for a second person, and whether whoever looks may be that person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from screening.domain.access import Principal, same_person
from screening.domain.alert import Alert, AlertHit, AlertState, Disposition
from screening.domain.discount import DiscountRule, RuleState
from screening.domain.pending import ChangeState, PendingChange
from screening.domain.screening import ScreeningRequest
from screening.domain.unfreezing import ReviewState, UnfreezeReview
from screening.services.alert_desk import foremost_hit
from screening.services.deps import Deps
from screening.services.policy_answers import differences
from screening.services.policy_book import current_policy, policy_of
from screening.store import discounts, pending
from screening.store.alert_decided import dispositions_in
from screening.store.alert_queue import AlertFilter, AlertOrder, count_alerts, queue
from screening.store.asked import requests_of
from screening.store.unfreezing import reviews_page

REVIEWS = 200
"""Unfreeze reviews shown; their own page has all."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision on an alert that waits, whom it asks about where that is still kept, and whether whoever
    looks made it."""

    alert: Alert
    dispositions: tuple[Disposition, ...]
    asked: ScreeningRequest | None
    is_own: bool

    @property
    def foremost(self) -> AlertHit:
        """The most urgent hit."""
        return foremost_hit(self.alert)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits; of the alerts a page and how many there are in all. ``own`` are the ids of what whoever
    looks asked for."""

    alerts: int
    proposals: list[Proposal]
    changes: list[PendingChange]
    rules: list[DiscountRule]
    reviews: list[UnfreezeReview]
    own: frozenset[str]


def read_waiting(deps: Deps, *, offset: int, limit: int, seen_by: Principal) -> Waiting:
    """The alerts and reviews of the portfolios that ``seen_by`` sees, the oldest first; changes and rules
    are of all portfolios, and rules are left out for who is kept to some."""
    wanted = AlertFilter(states=[AlertState.PENDING_APPROVAL], portfolios=seen_by.portfolios)
    with deps.database.reading() as session:
        alerts = queue(session, wanted, AlertOrder.OLDEST, offset=offset, limit=limit)
        states = [ReviewState.PENDING_APPROVAL]
        _, reviews = reviews_page(session, states, seen_by.portfolios, offset=0, limit=REVIEWS)
        changes = [one for one in pending.all_changes(session) if one.state is ChangeState.WAITING]
        rules = [one for one in discounts.all_rules(session) if one.state is RuleState.PROPOSED]
        return Waiting(
            alerts=count_alerts(session, wanted),
            proposals=_proposals(session, alerts, seen_by),
            changes=changes,
            rules=rules if seen_by.portfolios is None else [],
            reviews=reviews,
            own=_own(seen_by, changes, rules, reviews),
        )


def asked_by(change: PendingChange, principal: Principal) -> bool:
    """Whether they asked for a change, or it was entered with their account."""
    is_entered = same_person(change.entered_by, principal.name)
    return is_entered or same_person(change.requested_by, principal.person)


def policy_differences(deps: Deps, policy: str) -> list[tuple[str, str, str]]:
    """What putting a policy in force would change: each key with the value of now and the new one.
    Raises ``UnknownPolicy``, ``InvalidPolicy``."""
    with deps.database.reading() as session:
        return list(differences(current_policy(session), policy_of(session, policy)))


def _proposals(session: Session, alerts: Sequence[Alert], seen_by: Principal) -> list[Proposal]:
    made = dispositions_in(session, [one.id for one in alerts])
    asked = requests_of(session, [foremost_hit(one).screening_id for one in alerts])
    found = []
    for one in alerts:
        waiting = tuple(each for each in made[one.id] if each.number == one.proposal)
        is_own = any(same_person(each.made_by, seen_by.person) for each in waiting)
        found.append(Proposal(one, waiting, asked.get(foremost_hit(one).screening_id), is_own))
    return found


def _own(
    seen_by: Principal,
    changes: Sequence[PendingChange],
    rules: Sequence[DiscountRule],
    reviews: Sequence[UnfreezeReview],
) -> frozenset[str]:
    def is_own(person: str | None) -> bool:
        return same_person(person or "", seen_by.person)

    asked = {one.id for one in changes if asked_by(one, seen_by)}
    proposed = {rule.id for rule in rules if is_own(rule.proposed_by)}
    reviewed = {review.id for review in reviews if is_own(review.proposed_by)}
    return frozenset(asked | proposed | reviewed)
