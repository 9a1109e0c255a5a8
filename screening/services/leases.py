"""Whoever has the turn to do something, among all processes: kept alive as long as it takes, and lost with
whoever has it."""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from screening.domain.errors import DatabaseFailure, MonitoringBusy
from screening.store.database import Database
from screening.store.leases import free_lease, keep_lease, lease_holder, take_lease

SECONDS = 30.0
"""For how long a turn lasts that nobody keeps alive."""

_POLL = 0.5


class Turn:
    """A turn that is held; ``check`` raises once it was lost."""

    def __init__(self, database: Database, name: str, holder: str) -> None:
        self._database, self._name, self._holder = database, name, holder
        self._ended, self._lost = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep_alive, daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raise ``MonitoringBusy`` where another process has the turn by now."""
        if self._lost.is_set():
            raise MonitoringBusy(f"the turn to {self._name} was lost to another process")

    def end(self) -> None:
        """Give the turn back."""
        self._ended.set()
        self._thread.join()
        with self._database.writing() as session:
            free_lease(session, self._name, self._holder)

    def _keep_alive(self) -> None:
        while not self._ended.wait(SECONDS / 4):
            try:
                with self._database.writing() as session:
                    is_kept = keep_lease(session, self._name, self._holder, SECONDS)
            except DatabaseFailure:
                continue  # the next beat may come through; the turn itself runs out by the database's clock
            if not is_kept:
                self._lost.set()
                return


@contextmanager
def turn(
    database: Database,
    name: str,
    *,
    wait: float = 0.0,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Turn]:
    """Have the turn to do ``name``, waiting for it up to so many seconds.

    Raises ``MonitoringBusy`` where another process has it. One whose process on this machine has ended is
    free at once.
    """
    holder = f"{_machine()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    until = time.monotonic() + wait
    while not _took(database, name, holder):
        if time.monotonic() >= until:
            raise MonitoringBusy(f"another process has the turn to {name}: it will do what is to be done")
        sleep(_POLL)
    held = Turn(database, name, holder)
    try:
        yield held
    finally:
        held.end()


def _took(database: Database, name: str, holder: str) -> bool:
    with database.reading() as session:
        current = lease_holder(session, name)
    dead = current if current and _has_ended(current) else None
    if current and not dead:
        return False
    with database.writing() as session:
        return take_lease(session, name, holder, SECONDS, dead=dead)


_KERNEL, _NUMBERS = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")


@cache
def _machine() -> str:
    """Where process numbers mean the same: a machine as it was started, and within that a container. The name
    alone would not do, which others may have too; random where it cannot be told, so that none is like it."""
    with suppress(OSError):
        return f"{socket.gethostname()}/{_KERNEL.read_text().strip()}/{_NUMBERS.readlink()}"
    return f"{socket.gethostname()}/{uuid.uuid4().hex}"


def _has_ended(holder: str) -> bool:
    """Whether the process of a holder on this machine is no more."""
    machine, _, rest = holder.rpartition(":")[0].rpartition(":")
    if machine != _machine() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
