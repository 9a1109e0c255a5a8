"""Queues come in their order, are filtered by what the foremost hit is, and are walked one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from screening.domain.alert import AlertState, Decision, Disposition, Verdict
from screening.domain.party_group import Member
from screening.domain.screening import Corroboration
from screening.store.alert_decided import decided_of_members, decided_of_subject, dispositions_in
from screening.store.alert_queue import (
    AlertFilter,
    AlertOrder,
    assignees_of_open,
    count_alerts,
    count_by_state,
    following,
    queue,
)
from screening.store.asked import requests_of
from screening.store.database import Database
from tests.store.alerts import decided_alert, make_alert, make_alert_hit, raised, record
from tests.store.examples import NOON

ONE, TWO = Member("a_list", "1"), Member("b_list", "2")
ALL = AlertFilter(states=list(AlertState))
FACTS = (Corroboration.NOT_COMPARED, Corroboration.CONFIRMED, Corroboration.CONFLICTING)


@pytest.fixture
def ids(database: Database) -> list[str]:
    """Nine open alerts, three of each corroboration; two of each are alike in all but their ids and age."""
    made = []
    for number in range(9):
        hit = make_alert_hit(ONE, score=9_000 + number // 6 * 100, corroboration=FACTS[number % 3])
        at = NOON + timedelta(hours=number // 2)
        assignee = (None, "anna", "ben")[number // 3]
        alert = make_alert(ONE, reference=f"client-{number}", raised_at=at, assignee=assignee)
        made.append(replace(alert, hits=(hit,)))
    with database.writing() as session:
        record(session, *map(raised, made))
    return [one.id for one in made]


@pytest.mark.parametrize("order", list(AlertOrder))
def test_a_queue_that_is_walked_one_by_one_is_the_queue(
    database: Database, ids: list[str], order: AlertOrder
) -> None:
    with database.reading() as session:
        whole = [one.id for one in queue(session, ALL, order, offset=0, limit=99)]
        walked = [following(session, ALL, order, "none")]
        while walked[-1] is not None and len(walked) <= len(ids):
            walked.append(following(session, ALL, order, walked[-1]))
    assert set(whole) == set(ids)
    assert walked == [*whole, None]


def test_what_left_the_queue_still_has_its_place_in_it(database: Database, ids: list[str]) -> None:
    mine = replace(ALL, assignee="ben")
    with database.reading() as session:
        behind = following(session, mine, AlertOrder.OLDEST, ids[0])
        assert behind in {ids[6], ids[7]}
        assert following(session, replace(ALL, states=[AlertState.CLOSED]), AlertOrder.OLDEST, ids[0]) is None


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (replace(ALL, corroboration=Corroboration.CONFIRMED), 3),
        (replace(ALL, corroboration=Corroboration.PARTIAL), 0),
        (replace(ALL, least_score=9_100), 3),
        (replace(ALL, least_score=9_000), 9),
        (replace(ALL, least_score=9_101), 0),
        (replace(ALL, free_for="anna"), 6),
        (replace(ALL, corroboration=Corroboration.CONFIRMED, least_score=9_100, free_for="ben"), 1),
    ],
)
def test_queues_are_filtered_by_the_foremost_hit_and_by_who_may_take_them(
    database: Database, ids: list[str], wanted: AlertFilter, count: int
) -> None:
    with database.reading() as session:
        assert count_alerts(session, wanted) == count
        assert count_by_state(session, replace(wanted, states=[])) == (
            {AlertState.OPEN: count} if count else {}
        )


def test_holders_of_open_alerts_are_named_once_each(database: Database, ids: list[str]) -> None:
    with database.reading() as session:
        assert assignees_of_open(session, None) == ["anna", "ben"]
        assert assignees_of_open(session, ["retail"]) == []


def test_earlier_decisions_are_found_by_subject_and_by_designation(database: Database) -> None:
    first = decided_alert("a_list")
    decision = Decision(verdict=Verdict.FALSE_POSITIVE, reason="other", text="x")
    member = Member("a_list", "36")
    at = NOON + timedelta(days=1)
    made = Disposition(member=member, number=1, decision=decision, made_by="ben", made_at=at)
    alert = make_alert(member, reference="client-2", portfolio="funds", proposal=1)
    with database.writing() as session:
        record(session, first, replace(raised(alert), dispositions=(made,)))
    with database.reading() as session:
        here = {"beside": "none", "limit": 9}
        assert decided_of_subject(session, "funds", "client-2", **here) == [alert.id]  # type: ignore[arg-type]
        assert decided_of_subject(session, "retail", "client-2", **here) == []  # type: ignore[arg-type]
        both = decided_of_members(session, [member, TWO], None, beside="none", limit=9)
        assert both == [alert.id, first.alert.id]
        assert decided_of_members(session, [member], ["retail"], beside="none", limit=9) == [first.alert.id]
        assert decided_of_members(session, [member], None, beside=alert.id, limit=9) == [first.alert.id]
        assert dispositions_in(session, [alert.id]) == {alert.id: [made]}
        assert requests_of(session, ["not kept"]) == {}
