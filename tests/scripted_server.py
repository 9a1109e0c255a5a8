"""A web server on loopback that answers as it is told, one answer a request, and keeps the requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True)
class Answer:
    """``declared`` is the length that is told, where it is not the true one."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    declared: int | None = None


class ScriptedServer(ThreadingHTTPServer):
    """Gives the answers of ``script`` in turn; the last one again and again."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: list[Answer] = []
        self.requests: list[Message] = []

    @property
    def url(self) -> str:
        """Where it listens, with the name of a file."""
        return f"http://127.0.0.1:{self.server_address[1]}/files/LIST.XML"


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
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: ScriptedServer

    def do_GET(self) -> None:
        self.server.requests.append(self.headers)
        script = self.server.script
        answer = script.pop(0) if len(script) > 1 else script[0]
        length = len(answer.body) if answer.declared is None else answer.declared
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(length), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""
