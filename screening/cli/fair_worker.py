"""A worker that leaves a new connection to whoever has fewer.

Clients keep their connections, and a connection stays with the worker that took it. The system wakes
all workers for a new one, and the same one is often the first: it would end up with all of them, and
one processor do the work of all. Where that happened all the same, while another worker was busy or
had not started, connections are closed with their next answer, and clients open them anew.
"""

from __future__ import annotations

import time
from mmap import mmap
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

_MOST = 256
"""Workers at once, those included that finish their requests while others start."""

_NOBODY, _CLOSED = -2, -1
_PAUSE = 0.001
_PATIENCE = 0.05
_IMPATIENCE = 1.0
"""How long another worker is waited for, and how long none is after one did not come in that time: it may
be hung, and connections are to be answered all the same."""


class Shares:
    """How many connections each worker has, in memory that they share from before they fork."""

    def __init__(self) -> None:
        """No worker yet."""
        self._held = memoryview(mmap(-1, _MOST * 4)).cast("i")
        for place in range(_MOST):
            self._held[place] = _NOBODY

    def enter(self) -> int:
        """A place for a worker that is about to start; it takes no connections yet."""
        place = self._held.tolist().index(_NOBODY)
        self._held[place] = _CLOSED
        return place

    def leave(self, place: int) -> None:
        """The worker of a place has ended."""
        self._held[place] = _NOBODY

    def tell(self, place: int, connections: int | None) -> None:
        """What the worker of a place has by now; None: it takes no more."""
        self._held[place] = _CLOSED if connections is None else connections

    def has_freer(self, place: int, by: int = 1) -> bool:
        """Whether another worker that takes connections has fewer, ``by`` so many at least."""
        held = self._held.tolist()
        return any(0 <= one <= held[place] - by for one in held)


class FairWorker(ThreadWorker):  # type: ignore[misc]
    """Threads over kept connections, of which each worker has as many as the others."""

    shares: Shares
    place: int
    patient_from = 0.0

    def accept(self, listener: Any) -> None:
        """Take a connection that waits, unless another worker takes it first."""
        self._wait_for_the_freer()
        super().accept(listener)
        self._tell()

    def _wait_for_the_freer(self) -> None:
        began = time.monotonic()
        while began >= self.patient_from and self.shares.has_freer(self.place):
            if time.monotonic() - began > _PATIENCE:
                self.patient_from = time.monotonic() + _IMPATIENCE
                return
            time.sleep(_PAUSE)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request; the connection is kept unless another worker should rather have it."""
        if self.shares.has_freer(self.place, by=2):
            req.force_close()
        return super().handle_request(req, conn)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Begin or cease to take connections, so that no other waits for one that does not."""
        super().set_accept_enabled(enabled)
        self._tell()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Work until something else is to be looked after; connections may have ended meanwhile."""
        super().wait_for_and_dispatch_events(timeout)
        self._tell()

    def _tell(self) -> None:
        self.shares.tell(self.place, self.nr_conns if self._accepting else None)
