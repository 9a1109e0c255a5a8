"""Requests are finished and none is refused while the service stops or reloads."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.serving import Service, running

BODY = json.dumps({"subject": {"name": "Kim Jong Un", "birth_dates": ["1984-01-08"]}}).encode()
_JSON = {"Content-Type": "application/json"}
HEAD = (
    "POST /api/v1/screenings HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    "Content-Length: {length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
)


@contextmanager
def begun(service: Service) -> Iterator[socket.socket]:
    """A request that a worker has taken and whose body it waits for."""
    address = urlsplit(service.url)
    with closing(_connect(service)) as connection:
        connection.sendall(HEAD.format(host=address.netloc, length=len(BODY)).encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 100 ")
        yield connection


def finish(connection: socket.socket) -> bytes:
    """Send the body; the first line of the answer."""
    connection.sendall(BODY)
    return connection.recv(4096).partition(b"\r\n")[0]


def _connect(service: Service) -> socket.socket:
    address = urlsplit(service.url)
    return socket.create_connection((str(address.hostname), int(address.port or 0)))


def _workers(service: Service) -> set[int]:
    """The processes that have answered so far."""
    lines = [json.loads(line) for line in service.log.read_text("utf-8").splitlines()]
    return {line["process"] for line in lines if line["event"] == "request"}


def test_a_request_that_has_begun_is_finished_before_the_service_ends(tmp_path: Path) -> None:
    with running(tmp_path, "--workers", "1") as service, begun(service) as connection:
        os.kill(service.process, signal.SIGTERM)
        while "Handling signal" not in service.log.read_text("utf-8"):
            pass
        assert finish(connection) == b"HTTP/1.1 201 CREATED"


def test_a_reload_starts_new_workers_and_refuses_nobody(tmp_path: Path) -> None:
    with running(tmp_path, "--workers", "1") as service:
        assert service.ask("GET", "/healthz").status == 200
        before = _workers(service)
        with begun(service) as connection:
            os.kill(service.process, signal.SIGHUP)
            while _workers(service) == before:
                assert service.ask("GET", "/readyz").status == 200
            assert finish(connection) == b"HTTP/1.1 201 CREATED"
        assert service.ask("POST", "/api/v1/screenings", body=BODY, headers=_JSON).status == 201
