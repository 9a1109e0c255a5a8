"""How monitored subjects follow the lists: ``python -m benchmarks.monitoring DATA [--subjects N] [options]``.

DATA holds ``official/`` and ``eval/`` (see CONTRIBUTING). Real editions are put in force one after the other
over N subjects: clean names, and planted variants of what the editions add, amend and remove. After each
step it is proven that every planted subject met what it had to and nothing else, alerted with the cause, and,
by screening everything against everything, that the deltas gave what that gives. Exit code 1 where not.

``--keep FOLDER`` keeps what is prepared (subjects imported and screened) and begins with it the next time;
``--steps 1 --no-full`` is for time and memory.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.editions import FIRST, STEPS, Change, changes, put_in_force
from benchmarks.expecting import due
from benchmarks.planting import Planted, plant
from benchmarks.playing import Checked, check, compare_with_all, decide_some
from benchmarks.stopwatch import PARTS, memory, parts, processors
from benchmarks.subjects import write_subjects
from screening.config import Settings
from screening.domain.access import operator
from screening.domain.monitoring import FindingKind, ImportMode, RescreenCause, Rescreening
from screening.matching.policy import default_policy
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.services.rescreen import rescreen
from screening.services.subject_import import ImportOrder, import_subjects

_COLUMNS = "{:<27}{:>5}{:>5}{:>5} |{:>5}{:>8}{:>6}{:>8}{:>7}{:>7} |{:>7}{:>7}{:>7}{:>8} | {}"
_HEADINGS = _COLUMNS.format(
    "edition", "+", "~", "-", "new", "changed", "gone", "alerted", "clean", "reach", "load", "follow",
    "whole", "cpu", "full run",
)  # fmt: skip

_LEGEND = """new, changed, gone: findings due of planted subjects; alerted: those of them due to be
clean: other subjects that were alerted; reach: subjects that had to be screened, the others could have no hit
load: the file read, all lists indexed, the version proven and put in force, parties grouped (s)
follow: what changed found and indexed, who is within reach screened, the last alert committed (s)
whole: from the new file to the last alert (s); cpu: seconds of processor of all processes in that time"""


def main() -> None:
    """Prepare, play, print, and tell by the exit code."""
    options = _options()
    every = list(changes(Path(options.data) / "official", FIRST, STEPS))
    planted, far = plant(every, default_policy())
    kinds = [one.kind for one in planted]
    print(
        f"{len(planted)} planted: " + ", ".join(f"{kinds.count(kind)} {kind.value}" for kind in FindingKind)
    )
    print("too far from what is listed, and drawn anew: " + ", ".join(f"{n} {how}" for how, n in far.items()))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        kept = Path(options.keep) if options.keep else Path(scratch) / "kept"
        _prepare(kept, options, planted)
        faults = list(_play(kept, Path(scratch) / "run", options, every, planted))
    mine, theirs = memory()
    print(f"\nmost memory: {mine:,} MB in this process, {theirs:,} MB in one that it started")
    print("\n".join(["NOT AS IT HAS TO BE:", *faults[:50]] if faults else ["all as it has to be"]))
    sys.exit(bool(faults))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Play editions through monitored subjects.")
    parser.add_argument("data", metavar="DATA")
    parser.add_argument("--subjects", type=int, default=50_000)
    parser.add_argument("--keep", metavar="FOLDER", default=None)
    parser.add_argument("--steps", type=int, default=len(STEPS))
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--database", default=None, help="an empty PostgreSQL database; default: SQLite")
    parser.add_argument("--no-full", action="store_true", help="leave out the comparison with a full run")
    return parser.parse_args()


@contextmanager
def _opened(folder: Path, database: str | None) -> Iterator[Deps]:
    address = database or f"sqlite:///{folder}/screening.db"
    with closing(open_deps(Settings(database_url=address, data_dir=folder))) as deps:
        yield deps


def _prepare(folder: Path, options: argparse.Namespace, planted: Sequence[Planted]) -> None:
    """The first editions in force, the subjects imported and screened; nothing where that is kept."""
    if (folder / "ready").exists():
        print(f"beginning with what is kept in {folder}\n")
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with _opened(folder, options.database) as deps:
        for edition in FIRST:
            put_in_force(deps, Path(options.data) / "official", edition)
        started, file = time.perf_counter(), folder / "subjects.csv"
        write_subjects(file, Path(options.data) / "eval", options.subjects, planted)
        made = import_subjects(deps, ImportOrder(path=file, mode=ImportMode.FULL), by=operator("benchmark"))
        imported = time.perf_counter()
        runs = rescreen(deps, CorpusProvider(deps), workers=options.workers).runs
        screened = time.perf_counter()
        found, alerts = sum(run.new_hits for run in runs), sum(run.alerts for run in runs)
        print(
            f"{made.added:,} subjects imported in {imported - started:.1f} s, screened against everything "
            f"and their names kept in {screened - imported:.1f} s: {found:,} hits, {alerts:,} alerts; "
            f"{processors():.0f} s of processors so far"
        )
    (folder / "ready").touch()


def _play(
    kept: Path, folder: Path, options: argparse.Namespace, every: Sequence[Change], planted: Sequence[Planted]
) -> Iterator[str]:
    """Play the steps on a copy of what was prepared, print the table; what is wrong."""
    data = kept if options.database else shutil.copytree(kept, folder)
    with _opened(data, options.database) as deps:
        true = decide_some(deps, planted)
        print(f"{_LEGEND}\n\n{_HEADINGS}")
        for change in every[: options.steps]:
            for fault in _step(deps, options, change, planted, true):
                yield f"{change.edition}: {fault}"


def _step(
    deps: Deps, options: argparse.Namespace, change: Change, planted: Sequence[Planted], true: frozenset[str]
) -> Sequence[str]:
    corpora, cpu, started = CorpusProvider(deps), processors(), time.perf_counter()
    with parts() as seconds:
        put_in_force(deps, Path(options.data) / "official", change.edition)
        loaded = time.perf_counter()
        runs = rescreen(deps, corpora, workers=options.workers).runs
    ended, cpu = time.perf_counter(), processors() - cpu
    run = next(one for one in runs if one.cause is RescreenCause.LIST_CHANGE)
    checked = check(deps, run, due(planted, change, default_policy()), planted, true)
    faults, told = list(checked.faults), "left out"
    if not options.no_full:
        daily, differences = compare_with_all(deps, corpora, run, options.workers)
        told = "DIFFERENT" if differences else f"the same: {daily.hits:,} hits, digest {str(run.digest)[:12]}"
        faults += differences
    _print(change, run, checked, (loaded - started, ended - loaded, ended - started, cpu), told)
    print("  s: " + ", ".join(f"{part} {seconds[part]:.1f}" for part in PARTS), flush=True)
    return faults


def _print(change: Change, run: Rescreening, checked: Checked, times: Sequence[float], told: str) -> None:
    step = run.steps[0]
    counts = [checked.due[kind] for kind in FindingKind]
    spent = [f"{one:.1f}" for one in times]
    print(
        _COLUMNS.format(
            str(change.edition), step.added, step.amended, step.removed, *counts, checked.alerts_due,
            checked.clean_alerted, f"{run.candidates:,}", *spent, told,
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
