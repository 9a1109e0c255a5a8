"""Gunicorn over an open socket: loads the application once, and shares it with its workers.

SIGTERM lets requests be finished and ends; SIGHUP starts new workers from what is on disk and in
the database by then, and lets the old ones finish theirs.
"""

from __future__ import annotations

import gc
import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from screening.app import create_app, open_corpora
from screening.cli.beside import ArbiterWithWorker, BesideWorker
from screening.cli.fair_worker import FairWorker, Shares
from screening.config import Settings
from screening.domain.errors import ScreeningError
from screening.metrics_folder import close_folder
from screening.services.ahead import make_ready
from screening.services.deps import open_deps
from screening.services.lookup_table import LookupTables

THREADS = 4
"""A worker: rapidfuzz gives up Python's lock while it compares, so threads help a little."""

_TURN_SECONDS = 0.001
"""How long a thread may keep Python's lock while others want it. Who writes an answer gives it up with each
statement, while other writers wait for the commit: the default, five milliseconds each time, is felt."""

LONGEST_LINE = 8_190
"""Bytes of an address with its parameters, the most that the server can be told."""

_UNREADABLE = "Invalid request"


class Server(BaseApplication):  # type: ignore[misc]
    """The service in its processes; ``run`` returns never, it ends the process."""

    def __init__(
        self,
        settings: Settings,
        listener: socket.socket,
        *,
        workers: int,
        metrics: Path,
        announce: Callable[[], None],
        beside: BesideWorker | None = None,
    ) -> None:
        """``metrics`` is the folder that all count in, removed at the end; ``announce`` is called
        once requests are answered; ``beside`` carries out batches."""
        self._beside = beside
        self._settings = settings
        self._metrics = metrics
        self._shares = Shares()
        self._options: dict[str, Any] = {
            "bind": f"fd://{listener.fileno()}",
            "workers": workers,
            "threads": THREADS,
            "worker_class": FairWorker,
            "preload_app": True,
            "keepalive": 75,
            "limit_request_line": LONGEST_LINE,
            "loglevel": "info",
            "logger_class": _ServerLog,
            "control_socket_disable": True,
            "when_ready": lambda _arbiter: announce(),
            "on_exit": lambda _arbiter: close_folder(metrics),
            "pre_fork": self._enter,
            "worker_exit": lambda _, worker: self._shares.tell(worker.place, None),
            "child_exit": lambda _arbiter, worker: self._shares.leave(worker.place),
        }
        super().__init__()

    def load_config(self) -> None:
        """Our settings alone: no file in the working directory, no environment of gunicorn's."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        """Serve, until a signal says that it is enough."""
        if self._beside is None:
            super().run()
        else:
            ArbiterWithWorker(self, self._beside).run()

    def _enter(self, _: Any, worker: FairWorker) -> None:
        worker.shares, worker.place = self._shares, self._shares.enter()

    def reload(self) -> None:
        """Forget the application: workers that start from now on get a new one."""
        super().reload()
        self.callable = None

    def load(self) -> Flask:
        """The application with its index open and its tables read, which workers inherit; each connects
        to the database for itself."""
        sys.setswitchinterval(_TURN_SECONDS)
        deps = open_deps(self._settings)
        corpora, tables = open_corpora(deps), LookupTables(deps.database)
        with suppress(ScreeningError):  # started in bad times it answers 503 until they pass
            make_ready(corpora, tables)
        app = create_app(deps, corpora, tables=tables, metrics_folder=self._metrics)
        deps.close()
        gc.collect()
        gc.freeze()  # what is collected never again is not written to, and stays shared
        return app


class _ServerLog(Logger):  # type: ignore[misc]
    """What the server itself logs, among our lines."""

    def setup(self, cfg: Any) -> None:
        """Leave the writing to the root logger."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.addFilter(_without_the_request)


def _without_the_request(record: logging.LogRecord) -> bool:
    """The server quotes requests that it cannot read, with the address they came from."""
    if isinstance(record.msg, str) and record.msg.startswith(_UNREADABLE):
        record.msg = _UNREADABLE
    return True
