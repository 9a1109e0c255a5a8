"""Every pair of state and action, lawful or not, and what alerts are ordered by."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from screening.domain.alert import (
    TRANSITIONS,
    Action,
    Alert,
    AlertHit,
    AlertState,
    Decision,
    Disposition,
    Standing,
    Verdict,
    state_after,
)
from screening.domain.designation import PartyType
from screening.domain.errors import UnlawfulAction
from screening.domain.party_group import Member
from screening.domain.screening import Corroboration

S, A = AlertState, Action
WORKED_ON = {S.OPEN, S.IN_REVIEW, S.AWAITING_INFORMATION, S.ESCALATED}
LAWFUL: dict[Action, dict[AlertState, AlertState]] = {
    A.RAISED: {},
    A.HITS_ADDED: {one: one for one in WORKED_ON} | {S.PENDING_APPROVAL: S.IN_REVIEW},
    A.FACTS_CHANGED: {one: one for one in WORKED_ON} | {S.PENDING_APPROVAL: S.IN_REVIEW},
    A.ASSIGNED: {one: one for one in WORKED_ON | {S.PENDING_APPROVAL}},
    A.COMMENTED: {one: one for one in S},
    A.TAKEN_UP: dict.fromkeys(WORKED_ON - {S.IN_REVIEW}, S.IN_REVIEW),
    A.AWAITED: dict.fromkeys(WORKED_ON - {S.AWAITING_INFORMATION}, S.AWAITING_INFORMATION),
    A.ESCALATED: dict.fromkeys(WORKED_ON - {S.ESCALATED}, S.ESCALATED),
    A.LEFT_UNDETERMINED: {one: one for one in WORKED_ON},
    A.PROPOSED: dict.fromkeys(WORKED_ON, S.PENDING_APPROVAL),
    A.APPROVED: {S.PENDING_APPROVAL: S.CLOSED},
    A.REJECTED: {S.PENDING_APPROVAL: S.IN_REVIEW},
    A.DELISTED: {one: one for one in WORKED_ON | {S.PENDING_APPROVAL}},
    A.RELISTED: {one: one for one in WORKED_ON | {S.PENDING_APPROVAL}},
    A.RE_REFERENCED: {one: one for one in S},
    A.DISCOUNTED: {S.OPEN: S.CLOSED},
    A.RESPONDED: {one: one for one in (S.PENDING_APPROVAL, S.CLOSED)},
}
"""Written by hand beside the code's own table."""

AT = datetime(2026, 3, 1, tzinfo=UTC)
HIT = AlertHit(
    member=Member("xx_test_list", "1"),
    party_type=PartyType.INDIVIDUAL,
    primary_name="IVANOV",
    score=9_000,
    corroboration=Corroboration.NOT_COMPARED,
    measure_classes=(),
    screening_id="s",
)
ALERT = Alert(
    id="a",
    version=2,
    state=AlertState.PENDING_APPROVAL,
    party_group="xx_test_list:1",
    portfolio=None,
    reference="client-1",
    assignee=None,
    proposal=2,
    raised_at=AT,
    raised_by="key",
    closed_at=None,
    hits=(HIT,),
)


@pytest.mark.parametrize(("state", "action"), list(product(AlertState, Action)))
def test_each_action_leads_where_it_should_or_is_refused(state: AlertState, action: Action) -> None:
    if state in LAWFUL[action]:
        assert state_after(state, action) is LAWFUL[action][state]
    else:
        with pytest.raises(UnlawfulAction):
            state_after(state, action)


def test_an_alert_is_closed_by_approval_or_as_it_is_raised_by_a_rule() -> None:
    closing = {pair for pair, to in TRANSITIONS.items() if to is S.CLOSED and pair[0] is not S.CLOSED}
    assert closing == {(S.PENDING_APPROVAL, A.APPROVED), (S.OPEN, A.DISCOUNTED)}


def test_alerts_are_ordered_by_corroboration_then_measure_then_score() -> None:
    hits = [
        replace(HIT, corroboration=Corroboration.CONFIRMED, score=7_000),
        replace(HIT, measure_classes=("travel_ban", "full_block"), score=7_000),
        replace(HIT, measure_classes=("travel_ban",), score=9_999),
        replace(HIT, score=10_000),
        replace(HIT, corroboration=Corroboration.CONFLICTING, measure_classes=("full_block",), score=10_000),
    ]
    assert sorted(hits, key=lambda hit: hit.urgency, reverse=True) == hits


@pytest.mark.parametrize(
    ("verdict", "number", "state", "standing"),
    [
        (Verdict.FALSE_POSITIVE, 2, S.PENDING_APPROVAL, Standing.PROPOSED),
        (Verdict.FALSE_POSITIVE, 2, S.CLOSED, Standing.APPROVED),
        (Verdict.FALSE_POSITIVE, 1, S.CLOSED, Standing.NOT_APPROVED),
        (Verdict.NOT_DETERMINED, 1, S.CLOSED, Standing.NOTED),
    ],
)
def test_a_disposition_counts_once_its_proposal_is_approved(
    verdict: Verdict, number: int, state: AlertState, standing: Standing
) -> None:
    decision = Decision(verdict=verdict, reason="other")
    made = Disposition(member=HIT.member, number=number, decision=decision, made_by="anna", made_at=AT)
    assert replace(ALERT, state=state).standing(made) is standing
