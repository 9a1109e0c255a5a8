"""A command of ``screening`` in a process of its own that stops at a point of its rescreening and waits.

``python stopping_rescreen.py MODULE FUNCTION CALL COMMAND…``: when MODULE's FUNCTION is about to run for the
CALL-th time, the process prints ``stopped`` and waits for a signal. Chunks hold 2 subjects.
"""

from __future__ import annotations

import importlib
import sys

from screening.cli import main
from screening.services import rescreen_run, rescreen_writing
from tests.loading import plugged_in
from tests.services.stopping_batch import _stopping


def stopping(module: str, function: str, call: str, *arguments: str) -> None:
    """Run the command line with ``arguments``, up to that call of ``function`` as ``module`` knows it."""
    rescreen_run.CHUNK = 2
    rescreen_writing._MOST_ANSWERS = 1
    known = importlib.import_module(module)
    setattr(known, function, _stopping(getattr(known, function), int(call)))
    with plugged_in():
        main(list(arguments))


if __name__ == "__main__":
    stopping(*sys.argv[1:])
