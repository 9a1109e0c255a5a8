"""``screening worker``: carries out uploaded batches, beside the service or on another machine."""

from __future__ import annotations

import os
import signal
import sys

import click

from screening.app import open_corpora
from screening.cli.session import opened
from screening.config import Settings
from screening.logs import log_as_json
from screening.services.audit_verification import verify_if_asked
from screening.services.batch_worker import BatchWorker
from screening.services.job_queue import JobQueue

_NICE = 10
"""Files give way to single names."""

_LOOK_SECONDS = 0.2


@click.command()
@click.option("--processes", type=click.IntRange(1, 64), help="For each batch; default: one a processor.")
@click.option("--once", is_flag=True, help="Carry out what waits, and end.")
@click.option("--beside", type=int, hidden=True, help="End with this parent process.")
def worker(processes: int | None, once: bool, beside: int | None) -> None:
    """Carry out uploaded batches, one at a time, and verify the audit where a page asks for it.
    `screening serve` starts one by itself.

    SIGTERM stops the batch that runs after its next rows; whoever is next continues it.
    """
    log_as_json(sys.stderr, with_details=Settings().log_details)
    os.nice(_NICE)
    ending = _Ending(beside)
    with opened() as deps:
        corpora = open_corpora(deps)
        processes = processes or len(os.sched_getaffinity(0))
        batches = BatchWorker(deps, corpora, processes=processes, is_ending=ending.is_told)

        def work() -> None:
            batches.work()
            verify_if_asked(deps)

        if once:
            ending.listen()
            work()
            return
        consumer = JobQueue(deps).consumer(work)
        consumer.start()
        ending.listen()
        while not ending.is_told():
            consumer.stop_flag.wait(_LOOK_SECONDS)
            consumer.check_worker_health()
        consumer.stop(graceful=True)


class _Ending:
    """Whether the worker is to end: a signal said so, or the service that started it has ended."""

    def __init__(self, parent: int | None) -> None:
        self._parent = parent
        self._signal = 0

    def listen(self) -> None:
        """Be told by signals from now on."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)

    def is_told(self) -> bool:
        """True once no more is to be done."""
        return bool(self._signal) or self._parent not in (None, os.getppid())

    def _hear(self, number: int, _: object) -> None:
        # Nothing that locks: what the signal interrupts may hold the lock.
        self._signal = number
