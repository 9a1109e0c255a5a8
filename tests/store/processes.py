"""Real processes that work on a database, started together or killed where they stand."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.store import worker

ROOT = Path(__file__).parents[2]


@contextmanager
def started(job: str, url: str) -> Iterator[subprocess.Popen[str]]:
    """A worker that has said it is ready, and waits."""
    command = [sys.executable, worker.__file__ or "", job, url]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def run_together(job: str, url: str, count: int) -> None:
    """Let ``count`` workers do the same job at the same time, to the end."""
    with ExitStack() as stack:
        processes = [stack.enter_context(started(job, url)) for _ in range(count)]
        for process in processes:
            _go(process)
        assert [process.wait(timeout=120) for process in processes] == [0] * count


def kill_while(job: str, url: str) -> None:
    """Let a worker come to where it waits, and end it there as a power cut would."""
    with started(job, url) as process:
        process.kill()
        process.wait(timeout=60)


def _go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()
