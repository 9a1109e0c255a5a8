"""``screening batch`` in a process of its own that stops at a point of its way and waits.

``python stopping_batch.py MODULE FUNCTION CALL ARGUMENT…``: when MODULE's FUNCTION is about to run
for the CALL-th time, the process prints ``stopped`` and waits for a signal. Chunks hold 3 rows.
"""

from __future__ import annotations

import importlib
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

from screening.cli import main
from screening.services import batch
from tests.loading import plugged_in
from tests.stopping import stop_here


def _stopping(function: Callable[..., Any], at_call: int) -> Callable[..., Any]:
    calls = count(1)

    def call(*positional: Any, **named: Any) -> Any:
        if next(calls) == at_call:
            stop_here()
        return function(*positional, **named)

    return call


def stopping(module: str, function: str, call: str, *arguments: str) -> None:
    """Run the command line with ``arguments``, up to that call of ``function`` as ``module`` knows it."""
    batch.CHUNK_ROWS = 3
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background command would ignore it
    known = importlib.import_module(module)
    setattr(known, function, _stopping(getattr(known, function), int(call)))
    with plugged_in():
        main(["batch", *arguments])


if __name__ == "__main__":
    stopping(*sys.argv[1:])
