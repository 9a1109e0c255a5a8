"""``screening batch`` killed at random points of its way, each time continued once: real processes.

``python killed_batch.py FOLDER ENDING TRIALS``: screens FOLDER/in.csv undisturbed into ``whole``, then, for
each trial, into a file of its own that is killed (SIGKILL) right before or after one of its writes to disk or
to the database, and continued. Prints the points, of how many. Chunks hold 3 rows.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from screening.cli import main
from screening.services import batch
from tests.loading import plugged_in

SEED = 20261129


def killed(folder: Path, ending: str, trials: int) -> None:
    """Run all of it."""
    _run(folder, "first", ending, None)  # what is made once, such as the index, is there from here on
    effects = _run(folder, "whole", ending, None)
    chance = random.Random(SEED)
    for trial in range(trials):
        point = chance.randrange(effects)
        if _run(folder, f"killed-{trial}", ending, point) != -signal.SIGKILL:
            raise SystemExit(f"it was not killed at {point} of {effects}")
        _run(folder, f"killed-{trial}", ending, None)
        sys.stdout.write(f"{point} of {effects}\n")


def _run(folder: Path, stem: str, ending: str, at: int | None) -> int:
    """What a child that was killed ended by; how many effects it had where it was not."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _batch(folder, stem, ending, at, writing)
    os.close(writing)
    with os.fdopen(reading) as told:
        effects = told.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status < 0:
        return status
    if status:
        raise SystemExit(f"{stem} ended with {status}")
    return int(effects)


def _batch(folder: Path, stem: str, ending: str, at: int | None, told: int) -> None:
    """The command in this process, which ends with it."""
    done = _effects(at)
    batch.CHUNK_ROWS = 3
    files = [str(folder / f"{stem}{part}{ending}") for part in ("", "-hits")]
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    code = 1
    try:
        with plugged_in():
            main(
                [
                    "batch",
                    str(folder / "in.csv"),
                    files[0],
                    "--hits",
                    files[1],
                    "--workers",
                    "1",
                    "--threshold",
                    "0.5",
                ]
            )
    except SystemExit as ended:
        code = int(ended.code or 0)
    os.write(told, str(next(done)).encode())
    os._exit(code)


def _effects(at: int | None) -> count[int]:
    """Counts what reaches the disk; kills this process before the effect number ``at``."""
    done = count()

    def tick(*_: Any) -> None:
        if next(done) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*positional: Any, **named: Any) -> Any:
            tick()
            found = function(*positional, **named)
            tick()
            return found

        return call

    os.fsync = counted(os.fsync)
    for name in ("replace", "unlink"):
        setattr(Path, name, counted(getattr(Path, name)))
    event.listen(Engine, "begin", tick)
    event.listen(Engine, "commit", tick)
    return done


if __name__ == "__main__":
    killed(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
