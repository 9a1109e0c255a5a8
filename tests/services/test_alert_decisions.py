"""Alerts are worked on, decided by one person and approved by another; nothing is overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from screening.config import Settings
from screening.domain.access import Principal, operator
from screening.domain.alert import Action, Alert, AlertState, Decision, Standing, Verdict
from screening.domain.errors import (
    InvalidRequest,
    OwnProposal,
    ScreeningError,
    StaleVersion,
    UnknownAlert,
    UnlawfulAction,
)
from screening.domain.party_group import LinkBasis, Member, PartyGroup, make_link
from screening.services.alert_decisions import REFUSED, DecisionOrder, approve, decide, reject
from screening.services.alert_work import BY_HAND, act, assign
from screening.services.deps import Deps
from screening.services.portfolios import create_portfolio
from screening.store import parties
from screening.store.alert_reading import get_alert, get_file, open_alerts
from screening.store.alerts import open_key
from screening.store.audit_rows import row_findings
from screening.store.counters import Counters
from screening.store.database import Database
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from tests.accounts import make_key
from tests.loading import Clock
from tests.store.alerts import make_alert, raised, record
from tests.store.chain import keep, verified

ONE, TWO = Member("a_list", "1"), Member("b_list", "2")
ANNA, BEN = replace(operator("anna-key"), person="Anna"), replace(operator("ben"), person="Ben")
FALSE = Decision(verdict=Verdict.FALSE_POSITIVE, reason="birth_date_differs")
TRUE = Decision(verdict=Verdict.TRUE_MATCH, reason="identifier_agrees", text="the same passport")
UNSURE = Decision(verdict=Verdict.NOT_DETERMINED, reason="facts_missing")
ORDER = DecisionOrder(decision=FALSE, confirmed=True)


@pytest.fixture
def deps(database: Database, tmp_path: Any) -> Deps:
    settings = Settings(database_url=database.url, data_dir=tmp_path)
    return Deps(database, tmp_path, settings, keep(database), Counters(database), Clock())


@pytest.fixture
def alert(deps: Deps) -> Alert:
    """An open alert with a hit on each of two lists."""
    made = make_alert(ONE, TWO, portfolio="retail")
    with deps.database.writing() as session:
        record(session, raised(made))
    return made


def records(deps: Deps, kind: str) -> list[dict[str, Any]]:
    """The payloads of the audit's records of a kind."""
    query = select(AuditPayloadRow.payload).join(AuditRow, AuditRow.seq == AuditPayloadRow.seq)
    with deps.database.reading() as session:
        found = session.scalars(query.where(AuditRow.kind == kind).order_by(AuditRow.seq))
        return [json.loads(payload) for payload in found]


def standings(deps: Deps, alert: Alert) -> list[Standing]:
    """What each disposition of an alert counts for, in order."""
    with deps.database.reading() as session:
        file = get_file(session, get_alert(session, alert.id))
    return [file.alert.standing(one) for one in file.dispositions]


def test_a_decision_that_another_person_approves_closes_the_alert(deps: Deps, alert: Alert) -> None:
    proposed = decide(deps, alert.id, 1, ORDER, by=ANNA)
    assert (proposed.state, proposed.proposal) == (AlertState.PENDING_APPROVAL, 2)
    assert standings(deps, alert) == [Standing.PROPOSED] * 2
    closed = approve(deps, alert.id, 2, by=BEN)
    assert (closed.state, closed.closed_at) == (AlertState.CLOSED, deps.clock())
    assert standings(deps, alert) == [Standing.APPROVED] * 2
    with deps.database.reading() as session:
        assert get_alert(session, alert.id) == closed
        assert open_alerts(session, [open_key(alert) or ""]) == {}
        assert verified(session) == 3
        assert list(row_findings(session, 0)) == []


def test_a_rejected_decision_is_made_anew(deps: Deps, alert: Alert) -> None:
    decide(deps, alert.id, 1, ORDER, by=ANNA)
    back = reject(deps, alert.id, 2, text="look at the passport", by=BEN)
    assert (back.state, back.proposal) == (AlertState.IN_REVIEW, None)
    decide(deps, alert.id, 3, replace(ORDER, decision=TRUE), by=BEN)
    approve(deps, alert.id, 4, by=ANNA)
    assert standings(deps, alert) == [Standing.NOT_APPROVED] * 2 + [Standing.APPROVED] * 2


@pytest.mark.parametrize(
    "maker",
    [ANNA, replace(ANNA, name="another-key"), replace(ANNA, person=" anna")],
    ids=lambda one: one.name,
)
def test_the_maker_neither_approves_nor_rejects_with_whatever_key(
    deps: Deps, alert: Alert, maker: Principal
) -> None:
    decide(deps, alert.id, 1, ORDER, by=ANNA)
    with pytest.raises(OwnProposal, match="Anna made this proposal"):
        approve(deps, alert.id, 2, by=maker)
    with pytest.raises(OwnProposal):
        reject(deps, alert.id, 2, text="no", by=maker)
    with deps.database.reading() as session:
        assert get_alert(session, alert.id).state is AlertState.PENDING_APPROVAL
    said = records(deps, REFUSED)
    assert [one["action"] for one in said] == ["approved", "rejected"]
    assert said[0]["person"] == maker.person


def test_what_is_left_undetermined_does_not_close(deps: Deps, alert: Alert) -> None:
    order = DecisionOrder(decision=FALSE, others={TWO: UNSURE})
    left = decide(deps, alert.id, 1, order, by=ANNA)
    assert (left.state, left.proposal, left.version) == (AlertState.OPEN, None, 2)
    assert standings(deps, alert) == [Standing.NOT_APPROVED, Standing.NOTED]
    with pytest.raises(UnlawfulAction):
        approve(deps, alert.id, 2, by=BEN)


def test_each_designation_may_be_decided_otherwise(deps: Deps, alert: Alert) -> None:
    decide(deps, alert.id, 1, DecisionOrder(decision=FALSE, others={TWO: TRUE}), by=ANNA)
    with deps.database.reading() as session:
        made = get_file(session, get_alert(session, alert.id)).dispositions
    assert [(one.member, one.decision, one.made_by) for one in made] == [
        (ONE, FALSE, "Anna"),
        (TWO, TRUE, "Anna"),
    ]


@pytest.mark.parametrize(
    ("order", "field"),
    [
        (replace(ORDER, decision=replace(FALSE, reason="x")), "reason"),
        (replace(ORDER, decision=replace(TRUE, text="")), "text"),
        (replace(ORDER, others={TWO: replace(TRUE, text=" ")}), "others[0].text"),
        (replace(ORDER, others={Member("a_list", "9"): TRUE}), "others[0]"),
        (replace(ORDER, confirmed=False), "confirmed"),
    ],
)
def test_a_decision_with_a_fault_changes_nothing(
    deps: Deps, alert: Alert, order: DecisionOrder, field: str
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        decide(deps, alert.id, 1, order, by=ANNA)
    assert [fault.field for fault in refused.value.faults] == [field]
    with deps.database.reading() as session:
        assert get_alert(session, alert.id) == alert


def test_a_certain_link_asks_for_no_confirmation(
    deps: Deps, alert: Alert, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = make_link(ONE, TWO, LinkBasis.IDENTIFIER, "the same passport")
    group = PartyGroup(id=str(ONE), members=(ONE, TWO), certain=frozenset({ONE, TWO}), links=(link,))
    monkeypatch.setattr(parties, "read_groups", lambda *_: [group])
    assert decide(deps, alert.id, 1, replace(ORDER, confirmed=False), by=ANNA).proposal == 2


def test_the_second_to_act_is_told_and_nothing_is_overwritten(deps: Deps, alert: Alert) -> None:
    assign(deps, alert.id, 1, assignee="Anna", by=ANNA)
    attempts: list[Callable[[], object]] = [
        lambda: decide(deps, alert.id, 1, ORDER, by=BEN),
        lambda: assign(deps, alert.id, 1, assignee="Ben", by=BEN),
        lambda: approve(deps, alert.id, 3, by=BEN),
    ]
    for attempt in attempts:
        with pytest.raises(StaleVersion, match="version 2 by now"):
            attempt()
    with deps.database.reading() as session:
        assert get_alert(session, alert.id).assignee == "Anna"


def test_of_two_who_decide_at_once_one_is_told(deps: Deps, alert: Alert) -> None:
    def attempt(by: Principal) -> Alert | ScreeningError:
        try:
            return decide(deps, alert.id, 1, ORDER, by=by)
        except ScreeningError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(attempt, (ANNA, BEN)))
    assert sorted(type(one).__name__ for one in outcomes) == ["Alert", "StaleVersion"]


def test_every_act_is_told_with_what_was_and_what_is(deps: Deps, alert: Alert) -> None:
    make_key(deps, "approver", name="key-of-ben", owner="Ben")
    assign(deps, alert.id, 1, assignee="Ben", by=ANNA)
    act(deps, alert.id, 2, Action.TAKEN_UP, by=BEN)
    act(deps, alert.id, 3, Action.COMMENTED, text="asked the branch\x00", by=BEN)
    act(deps, alert.id, 4, Action.AWAITED, by=BEN)
    act(deps, alert.id, 5, Action.ESCALATED, text="too close", by=BEN)
    with deps.database.reading() as session:
        history = get_file(session, get_alert(session, alert.id)).history
        assert list(row_findings(session, 0)) == []
    assert [(one.number, one.action, one.person, one.old, one.new) for one in history[1:]] == [
        (2, Action.ASSIGNED, "Anna", {"assignee": None}, {"assignee": "Ben"}),
        (3, Action.TAKEN_UP, "Ben", {"state": "open"}, {"state": "in_review"}),
        (4, Action.COMMENTED, "Ben", {}, {}),
        (5, Action.AWAITED, "Ben", {"state": "in_review"}, {"state": "awaiting_information"}),
        (6, Action.ESCALATED, "Ben", {"state": "awaiting_information"}, {"state": "escalated"}),
    ]
    assert history[3].text == "asked the branch\x00"
    (said,) = records(deps, "alert_escalated")
    assert said["alerts"] == [
        {"alert": alert.id, "version": 6, "action": "escalated"}
        | {"old": {"state": "awaiting_information"}, "new": {"state": "escalated"}}
    ]


@pytest.mark.parametrize("action", [Action.COMMENTED, Action.ESCALATED])
def test_what_is_nothing_without_words_needs_them(deps: Deps, alert: Alert, action: Action) -> None:
    with pytest.raises(InvalidRequest, match="text: is required"):
        act(deps, alert.id, 1, action, text=" ", by=ANNA)
    with pytest.raises(InvalidRequest, match="text: is required"):
        reject(deps, alert.id, 1, text="", by=ANNA)


@pytest.mark.parametrize(
    ("assignee", "portfolios", "scope"),
    [("Nobody", None, "analyst"), ("Cleo", ("funds",), "analyst"), ("Cleo", None, "screener")],
    ids=["nobody", "of another portfolio", "without the permission"],
)
def test_an_alert_is_given_to_nobody_who_could_do_nothing_with_it(
    deps: Deps, alert: Alert, assignee: str, portfolios: tuple[str, ...] | None, scope: str
) -> None:
    for portfolio in ("funds", "retail"):
        create_portfolio(deps, portfolio, portfolio, ANNA)
    make_key(deps, scope, name="key-of-cleo", owner="Cleo", portfolios=portfolios)
    with pytest.raises(InvalidRequest, match="assignee: is nobody who works on alerts"):
        assign(deps, alert.id, 1, assignee=assignee, by=ANNA)
    make_key(deps, "analyst", name="another", owner=assignee, portfolios=("retail",))
    written = assign(deps, alert.id, 1, assignee=f" {assignee.upper()} ", by=ANNA)
    assert written.assignee == assignee


def test_a_closed_alert_is_commented_on_and_nothing_else(deps: Deps, alert: Alert) -> None:
    decide(deps, alert.id, 1, ORDER, by=ANNA)
    approve(deps, alert.id, 2, by=BEN)
    attempts: list[Callable[[], object]] = [
        lambda: decide(deps, alert.id, 3, ORDER, by=ANNA),
        lambda: assign(deps, alert.id, 3, assignee=None, by=ANNA),
        lambda: act(deps, alert.id, 3, Action.TAKEN_UP, by=ANNA),
        lambda: approve(deps, alert.id, 3, by=BEN),
    ]
    for attempt in attempts:
        with pytest.raises(UnlawfulAction):
            attempt()
    commented = act(deps, alert.id, 3, Action.COMMENTED, text="told the client", by=ANNA)
    assert (commented.state, commented.closed_at) == (AlertState.CLOSED, deps.clock())


def test_an_alert_of_another_portfolio_is_as_one_that_is_not_there(deps: Deps, alert: Alert) -> None:
    stranger = replace(ANNA, portfolios=frozenset({"funds"}))
    attempts: list[Callable[[], object]] = [
        lambda: decide(deps, alert.id, 1, ORDER, by=stranger),
        lambda: approve(deps, alert.id, 1, by=stranger),
        lambda: act(deps, alert.id, 1, Action.TAKEN_UP, by=stranger),
    ]
    for attempt in attempts:
        with pytest.raises(UnknownAlert):
            attempt()


@pytest.mark.parametrize("action", sorted(set(Action) - BY_HAND))
def test_no_other_action_goes_past_what_checks_it(deps: Deps, alert: Alert, action: Action) -> None:
    decide(deps, alert.id, 1, ORDER, by=ANNA)
    with pytest.raises(UnlawfulAction, match="in a way of its own"):
        act(deps, alert.id, 2, action, text="words", by=ANNA)
