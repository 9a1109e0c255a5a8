"""Clients that ask a running service one name after another, and what came of it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from benchmarks.asked import Asked

_TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One request: when it was sent, how long it took in seconds, and what it was answered."""

    sent_at: float
    seconds: float
    status: int
    screening_id: str = ""
    corpus: str = ""
    versions: frozenset[tuple[str, str]] = frozenset()
    """The list versions that it says to have screened against."""
    is_mixed: bool = False
    """Whether a hit is of another version than the answer says."""


@dataclass
class Clients:
    """Several at once, each on a connection of its own; started at once, stopped together."""

    url: str
    key: str
    names: Sequence[Asked]
    count: int
    answers: list[Answer] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    backup_at: float = 0.0
    """When a backup was begun beside them."""

    def __enter__(self) -> Clients:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(self.count)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        address = urlsplit(self.url)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        connection = HTTPConnection(address.hostname or "", address.port, timeout=_TIMEOUT)
        at = number
        while not self._stop.is_set():
            asked = self.names[at % len(self.names)]
            at += self.count
            body = json.dumps({"subject": {"name": asked.name, "type": asked.type.value}})
            try:
                self.answers.append(_post(connection, body, headers))
            except (OSError, HTTPException) as error:
                self.failures.append(f"{type(error).__name__}: {error}")
                connection.close()
        connection.close()


def _post(connection: HTTPConnection, body: str, headers: dict[str, str]) -> Answer:
    sent_at, began = time.time(), time.perf_counter()
    connection.request("POST", "/api/v1/screenings", body, headers)
    response = connection.getresponse()
    content = response.read()
    seconds = time.perf_counter() - began
    if response.status != 201:
        return Answer(sent_at, seconds, response.status)
    said = json.loads(content)
    versions = frozenset((one["list_id"], one["version"]) for one in said["screened_against"])
    hits = {(hit["list_id"], hit["provenance"]["list_version"]) for hit in said["hits"]}
    return Answer(sent_at, seconds, 201, said["id"], said["corpus"], versions, is_mixed=not hits <= versions)
