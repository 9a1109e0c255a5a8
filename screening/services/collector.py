"""The garbage collector, held back where millions of objects are made of which hardly any form a cycle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (1_000_000, 20, 100)
"""So many new objects are let be before cycles are looked for: 10,000 rows of a batch leave 200 in cycles."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Look for no cycles until the end: in an index there are none, and looking for them takes a third
    of the time that it takes to build."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def collector_relieved() -> Iterator[None]:
    """Look for cycles seldom, and among what is new alone: an opened index and its tables stay, and going
    over them again and again takes a quarter of the time of answering."""
    usual = gc.get_threshold()
    relieve_collector()
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def relieve_collector() -> None:
    """The same for good, in a process that does nothing else."""
    gc.freeze()
    gc.set_threshold(*_SELDOM)
