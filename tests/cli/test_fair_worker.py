"""Kept connections are shared evenly between the workers, whoever is woken first."""

from __future__ import annotations

import errno
import json
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from screening.cli import fair_worker
from screening.cli.fair_worker import FairWorker, Shares
from tests.serving import Service, running

CONNECTIONS, ROUNDS = 8, 10


def test_each_worker_gets_as_many_kept_connections_as_the_others(tmp_path: Path) -> None:
    with running(tmp_path, "--workers", "2") as service:
        kept = [_connection(service) for _ in range(CONNECTIONS)]
        for turn in range(ROUNDS):
            for number, connection in enumerate(kept):
                _ask(connection, f"turn-{turn}-{number}")
            time.sleep(0.1)
        workers = Counter(_workers(service, f"turn-{ROUNDS - 1}-").values())
        for connection in kept:
            connection.close()
    assert sorted(workers.values()) == [CONNECTIONS // 2] * 2


def test_a_worker_that_is_alone_takes_every_connection(tmp_path: Path) -> None:
    with running(tmp_path, "--workers", "1") as service:
        kept = [_connection(service) for _ in range(CONNECTIONS)]
        for number, connection in enumerate(kept):
            _ask(connection, f"kept-{number}")
            connection.close()
        assert len(_workers(service, "kept-")) == CONNECTIONS


class _Alone(FairWorker):
    """A worker with one connection, beside one that has none and never comes to take any."""

    def __init__(self) -> None:
        self.shares = Shares()
        self.place, self.other = self.shares.enter(), self.shares.enter()
        self.shares.tell(self.place, 1)
        self.shares.tell(self.other, 0)
        self.nr_conns, self._accepting, self.sockets = 1, True, ()

    def enqueue_req(self, conn: object) -> None:
        pass


def test_a_worker_waits_for_one_that_has_fewer_and_is_given_the_time_to_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker = _Alone()
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            worker.shares.tell(worker.other, 1)

    monkeypatch.setattr(time, "sleep", pause)
    worker.accept(_NothingWaits())
    assert len(pauses) == 3
    assert worker.patient_from == 0


def test_a_worker_that_never_comes_is_waited_for_once_and_not_with_every_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fair_worker, "_IMPATIENCE", 3_600)
    worker = _Alone()
    worker.accept(_NothingWaits())
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    worker.accept(_NothingWaits())
    assert pauses == []


class _NothingWaits:
    """A listener whose connection another worker took meanwhile."""

    def accept(self) -> None:
        raise BlockingIOError(errno.EAGAIN, "nobody")


def test_another_worker_is_freer_where_it_has_fewer() -> None:
    shares = Shares()
    mine, other = shares.enter(), shares.enter()
    shares.tell(mine, 1)
    shares.tell(other, 1)
    assert not shares.has_freer(mine)
    shares.tell(mine, 2)
    assert shares.has_freer(mine)
    assert not shares.has_freer(other)
    assert not shares.has_freer(mine, by=2)
    shares.tell(mine, 3)
    assert shares.has_freer(mine, by=2)


def test_nobody_waits_for_a_worker_that_takes_no_connections() -> None:
    shares = Shares()
    mine, starting, full = shares.enter(), shares.enter(), shares.enter()
    shares.tell(mine, 5)
    shares.tell(full, 0)
    assert shares.has_freer(mine)
    shares.tell(full, None)
    assert not shares.has_freer(mine)
    shares.tell(starting, 0)
    assert shares.has_freer(mine)


def test_the_place_of_a_worker_that_ended_is_taken_by_the_next_one() -> None:
    shares = Shares()
    mine, ended = shares.enter(), shares.enter()
    shares.tell(mine, 1)
    shares.tell(ended, 0)
    shares.leave(ended)
    assert not shares.has_freer(mine)
    assert shares.enter() == ended


def _connection(service: Service) -> HTTPConnection:
    address = urlsplit(service.url)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=30)
    connection.connect()
    return connection


def _ask(connection: HTTPConnection, request_id: str) -> None:
    connection.request("GET", "/healthz", headers={"X-Request-ID": request_id})
    assert connection.getresponse().read()


def _workers(service: Service, prefix: str) -> dict[str, int]:
    """The process that answered each request whose id begins so."""
    lines = [json.loads(line) for line in service.log.read_text("utf-8").splitlines()]
    asked = {str(line.get("request_id")): int(line["process"]) for line in lines}
    return {request: process for request, process in asked.items() if request.startswith(prefix)}
