"""How fast lists load and names are screened: ``python -m benchmarks.speed [FOLDER]``.

FOLDER holds published files, ``us_ofac_sdn/…`` and ``un_sc_sanctions/…`` (any file that ``screening
lists load`` takes); without it the samples are measured. Every name asked is a listed one with one
letter changed: the worst case, for each has candidates. Times are wall-clock on this machine.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from screening.config import Settings
from screening.domain.access import operator
from screening.domain.screening import ScreeningRequest, Subject
from screening.matching.policy import default_policy
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.services.load_report import LoadReport
from screening.services.refresh import load_list, load_samples
from screening.services.screen import Screener
from screening.store.designations import designations
from screening.store.lists import versions_in_force

NAMES = 500
"""Names screened, one after another, each recorded with its audit record."""


def main() -> None:
    """Load, screen, print."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as data:
        settings = Settings(database_url=f"sqlite:///{data}/speed.db")
        with closing(open_deps(settings)) as deps:
            for report in _load(deps, folder):
                _show(report)
            _screen(deps)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory {peak / 1024:,.0f} MB")


def _load(deps: Deps, folder: Path | None) -> Iterator[LoadReport]:
    if folder is None:
        yield from load_samples(deps)
        return
    for path in sorted(folder.iterdir()):
        yield load_list(deps, path.name, [path])


def _show(report: LoadReport) -> None:
    version = report.version
    print(
        f"{version.list_id} {version.version}: {version.designations:,} designations, {report.seconds:.1f} s"
    )


def _screen(deps: Deps) -> None:
    screener = Screener(deps, CorpusProvider(deps.database, deps.data_folder, default_policy(), deps.clock))
    names = _misspelt(deps)
    screener.screen(_request(names[0]), by=operator("benchmark"))
    times = sorted(_milliseconds(screener, name) for name in names)
    median, late = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"{len(names)} names screened and recorded: median {median:.1f} ms, 95th percentile {late:.1f} ms")


def _misspelt(deps: Deps) -> list[str]:
    with deps.database.reading() as session:
        names = [
            designation.primary_name
            for version in versions_in_force(session)
            for designation in designations(session, version.list_id, version.version)
        ]
    chance = random.Random(20261121)
    return [_with_a_slip(name, chance) for name in chance.choices(names, k=NAMES)]


def _with_a_slip(name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name))
    return name[:at] + chance.choice("aeiounrst") + name[at + 1 :]


def _request(name: str) -> ScreeningRequest:
    return ScreeningRequest(subject=Subject(name=name))


def _milliseconds(screener: Screener, name: str) -> float:
    start = time.perf_counter()
    screener.screen(_request(name), by=operator("benchmark"))
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
