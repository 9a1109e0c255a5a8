"""Chunks answered in this process or in several, always handed back in order.

The bytes of an answer depend on the chunk alone, so that the output is the same whatever the
number of processes.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from pathlib import Path

from screening.domain.errors import ScreeningError
from screening.matching.index import Index, open_index
from screening.matching.tables import read_tables
from screening.services.batch_rows import Chunk, ChunkAnswer, Plan, RowScreener
from screening.services.collector import relieve_collector

_AHEAD = 2
"""Chunks in flight for each process: enough to keep it busy, few enough to bound memory."""

_screener: RowScreener | None = None


class WorkersFailed(ScreeningError):
    """A process that answers rows was ended from outside, most likely for want of memory."""


def answered(
    chunks: Iterator[Chunk], plan: Plan, index: Index, *, index_folder: Path, workers: int
) -> Iterator[ChunkAnswer]:
    """The answers to ``chunks`` in their order, from ``workers`` processes (1: this one), each of
    which opens ``index`` anew from ``index_folder``.

    Reads few chunks ahead of what is taken. Raises ``WorkersFailed`` where a process is lost.
    """
    if workers == 1:
        yield from map(RowScreener(plan, index).answer, chunks)
        return
    pool = ProcessPoolExecutor(
        workers,
        mp_context=worker_context(),
        initializer=_start,
        initargs=(plan, index_folder),
    )
    try:
        yield from _in_order(pool, chunks, workers * _AHEAD)
    except BrokenProcessPool:
        raise WorkersFailed(
            "a worker process was ended; run the same command again to continue, with fewer --workers"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def worker_context() -> BaseContext:
    """Workers are forked, so that they share the memory of modules and tables: from this process, or, where
    it has further threads whose locks would be forked too, from one that is there for that alone."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    if sys.platform == "linux" and threading.active_count() == 1:
        read_tables()
        gc.collect()
        gc.freeze()
        return multiprocessing.get_context("fork")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["screening.services.batch_preload"])
    return context


def _in_order(pool: ProcessPoolExecutor, chunks: Iterator[Chunk], ahead: int) -> Iterator[ChunkAnswer]:
    waiting: deque[Future[ChunkAnswer]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(_answer, chunk))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _start(plan: Plan, index_folder: Path) -> None:
    """Open the index once in a worker, which leaves interrupts to the main process and ends with
    it, however that ends."""
    global _screener
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _screener = RowScreener(plan, open_index(index_folder))
    relieve_collector()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _answer(chunk: Chunk) -> ChunkAnswer:
    if _screener is None:
        raise RuntimeError("a worker was not started by _start")
    return _screener.answer(chunk)
