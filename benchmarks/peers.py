"""What other screeners take over the same names; one that is not installed is named and left out."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from benchmarks.asked import Asked

_LOGIC_V2 = Path(__file__).with_name("logic_v2.py")


def wratio_seconds(listed: Sequence[str], asked: Sequence[Asked]) -> list[float]:
    """Seconds of each ``process.extract`` with WRatio over all listed names."""
    return _each(asked, lambda name: process.extract(name, listed, scorer=fuzz.WRatio, limit=10))


def jaro_winkler_seconds(listed: Sequence[str], asked: Sequence[Asked]) -> list[float]:
    """Seconds of each exhaustive ``process.cdist`` with Jaro-Winkler over all listed names."""
    return _each(asked, lambda name: process.cdist([name], listed, scorer=JaroWinkler.similarity))


def logic_v2_seconds(python: str | None, listed: Sequence[Asked], asked: Sequence[Asked]) -> float | None:
    """Seconds a pair of nomenklatura's logic-v2, imported by the interpreter ``python``; None where
    that has no nomenklatura. Each asked name is compared with as many listed ones."""
    pairs = [(*one, other.name) for one in asked for other in listed]
    if python is None:
        return None
    done = subprocess.run(
        [python, str(_LOGIC_V2)], input=json.dumps(pairs), capture_output=True, text=True, check=False
    )
    return float(done.stdout) if done.returncode == 0 else None


def _each(asked: Sequence[Asked], look_up: Callable[[str], object]) -> list[float]:
    seconds = []
    for name, _ in asked:
        started = time.perf_counter()
        look_up(name)
        seconds.append(time.perf_counter() - started)
    return seconds
