"""What a process does at the point of its way where a test wants it to stop."""

from __future__ import annotations

import sys
from select import select

_SECONDS = 0.1


def stop_here() -> None:
    """Print ``stopped`` and wait for a signal, or for the end of the input.

    A signal that comes just before a wait is acted on only after it: so none is a long one.
    """
    sys.stdout.write("stopped\n")
    sys.stdout.flush()
    while not select([sys.stdin], [], [], _SECONDS)[0]:
        pass
