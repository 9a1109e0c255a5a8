"""A web server on loopback that answers as it is told, one answer a request, and keeps the requests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass(frozen=True)
class Answer:
    """``declared`` is the length that is told, where it is not the true one. A server with
    ``ranges`` sends the rest of a file that was cut, where it is still the one of that ETag. Only
    those are answered whose User-Agent begins with ``only_for``; others get a 403. ``pieces`` are
    sent one by one, a moment between them, without a length."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    declared: int | None = None
    ranges: bool = False
    only_for: str = ""
    pieces: Callable[[], Iterator[bytes]] | None = None


class ScriptedServer(ThreadingHTTPServer):
    """Gives the answers of ``script`` in turn; the last one again and again."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: list[Answer] = []
        self.requests: list[Message] = []
        self.paths: list[str] = []
        self.stopped = Event()

    @property
    def url(self) -> str:
        """Where it listens, with the name of a file."""
        return self.place("/files/LIST.XML")

    def place(self, path: str) -> str:
        """Where it listens, with another path."""
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


@contextmanager
def serving(*script: Answer) -> Iterator[ScriptedServer]:
    """A server that gives these answers, stopped at the end."""
    with ScriptedServer() as server:
        server.script.extend(script)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: ScriptedServer

    def do_GET(self) -> None:
        self.server.requests.append(self.headers)
        self.server.paths.append(self.path)
        script = self.server.script
        answer = script.pop(0) if len(script) > 1 else script[0]
        if not self.headers.get("User-Agent", "").startswith(answer.only_for):
            answer = Answer(b"Forbidden", status=403)
        with suppress(ConnectionError):
            self._send_pieces(answer) if answer.pieces else self._send(answer)
        self.close_connection = True

    def _send(self, answer: Answer) -> None:
        start, status = self._asked_from(answer), answer.status
        length = len(answer.body) - start if answer.declared is None else answer.declared
        headers = {"Content-Length": str(length), **answer.headers}
        headers |= {"Accept-Ranges": "bytes"} if answer.ranges else {}
        if start:
            status = 206
            headers["Content-Range"] = f"bytes {start}-{len(answer.body) - 1}/{len(answer.body)}"
        self._send_head(status, headers)
        self.wfile.write(answer.body[start:])

    def _asked_from(self, answer: Answer) -> int:
        """Where the body begins that is asked for; 0 for all of it."""
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        is_same = self.headers.get("If-Range", "") == answer.headers.get("ETag", "")
        return int(asked[1]) if asked and answer.ranges and is_same else 0

    def _send_pieces(self, answer: Answer) -> None:
        assert answer.pieces
        self._send_head(answer.status, answer.headers)
        for piece in answer.pieces():
            self.wfile.write(piece)
            if self.server.stopped.wait(0.005):
                return

    def _send_head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""
