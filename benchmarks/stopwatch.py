"""What the time from a new file to the last alert is made of."""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from screening.services import activation, list_loading, rescreen, rescreen_run
from screening.services.corpus import CorpusProvider
from screening.services.rescreen_writing import RescreenWriter

_PARTS: tuple[tuple[Any, str, str], ...] = (
    (list_loading, "read_list", "read"),
    (CorpusProvider, "of", "index"),
    (activation, "prove_version", "proof"),
    (activation, "regroup_if_possible", "groups"),
    (rescreen, "find_delta", "delta"),
    (rescreen_run, "_reached", "reach"),
    (RescreenWriter, "write", "alerts"),
)
"""What is timed where, and what it is called. ``of`` builds an index only for what is new."""

PARTS = tuple(told for *_, told in _PARTS)


@contextmanager
def parts() -> Iterator[Counter[str]]:
    """Seconds by part of all that is done within."""
    seconds = Counter[str]()
    with ExitStack() as stack:
        for where, name, told in _PARTS:
            stack.enter_context(patch.object(where, name, _timed(getattr(where, name), told, seconds)))
        yield seconds


def _timed(work: Callable[..., Any], told: str, seconds: Counter[str]) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return work(*given, **named)
        finally:
            seconds[told] += time.perf_counter() - started  # type: ignore[assignment]

    return timed


def processors() -> float:
    """Seconds of processor, user and system, of this process and of those it started that have ended."""
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def memory() -> tuple[int, int]:
    """The most memory (MB) of this process, and of the largest that it started."""
    mine, theirs = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return mine.ru_maxrss // 1024, theirs.ru_maxrss // 1024
