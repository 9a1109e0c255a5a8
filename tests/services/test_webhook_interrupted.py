"""Processes that deliver may be killed, or be several: every event arrives, and none twice at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import update

from screening.domain.webhook import DeliveryState
from screening.services.deps import Deps
from screening.services.webhook_delivery import deliver_due
from screening.services.webhook_letters import read_deliveries, read_figures
from screening.store.database import Database
from screening.store.tables_webhooks import TargetRow
from tests.accounts import OPERATOR
from tests.webhook_receiver import Received, receiving
from tests.webhooks import ALLOWED, open_for_webhooks, register, tell, told, versions_by_alert

_COMMAND = (sys.executable, "-c", "from screening.cli import main; main()", "notify")
ALERTS = ("a" * 32, "b" * 32, "c" * 32)


@pytest.fixture
def deps(database: Database, tmp_path: Path) -> Iterator[Deps]:
    opened = open_for_webhooks(database, tmp_path)
    yield opened
    opened.counters.close()


@contextmanager
def _notifying(deps: Deps, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """``screening notify`` in a process of its own, killed at the end."""
    environment = {
        **os.environ,
        **ALLOWED,
        "SCREENING_DATABASE_URL": deps.database.url,
        "SCREENING_DATA_DIR": str(deps.data_folder),
    }
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen((*_COMMAND, *arguments), env=environment, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.kill()


def _let_leases_lapse(deps: Deps) -> None:
    with deps.database.writing() as session:
        session.execute(update(TargetRow).values(leased_until=deps.clock() - timedelta(days=1)))


@pytest.mark.parametrize("killed_at", [0, 1, 7])
def test_what_a_killed_deliverer_leaves_is_taken_up_when_its_lease_is_over(
    deps: Deps, killed_at: int
) -> None:
    running: list[int] = []

    def answer(number: int, message: Received) -> int:
        if number == killed_at:
            os.kill(running[0], signal.SIGKILL)
        return 204

    with receiving(answer) as receiver:
        made = register(deps, receiver.url)
        events = [told(alert, number) for number in range(1, 5) for alert in ALERTS]
        with _notifying(deps, "--every", "0.1") as process:
            running.append(process.pid)
            tell(deps, *events)
            assert process.wait(timeout=60) == -signal.SIGKILL
        assert deliver_due(deps, deps.clock()).tried == 0, "the lease of the one that was killed still counts"
        _let_leases_lapse(deps)
        deliver_due(deps, deps.clock())
    ids = receiver.ids()
    assert len(set(ids)) == 12
    assert len(ids) == 13, "the one that was on its way came twice, with the same id, and no other"
    assert ids[killed_at] == ids[killed_at + 1]
    states = read_deliveries(deps, made.target.id, None, after=0, limit=100, by=OPERATOR)
    assert {one.state for one in states} == {DeliveryState.DELIVERED}


def test_two_deliverers_at_once_send_each_event_once_and_in_order(deps: Deps) -> None:
    with receiving() as receiver, receiving() as other:
        register(deps, receiver.url)
        register(deps, other.url)
        tell(deps, *(told(alert, number) for number in range(1, 21) for alert in ALERTS))
        with _notifying(deps, "--once") as first, _notifying(deps, "--once") as second:
            results = [process.communicate(timeout=120) for process in (first, second)]
            assert [process.returncode for process in (first, second)] == [0, 0], results
    for each in (receiver, other):
        assert len(each.ids()) == len(set(each.ids())) == 60
        assert each.most_at_once == 1
        in_order = {alert: list(range(1, 21)) for alert in ALERTS}
        assert versions_by_alert([one.event for one in each.received]) == in_order


def test_a_receiver_that_is_slow_does_not_keep_others_waiting(deps: Deps) -> None:
    others_are_served = Event()

    def slow(number: int, message: Received) -> int:
        return 204 if others_are_served.wait(timeout=60) else 500

    def quick(number: int, message: Received) -> int:
        if number == 9:
            others_are_served.set()
        return 204

    with receiving(slow) as first, receiving(quick) as second:
        register(deps, first.url)
        register(deps, second.url)
        tell(deps, *(told("a" * 32, number) for number in range(1, 11)))
        deliver_due(deps, deps.clock())
    figures = read_figures(deps)
    assert (figures.delivered, figures.failed) == (20, 0)


def test_a_deliverer_that_is_stopped_leaves_nothing_leased(deps: Deps) -> None:
    running: list[int] = []

    def answer(number: int, message: Received) -> int:
        os.kill(running[0], signal.SIGTERM)
        return 204

    with receiving(answer) as receiver:
        register(deps, receiver.url)
        with _notifying(deps, "--every", "0.1") as process:
            running.append(process.pid)
            tell(deps, told("a" * 32, 1), told("a" * 32, 2))
            assert process.wait(timeout=60) == 0
        assert len(receiver.ids()) == 1
        receiver.answers = lambda number, message: 204
        assert deliver_due(deps, deps.clock()).tried == 1


def test_a_receiver_that_does_not_answer_at_all_rests_and_then_gets_everything(deps: Deps) -> None:
    with receiving(lambda number, message: 0 if number == 0 else 204) as receiver:
        register(deps, receiver.url)
        tell(deps, told("a" * 32), told("b" * 32), told("c" * 32))
        now = deps.clock()
        assert deliver_due(deps, now).tried == 1
        assert deliver_due(deps, now).tried == 0
        assert deliver_due(deps, now + timedelta(seconds=30)).tried == 3
    assert len(set(receiver.ids())) == 3


def test_an_address_that_is_not_public_any_more_is_not_connected_to(deps: Deps) -> None:
    with receiving() as receiver:
        made = register(deps, receiver.url)
        tell(deps, told("a" * 32))
        strict = open_for_webhooks(deps.database, deps.data_folder, webhook_networks=())
        deliver_due(strict, deps.clock())
        strict.counters.close()
        assert receiver.received == []
    (one,) = read_deliveries(deps, made.target.id, None, after=0, limit=10, by=OPERATOR)
    assert one.state is DeliveryState.PENDING
    assert one.problem is not None
    assert "not public" in one.problem
