"""A worker for batches beside the service: in a process of its own, started anew where it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

from gunicorn.arbiter import Arbiter

_PROGRAM = "from screening.cli import main; main()"
_PAUSE = 5.0
"""Seconds between two starts at the least: what cannot start is not tried all the time."""

_PATIENCE = 30.0
"""Seconds that a worker has to stop after its next rows; what it has done is kept in any case."""


class BesideWorker:
    """The worker of one service, which ends with it, however that comes."""

    def __init__(self) -> None:
        """Not started yet."""
        self._process: subprocess.Popen[bytes] | None = None
        self._started = float("-inf")

    def keep_running(self) -> None:
        """Start it where it does not run."""
        if self._process is not None and self._process.poll() is None:
            return
        if time.monotonic() - self._started > _PAUSE:
            self._started = time.monotonic()
            self._process = subprocess.Popen(_command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603

    def tell_to_stop(self) -> None:
        """Have it stop after its next rows."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait(self) -> None:
        """Wait until it has stopped."""
        if self._process is None:
            return
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class ArbiterWithWorker(Arbiter):  # type: ignore[misc]
    """Gunicorn's first process, which looks after the worker as it does after its own: each second."""

    def __init__(self, application: Any, worker: BesideWorker) -> None:
        """``application`` as for gunicorn."""
        self._beside = worker
        super().__init__(application)

    def manage_workers(self) -> None:
        """See to it that all run that should."""
        super().manage_workers()
        self._beside.keep_running()

    def reload(self) -> None:
        """Start all anew, from what is on disk by now."""
        self._beside.tell_to_stop()
        super().reload()

    def stop(self, graceful: bool = True) -> None:
        """Stop all."""
        self._beside.tell_to_stop()
        super().stop(graceful)
        self._beside.wait()


def _command() -> list[str]:
    # One process for each batch: the others are for those who wait for an answer.
    options = ["--processes", "1", "--beside", str(os.getpid())]
    return [sys.executable, "-c", _PROGRAM, "worker", *options]
