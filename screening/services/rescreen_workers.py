"""The processes that rescreen: each opens the index by itself, none needs the database."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from screening.domain.errors import ScreeningError
from screening.domain.screening import Subject
from screening.matching.engine import screen_subjects
from screening.matching.index import Index, open_index
from screening.matching.kept_names import KeptNames, build_kept_names
from screening.matching.policy import Policy
from screening.matching.reach import within_reach
from screening.services.collector import relieve_collector

AT_ONCE = 500
"""Subjects that are screened together."""

FEWEST, FEWEST_NAMES = 2_500, 100_000
"""Subjects to be screened, and subjects with names kept ready, for which other processes are worth their
start."""

_AHEAD = 2
_T = TypeVar("_T")
_index: tuple[Path, Index] | None = None


class WorkersLost(ScreeningError):
    """A process that rescreens was ended from outside, most likely for want of memory."""


class Scored(NamedTuple):
    """A hit as it is compared with what is known."""

    list_id: str
    authority_ref: str
    score: int


class Workers:
    """Some processes, or this one alone where there is to be one."""

    Done: TypeAlias = Future[Path]

    def __init__(self, count: int) -> None:
        """``count``: how many there are to be. They are started when there is something to do."""
        self.count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        if isinstance(error, BrokenProcessPool):
            raise WorkersLost("a worker process was ended; what is done is kept: run it again") from None

    def keep(
        self, folder: Path, subjects: Sequence[tuple[int, Subject]], policy: Policy, threshold: int
    ) -> Future[Path]:
        """Prepare the names of subjects, by number, in a folder that is made."""
        return self._submit(_keep, folder, subjects, policy, threshold)

    def reached(
        self, index: Path, parts: Iterable[tuple[Path, NDArray[np.int64]]], *, count: int
    ) -> Iterator[NDArray[np.int64]]:
        """Of kept names, each with the numbers that count, ``count`` in all: the numbers that an index could
        reach."""
        yield from self._done(_reach, ((index, *part) for part in parts), is_few=count < FEWEST_NAMES)

    def screened(
        self, index: Path, policy: Policy, chunks: Iterable[Sequence[Subject]], *, count: int
    ) -> Iterator[list[tuple[Scored, ...]]]:
        """The hits of chunks of subjects, in their order; ``count``: how many subjects these are. Few are
        screened here: to start a process takes longer."""
        tasks = ((index, policy, chunk) for chunk in chunks)
        yield from self._done(_screen, tasks, is_few=count < FEWEST)

    def _done(
        self, work: Callable[..., _T], tasks: Iterable[tuple[Any, ...]], *, is_few: bool
    ) -> Iterator[_T]:
        if is_few and self._pool is None:
            yield from (work(*task) for task in tasks)
        else:
            yield from self._in_order(work, tasks)

    def _in_order(self, work: Callable[..., _T], tasks: Iterable[tuple[Any, ...]]) -> Iterator[_T]:
        waiting: deque[Future[_T]] = deque()
        for task in tasks:
            waiting.append(self._submit(work, *task))
            if len(waiting) >= self.count * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _submit(self, work: Callable[..., _T], *args: Any) -> Future[_T]:
        if self.count == 1:
            done: Future[_T] = Future()
            done.set_result(work(*args))
            return done
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.count, mp_context=context, initializer=_start)
        return self._pool.submit(work, *args)


def _start() -> None:
    """A worker leaves interrupts to the main process and ends with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    relieve_collector()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _opened(folder: Path) -> Index:
    global _index
    if _index is None or _index[0] != folder:
        _index = folder, open_index(folder)
    return _index[1]


def _keep(folder: Path, subjects: Sequence[tuple[int, Subject]], policy: Policy, threshold: int) -> Path:
    build_kept_names(folder, subjects, policy, threshold)
    return folder


def _reach(index: Path, part: Path, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    kept = KeptNames(part)
    return within_reach(kept, _opened(index), np.isin(kept.subjects, numbers))


def _screen(index: Path, policy: Policy, subjects: Sequence[Subject]) -> list[tuple[Scored, ...]]:
    found = []
    for start in range(0, len(subjects), AT_ONCE):
        some = screen_subjects(subjects[start : start + AT_ONCE], _opened(index), policy, threshold=None)
        found += [tuple(Scored(hit.list_id, hit.authority_ref, hit.score) for hit in hits) for hits in some]
    return found
