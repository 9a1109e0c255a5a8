"""``screening worker --once`` in a process of its own that stops at a point of its way and waits.

``python -m tests.services.stopping_worker MODULE FUNCTION CALL``: when MODULE's FUNCTION is about to run for
the CALL-th time, the process prints ``stopped`` and waits for a signal. Chunks hold 3 rows.
"""

from __future__ import annotations

import importlib
import sys
from itertools import count
from typing import Any

from screening.cli import main
from screening.services import batch
from tests.loading import plugged_in
from tests.stopping import stop_here


def stopping(module: str, function: str, call: str) -> None:
    """Run a worker up to that call of ``function`` as ``module`` knows it."""
    batch.CHUNK_ROWS = 3
    known = importlib.import_module(module)
    owner, _, name = function.rpartition(".")
    place = getattr(known, owner) if owner else known
    real, calls = getattr(place, name), count(1)

    def stopped(*positional: Any, **named: Any) -> Any:
        if next(calls) == int(call):
            stop_here()
        return real(*positional, **named)

    setattr(place, name, stopped)
    with plugged_in():
        main(["worker", "--once", "--processes", "1"])


if __name__ == "__main__":
    stopping(*sys.argv[1:])
