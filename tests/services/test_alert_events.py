"""Alerts are told of with ids, states and verdicts, and with nothing that names a subject."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from screening.domain.access import operator
from screening.domain.alert import Alert, Decision, Verdict
from screening.domain.party_group import Member
from screening.services.alert_decisions import DecisionOrder, approve, decide, reject
from screening.services.deps import Deps
from screening.services.event_answers import event_to_dict, read_feed
from screening.services.webhook_delivery import deliver_due
from screening.store.alert_purges import alerts_of_nobody, purge_alerts
from screening.store.alert_reading import get_alert
from screening.store.database import Database
from screening.store.tables_events import EventRow
from screening.store.tables_webhooks import DeliveryRow
from tests.store.alerts import make_alert, raised, record
from tests.store.chain import verified
from tests.webhook_receiver import receiving
from tests.webhooks import open_for_webhooks, register

ANNA, BEN = operator("Anna"), operator("Ben")
ONE, TWO = Member("a_list", "1"), Member("b_list", "2")
FALSE = Decision(verdict=Verdict.FALSE_POSITIVE, reason="birth_date_differs")
TRUE = Decision(verdict=Verdict.TRUE_MATCH, reason="identifier_agrees", text="the same passport")


@pytest.fixture
def deps(database: Database, tmp_path: Path) -> Iterator[Deps]:
    opened = open_for_webhooks(database, tmp_path)
    yield opened
    opened.counters.close()


def _raise(deps: Deps, reference: str | None = "client-77") -> Alert:
    made = make_alert(ONE, TWO, raised_at=deps.clock(), reference=reference)
    with deps.database.writing() as session:
        record(session, raised(made))
    return made


def _decide_and_approve(deps: Deps, alert: Alert) -> None:
    order = DecisionOrder(decision=FALSE, others={TWO: TRUE}, confirmed=True)
    decide(deps, alert.id, 1, order, by=ANNA)
    reject(deps, alert.id, 2, text="look again", by=BEN)
    decide(deps, alert.id, 3, DecisionOrder(decision=FALSE, confirmed=True), by=ANNA)
    approve(deps, alert.id, 4, by=BEN)


def test_each_step_is_told_with_the_state_after_it_and_the_verdicts(deps: Deps) -> None:
    alert = _raise(deps)
    _decide_and_approve(deps, alert)
    told = [event_to_dict(one) for one in read_feed(deps, 0, limit=100, seen_by=ANNA)]
    assert [
        (one["type"], one["data"]["version"], one["data"]["state"], one["data"].get("verdicts"))
        for one in told
    ] == [
        ("alert.opened", 1, "open", None),
        ("alert.decided", 2, "pending_approval", ["false_positive", "true_match"]),
        ("alert.changed", 3, "in_review", None),
        ("alert.decided", 4, "pending_approval", ["false_positive"]),
        ("alert.approved", 5, "closed", ["false_positive"]),
    ]
    assert len({one["id"] for one in told}) == 5


def test_no_event_names_anybody_and_the_reference_is_told_only_where_asked_for(deps: Deps) -> None:
    with receiving() as plain, receiving() as trusted:
        register(deps, plain.url)
        register(deps, trusted.url, with_reference=True)
        _decide_and_approve(deps, _raise(deps))
        deliver_due(deps, deps.clock())
    words = b"".join(one.body for one in plain.received)
    assert not any(
        word in words for word in (b"A NAME", b"client-77", b"Anna", b"Ben", b"passport", b"again")
    )
    assert {one.event["data"]["reference"] for one in trusted.received} == {"client-77"}
    words = b"".join(one.body for one in trusted.received)
    assert not any(word in words for word in (b"A NAME", b"Anna", b"Ben", b"passport", b"again"))


def test_the_events_of_a_purged_alert_go_with_it_and_no_number_is_given_again(deps: Deps) -> None:
    with receiving() as receiver:
        register(deps, receiver.url)
        kept, gone = _raise(deps), _raise(deps, reference=None)
        _decide_and_approve(deps, gone)
        deliver_due(deps, deps.clock())
    later = deps.clock() + timedelta(days=1)
    with deps.database.writing() as session:
        last = session.scalar(select(func.max(EventRow.seq))) or 0
        assert (
            purge_alerts(
                session, alerts_of_nobody(before=later), rule="r", reason="over", actor="a", at=later
            )
            == 1
        )
    with deps.database.reading() as session:
        assert set(session.scalars(select(EventRow.subject))) == {kept.id}
        assert session.scalar(select(func.count()).select_from(DeliveryRow)) == 1
        assert get_alert(session, kept.id)
        verified(session)
    _raise(deps, reference="client-78")
    assert read_feed(deps, 0, limit=100, seen_by=ANNA)[-1].seq == last + 1
