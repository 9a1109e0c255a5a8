"""The garbage collector, held back while millions of objects are made of which none form a cycle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Look for no cycles until the end: in an index or in answers there are none, and looking for them
    takes a quarter of the time. What is new is then looked at once, and counts as old: so the collector
    is not soon moved to go over everything."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.collect(0)
            gc.enable()
