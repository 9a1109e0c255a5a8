"""How fast events are delivered, and that none is lost: ``python -m benchmarks.webhooks [--events N]``.

N events of 100 alerts are sent to a receiver that is well, to four of them, and to one that of each hundred
messages fails 20, hangs up on 10, stores 10 that it says it has not, and delays 5. Receivers are processes of
their own. It is proven of each that every event arrived, that all signatures verify, that the events of each
alert came in order, and that what came twice is told by its id and is the same. Exit code 1 where not.
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock, Thread
from typing import NamedTuple

from standardwebhooks.webhooks import Webhook

from benchmarks.stopwatch import processors
from screening.config import Settings
from screening.domain.access import operator
from screening.domain.events import EventKind, NewEvent
from screening.domain.webhook import BACKOFF
from screening.services.deps import Deps, open_deps, utc_now
from screening.services.webhook_delivery import deliver_due
from screening.services.webhook_targets import TargetOrder, create_target
from screening.store.events import append_events, take_events

ALERTS, SEED = 100, 8
_FAILS, _HANGS_UP, _STORES_AND_FAILS, _DELAYS, _DELAY = 0.2, 0.3, 0.4, 0.45, 0.2
_REST = timedelta(seconds=31)
"""After which a receiver that did not answer is asked again."""


class Message(NamedTuple):
    """What a receiver stored."""

    body: bytes
    headers: dict[str, str]


def main() -> None:
    """Deliver to receivers of each kind, print, and tell by the exit code."""
    parser = argparse.ArgumentParser(description="Deliver events to receivers, good and bad ones.")
    parser.add_argument("--events", type=int, default=3_000)
    parser.add_argument("--database", default=None, help="an empty PostgreSQL database; default: SQLite")
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}", flush=True)
    logging.disable()  # each attempt that fails is a warning
    faults: list[str] = []
    for number, (told, receivers, bad) in enumerate(
        (("well", 1, False), ("well", 4, False), ("bad", 1, True))
    ):
        with tempfile.TemporaryDirectory() as folder:
            address = options.database or f"sqlite:///{folder}/screening.db"
            with _opened(Path(folder), address) as deps:
                found = _deliver(deps, options.events, receivers, bad=bad, above=number * options.events)
                faults += [f"{receivers} {told}: {one}" for one in found]
    print("\n".join(["NOT AS IT HAS TO BE:", *faults[:20]] if faults else ["all as it has to be"]))
    sys.exit(bool(faults))


@contextmanager
def _opened(folder: Path, address: str) -> Iterator[Deps]:
    settings = Settings(
        database_url=address, data_dir=folder, webhook_networks=("127.0.0.0/8",), webhook_http=True
    )
    with closing(open_deps(settings)) as deps:
        yield deps


def _deliver(deps: Deps, events: int, receivers: int, *, bad: bool, above: int) -> list[str]:
    with _receiving(receivers, bad=bad) as ends:
        secrets = [_register(deps, end.recv()) for end in ends]
        _tell(deps, events, above)
        started, cpu = time.perf_counter(), processors()
        tried, rounds = _sent(deps)
        seconds, cpu = time.perf_counter() - started, processors() - cpu
        stored = [_stored(end) for end in ends]
    count = sum(map(len, stored))
    print(
        f"{receivers} {'bad' if bad else 'well'}: {events * receivers:,} to deliver, {tried:,} attempts in "
        f"{rounds} rounds, {count:,} stored; {seconds:.1f} s, {tried / seconds:,.0f} attempts/s, "
        f"{cpu / tried * 1000:.1f} ms of processor each",
        flush=True,
    )
    return [
        fault for some, secret in zip(stored, secrets, strict=True) for fault in _faults(some, secret, events)
    ]


def _register(deps: Deps, port: int) -> str:
    order = TargetOrder(title=f"receiver {port}", url=f"http://127.0.0.1:{port}/")
    return create_target(deps, order, operator("benchmark")).secret


def _tell(deps: Deps, events: int, above: int) -> None:
    told = [
        NewEvent(kind=EventKind.ALERT_CHANGED, at=utc_now(), subject=f"{above + number % ALERTS:032x}",
                 number=number // ALERTS + 1, data={"state": "open", "action": "commented"})
        for number in range(events)
    ]  # fmt: skip
    with deps.database.writing() as session:
        take_events(session)
        append_events(session, told)


def _sent(deps: Deps) -> tuple[int, int]:
    """Deliver, and again as if the time had come for what failed and for who did not answer, until there is
    nothing left."""
    now, tried, rounds, is_left = deps.clock(), 0, 0, True
    while is_left:
        more = deliver_due(deps, now).tried
        tried, rounds, now = tried + more, rounds + 1, now + _REST
        if not more:
            now += BACKOFF[-1]
            is_left = bool(more := deliver_due(deps, now).tried)
            tried += more
    return tried, rounds


def _faults(stored: Sequence[Message], secret: str, events: int) -> Iterator[str]:
    bodies: dict[str, set[bytes]] = defaultdict(set)
    versions: dict[str, list[int]] = defaultdict(list)
    for message in stored:
        Webhook(secret).verify(message.body, message.headers)
        event = json.loads(message.body)
        if event["id"] not in bodies:
            versions[event["data"]["alert"]].append(event["data"]["version"])
        bodies[message.headers["webhook-id"]].add(message.body)
    if len(bodies) != events:
        yield f"{len(bodies)} of {events} events arrived"
    if any(len(some) != 1 for some in bodies.values()):
        yield "what came twice is not the same"
    if any(some != sorted(some) for some in versions.values()):
        yield "events of an alert came out of order"


@contextmanager
def _receiving(count: int, *, bad: bool) -> Iterator[list[Connection]]:
    """Receivers, each by the end of a pipe: it tells its port, and at the end what it stored."""
    context = multiprocessing.get_context("spawn")
    pipes = [context.Pipe() for _ in range(count)]
    processes = [context.Process(target=_receive, args=(theirs, bad), daemon=True) for _, theirs in pipes]
    for process in processes:
        process.start()
    try:
        yield [ours for ours, _ in pipes]
    finally:
        for process in processes:
            process.terminate()


def _stored(end: Connection) -> list[Message]:
    end.send("enough")
    found: list[Message] = end.recv()
    return found


def _receive(end: Connection, bad: bool) -> None:
    stored: list[Message] = []
    draw, lock = random.Random(SEED), Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            message = Message(body, {name.lower(): text for name, text in self.headers.items()})
            with lock:
                lot = draw.random() if bad else 1.0
            if _HANGS_UP > lot >= _FAILS:
                self.close_connection = True
                return
            if lot >= _HANGS_UP:
                with lock:
                    stored.append(message)
            if _DELAYS > lot >= _STORES_AND_FAILS:
                time.sleep(_DELAY)
            self.send_response(500 if lot < _STORES_AND_FAILS else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        end.send(server.server_address[1])
        end.recv()
        end.send(stored)
        end.recv()


if __name__ == "__main__":
    main()
