"""What is measured in a process of its own, so that memory and warmth are that process's alone."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.asked import Asked, grown
from screening.domain.screening import Subject
from screening.matching.engine import screen_subject, screen_subjects
from screening.matching.index import build_index, open_index
from screening.matching.policy import default_policy
from screening.services.collector import collector_relieved

_Result = TypeVar("_Result")

_AT_ONCE = 250
"""Names that the engine is asked together."""


@dataclass(frozen=True, slots=True)
class Screened:
    """Seconds to open the index and to screen each name, hits found, and the process's peak memory in
    bytes."""

    opened: float
    each: list[float]
    hits: int
    memory: int


def alone(work: Callable[..., _Result], *given: object) -> _Result:
    """What ``work`` returns, called in a new process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def screened(folder: Path, asked: Sequence[Asked], *, with_type: bool) -> Screened:
    """Open an index and screen each name at the alert threshold, evidence included."""
    policy, each, hits = default_policy(), [], 0
    started = time.perf_counter()
    index = open_index(folder)
    opened = time.perf_counter() - started
    screen_subject(Subject(name="Warm Up"), index, policy, threshold=policy.alert_threshold)
    for name, party_type in asked:
        subject = Subject(name=name, type=party_type if with_type else None)
        started = time.perf_counter()
        found = screen_subject(subject, index, policy, threshold=policy.alert_threshold)
        each.append(time.perf_counter() - started)
        hits += len(found)
    return Screened(opened, each, hits, _peak_memory())


def in_bulk(folder: Path, asked: Sequence[Asked]) -> float:
    """Seconds to screen all names at the alert threshold, evidence included, as many at once as a batch
    hands over, and with the garbage collector held back as there."""
    policy, index = default_policy(), open_index(folder)
    subjects = [Subject(name=name, type=party_type) for name, party_type in asked]
    screen_subjects([Subject(name="Warm Up")], index, policy, threshold=policy.alert_threshold)
    started = time.perf_counter()
    with collector_relieved():
        for first in range(0, len(subjects), _AT_ONCE):
            some = subjects[first : first + _AT_ONCE]
            screen_subjects(some, index, policy, threshold=policy.alert_threshold)
    return time.perf_counter() - started


def _peak_memory() -> int:
    """The most memory that this process had at once, in bytes. On Linux the figure of ``getrusage`` begins
    with that of the process it was started by."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.open() if line.startswith("VmHWM")) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def build_grown(folder: Path, times: int, target: Path) -> None:
    """Build an index of ``times`` the names of the one in ``folder``."""
    index = open_index(folder)
    build_index(target, grown([index.entry(number) for number in range(len(index))], times))


def with_type(folder: Path, asked: Sequence[Asked]) -> Screened:
    """``screened`` with the type of each party."""
    return screened(folder, asked, with_type=True)


def without_type(folder: Path, asked: Sequence[Asked]) -> Screened:
    """``screened`` with the name alone: each is read in all three ways."""
    return screened(folder, asked, with_type=False)
