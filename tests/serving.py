"""The real service in a process of its own, for tests that ask over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import urllib3

_COMMAND = (sys.executable, "-c", "from screening.cli import main; main()")
_READY = "Ready on "


@dataclass(frozen=True)
class Service:
    """A running service: its address and what it printed until it was ready."""

    url: str
    printed: str
    log: Path
    """The file that its standard error goes to."""
    process: int
    """The id of its first process, which started the workers."""

    def ask(self, method: str, path: str, **more: object) -> urllib3.BaseHTTPResponse:
        """One request on a connection of its own, not repeated; redirects are not followed."""
        with urllib3.PoolManager(retries=False) as pool:
            return pool.request(method, self.url + path, redirect=False, **more)  # type: ignore[arg-type]


def environment(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command whose database is in ``folder``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCREENING_")}
    return {**kept, "SCREENING_DATABASE_URL": f"sqlite:///{folder}/screening.db", **more}


def run_command(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command of the command line, run to its end; ``more`` are further environment variables."""
    return subprocess.run(
        (*_COMMAND, *arguments), env=environment(folder, more), capture_output=True, text=True, timeout=120
    )


@contextmanager
def running(folder: Path, *arguments: str, **more: str) -> Iterator[Service]:
    """``screening serve`` on a free port, ready; stopped at the end. ``more`` as for ``run_command``."""
    log = folder / f"service-{uuid.uuid4().hex}.log"
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            (*_COMMAND, "serve", "--port", "0", *arguments),
            env=environment(folder, more),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            yield _wait(process, log)
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[str], log: Path) -> Service:
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if line.startswith(_READY):
            return Service(line.removeprefix(_READY).strip(), printed, log, process.pid)
    raise AssertionError(f"the service ended before it was ready:\n{printed}{log.read_text('utf-8')}")
