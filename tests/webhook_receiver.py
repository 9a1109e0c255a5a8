"""A receiver of webhooks on loopback that answers as it is told, and keeps what it was sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

from standardwebhooks.webhooks import Webhook

RETRY_AFTER = 600
"""Seconds for which a receiver that answers 503 asks to be left alone."""


@dataclass(frozen=True)
class Received:
    """A message as it arrived."""

    body: bytes
    headers: dict[str, str] = field(repr=False)

    @property
    def event(self) -> dict[str, Any]:
        """What it tells of."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    def verify(self, secret: str) -> None:
        """Raises where the signature is not that of ``secret``, or is not of now."""
        Webhook(secret).verify(self.body, self.headers)


Answers = Callable[[int, Received], int]
"""The status for the message of that number, counted from 0; 0: hang up without a word."""


class Receiver(ThreadingHTTPServer):
    """Keeps every message in ``received``, and answers what ``answers`` says."""

    daemon_threads = True

    def __init__(self, answers: Answers) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.received: list[Received] = []
        self.lock = Lock()
        self.stopped = Event()
        self.at_once = 0
        self.most_at_once = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/hooks?from=screening"

    def ids(self) -> list[str]:
        """The ids of the events received, in their order, repeats too."""
        return [one.event["id"] for one in self.received]


@contextmanager
def receiving(answers: Answers = lambda number, one: 204) -> Iterator[Receiver]:
    """A receiver, stopped at the end."""
    with Receiver(answers) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        message = Received(body, {name.lower(): text for name, text in self.headers.items()})
        with self.server.lock:
            number = len(self.server.received)
            self.server.received.append(message)
            self.server.at_once += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
        try:
            status = self.server.answers(number, message)
        finally:
            with self.server.lock:
                self.server.at_once -= 1
        self.close_connection = True
        if status:
            with suppress(ConnectionError):
                self._answer(status)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", self.server.url)
        if status == 503:
            self.send_header("Retry-After", str(RETRY_AFTER))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""
