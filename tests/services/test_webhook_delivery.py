"""Events arrive at least once, signed, in order for each alert, whatever the receiver does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from screening.domain.events import EventKind
from screening.domain.webhook import BACKOFF, DeliveryState
from screening.services.deps import Deps
from screening.services.portfolios import create_portfolio
from screening.services.webhook_delivery import deliver_due
from screening.services.webhook_letters import read_deliveries, read_figures, redeliver, redeliver_dead
from screening.services.webhook_targets import end_target, rotate_secret, update_target
from screening.store.database import Database
from tests.accounts import OPERATOR
from tests.webhook_receiver import RETRY_AFTER, Received, receiving
from tests.webhooks import open_for_webhooks, register, tell, told, versions_by_alert


@pytest.fixture
def deps(database: Database, tmp_path: Path) -> Iterator[Deps]:
    opened = open_for_webhooks(database, tmp_path)
    yield opened
    opened.counters.close()


def _states(deps: Deps, target_id: str) -> list[DeliveryState]:
    found = read_deliveries(deps, target_id, None, after=0, limit=1_000, by=OPERATOR)
    return [one.state for one in found]


def test_what_happens_after_the_registration_arrives_signed(deps: Deps) -> None:
    with receiving() as receiver:
        tell(deps, told("before"))
        made = register(deps, receiver.url)
        tell(deps, told("a" * 32, 7, portfolio="retail"))
        assert deliver_due(deps, deps.clock()).tried == 1
    (message,) = receiver.received
    message.verify(made.secret)
    assert message.headers["webhook-id"] == message.event["id"]
    assert message.event["type"] == "alert.changed"
    assert message.event["data"] == {
        "alert": "a" * 32,
        "url": f"/api/v1/alerts/{'a' * 32}",
        "version": 7,
        "portfolio": "retail",
        "state": "open",
        "action": "commented",
    }
    with pytest.raises(WebhookVerificationError):
        Received(message.body.replace(b"retail", b"tailer"), message.headers).verify(made.secret)


def test_a_receiver_that_fails_delays_and_repeats_gets_every_event_in_order(deps: Deps) -> None:
    def answer(number: int, message: Received) -> int:
        return (500, 0, 204, 302)[number % 4]

    with receiving(answer) as receiver:
        made = register(deps, receiver.url)
        tell(deps, *(told(alert, number) for number in range(1, 11) for alert in ("a" * 32, "b" * 32)))
        now = deps.clock()
        while DeliveryState.PENDING in (_states(deps, made.target.id) or [DeliveryState.PENDING]):
            deliver_due(deps, now)
            now += BACKOFF[-1]
    for message in receiver.received:
        message.verify(made.secret)
    events = [one.event for one in receiver.received]
    assert len(set(receiver.ids())) == 20 < len(events)
    firsts = {one["id"]: one for one in reversed(events)}
    in_order = sorted(firsts.values(), key=lambda one: events.index(one))
    assert versions_by_alert(in_order) == {alert: list(range(1, 11)) for alert in ("a" * 32, "b" * 32)}
    assert {one.body for one in receiver.received if one.event["id"] == events[0]["id"]} == {
        receiver.received[0].body
    }


def test_what_is_about_one_alert_waits_for_what_came_before_and_nothing_else_does(deps: Deps) -> None:
    def answer(number: int, message: Received) -> int:
        return 500 if message.event["data"]["alert"] == "a" * 32 else 204

    with receiving(answer) as receiver:
        register(deps, receiver.url)
        tell(deps, told("a" * 32, 1), told("a" * 32, 2), told("b" * 32, 1))
        now = deps.clock()
        assert deliver_due(deps, now).tried == 2
        assert deliver_due(deps, now + BACKOFF[0] - timedelta(microseconds=1)).tried == 0
        assert deliver_due(deps, now + BACKOFF[0]).tried == 1
    assert versions_by_alert([one.event for one in receiver.received]) == {
        "a" * 32: [1, 1],
        "b" * 32: [1],
    }


def test_after_the_last_attempt_an_event_is_dead_until_a_person_sends_it_again(deps: Deps) -> None:
    with receiving(lambda number, one: 500 if number <= len(BACKOFF) else 200) as receiver:
        made = register(deps, receiver.url)
        tell(deps, told("a" * 32))
        now = deps.clock()
        for wait in (*BACKOFF, timedelta(days=9)):
            assert deliver_due(deps, now).tried == 1
            assert deliver_due(deps, now).tried == 0
            now += wait
        assert deliver_due(deps, now).tried == 0
        (dead,) = read_deliveries(deps, made.target.id, DeliveryState.DEAD, after=0, limit=10, by=OPERATOR)
        assert (dead.attempts, dead.status) == (len(BACKOFF) + 1, 500)
        assert read_figures(deps).dead == 1
        assert redeliver_dead(deps, made.target.id, OPERATOR) == 1
        assert deliver_due(deps, now).tried == 1
        redeliver(deps, made.target.id, dead.event.id, OPERATOR)
        assert deliver_due(deps, now).tried == 1
    assert len(set(receiver.ids())) == 1
    assert _states(deps, made.target.id) == [DeliveryState.DELIVERED]
    figures = read_figures(deps)
    assert (figures.pending, figures.dead, figures.delivered, figures.failed) == (0, 0, 2, len(BACKOFF) + 1)


def test_a_target_is_told_of_its_kinds_and_portfolios_alone(deps: Deps) -> None:
    create_portfolio(deps, "retail", "Retail", OPERATOR)
    with receiving() as receiver:
        register(
            deps, receiver.url, portfolios=("retail",), kinds=(EventKind.ALERT_OPENED, EventKind.LIST_HELD)
        )
        tell(
            deps,
            told("a" * 32, kind=EventKind.ALERT_OPENED, portfolio="retail"),
            told("b" * 32, kind=EventKind.ALERT_OPENED, portfolio="wealth"),
            told("c" * 32, kind=EventKind.ALERT_OPENED),
            told("d" * 32, kind=EventKind.ALERT_CHANGED, portfolio="retail"),
            told("un_sc_sanctions", kind=EventKind.LIST_HELD),
            told("un_sc_sanctions", kind=EventKind.LIST_IN_FORCE),
        )
        deliver_due(deps, deps.clock())
    assert [one.event["data"].get("alert", "list") for one in receiver.received] == ["a" * 32, "list"]


def test_a_paused_target_gets_later_what_came_meanwhile_and_an_ended_one_nothing(deps: Deps) -> None:
    with receiving() as receiver:
        made = register(deps, receiver.url)
        update_target(deps, made.target.id, {"paused": True}, OPERATOR)
        tell(deps, told("a" * 32))
        assert deliver_due(deps, deps.clock()).tried == 0
        update_target(deps, made.target.id, {"paused": False}, OPERATOR)
        assert deliver_due(deps, deps.clock()).tried == 1
        tell(deps, told("a" * 32, 2))
        end_target(deps, made.target.id, OPERATOR)
        assert deliver_due(deps, deps.clock()).tried == 0


def test_while_secrets_overlap_both_verify_and_then_the_new_one_alone(deps: Deps) -> None:
    with receiving() as receiver:
        made = register(deps, receiver.url)
        fresh = rotate_secret(deps, made.target.id, OPERATOR, overlap=timedelta(hours=1))
        tell(deps, told("a" * 32))
        deliver_due(deps, deps.clock())
        last = rotate_secret(deps, made.target.id, OPERATOR, overlap=timedelta())
        tell(deps, told("a" * 32, 2))
        deliver_due(deps, deps.clock())
    first, second = receiver.received
    first.verify(made.secret)
    first.verify(fresh.secret)
    second.verify(last.secret)
    with pytest.raises(WebhookVerificationError):
        second.verify(fresh.secret)


def test_a_receiver_that_asks_for_time_is_given_it(deps: Deps) -> None:
    with receiving(lambda number, one: 503) as receiver:
        made = register(deps, receiver.url)
        tell(deps, told("a" * 32))
        now = deps.clock()
        deliver_due(deps, now)
    (one,) = read_deliveries(deps, made.target.id, None, after=0, limit=10, by=OPERATOR)
    assert one.next_at == now + timedelta(seconds=RETRY_AFTER)
