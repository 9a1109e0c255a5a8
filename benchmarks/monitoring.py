"""How monitored subjects follow the lists: ``python -m benchmarks.monitoring DATA [--subjects N] [options]``.

DATA holds ``official/`` and ``eval/`` (see CONTRIBUTING). Real editions are put in force one after the other
over N subjects: clean names, and planted ones that are called what an edition adds or removes. After each
step it is proven that every planted subject was alerted at its step and none at another, and, by a daily run,
that what the deltas gave is what a full rescreening gives.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from screening.config import Settings
from screening.domain.access import operator
from screening.domain.designation import Designation
from screening.domain.monitoring import FindingKind, ImportMode, RescreenCause, Rescreening
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.services.list_files import find_list_files
from screening.services.list_formats import recognise
from screening.services.raw_files import keeping
from screening.services.refresh import load_list
from screening.services.rescreen import rescreen
from screening.services.subject_import import ImportOrder, import_subjects
from screening.sources.registry import find_source
from screening.store.findings import findings_of

OFAC, UN = "us_ofac_sdn", "un_sc_sanctions"
_PLANTED = 40
"""Subjects that are planted on what one step adds, and as many on what it removes."""


class Edition(NamedTuple):
    """A published edition: its list, the day, the file under ``official/``."""

    list_id: str
    day: str
    file: str


FIRST = (
    Edition(OFAC, "2024-04-26", "us-ofac/sdn.csv__2024-04-26.xz"),
    Edition(UN, "2025-11-15", "un-sc/consolidatedLegacyByPRN.xml__2025-11-15.xz"),
)
STEPS = (
    Edition(OFAC, "2024-05-01", "us-ofac/sdn.csv__2024-05-01.xz"),
    Edition(OFAC, "2024-05-02", "us-ofac/sdn.csv__2024-05-02.xz"),
    Edition(OFAC, "2024-05-03", "us-ofac/sdn.csv__2024-05-03.xz"),
    Edition(UN, "2025-11-20", "un-sc/consolidatedLegacyByPRN.xml__2025-11-20.xz"),
    Edition(UN, "2026-02-27", "un-sc/consolidated.xml__2026-02-27.xz"),
)


def main() -> None:
    """Load, import, play the editions through, prove."""
    options = _options()
    data = Path(options.data)
    with tempfile.TemporaryDirectory() as folder:
        planted = _planted(data)
        with _opened(Path(folder) / "run", options.database) as deps:
            corpora = CorpusProvider(deps)
            for edition in FIRST:
                _load(deps, data, edition)
            _import(deps, corpora, data, Path(folder), planted, options)
            for edition in STEPS:
                _step(deps, corpora, data, edition, planted, options)
    say(f"most memory: {_memory():,} MB in this process, {_memory(of_children=True):,} MB in one it started")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Play editions through monitored subjects.")
    parser.add_argument("data", metavar="DATA")
    parser.add_argument("--subjects", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--database", default=None, help="an empty PostgreSQL database; default: SQLite")
    parser.add_argument("--no-full", action="store_true", help="leave out the comparison with a full run")
    return parser.parse_args()


def _opened(folder: Path, database: str | None) -> Any:
    folder.mkdir()
    address = database or f"sqlite:///{folder}/screening.db"
    return closing(open_deps(Settings(database_url=address, data_dir=folder)))


def _load(deps: Deps, data: Path, edition: Edition) -> float:
    started = time.perf_counter()
    is_csv = edition.list_id == OFAC
    published = date.fromisoformat(edition.day) if is_csv else None
    load_list(
        deps, edition.list_id, [data / "official" / edition.file], published_on=published, partial=is_csv
    )
    return time.perf_counter() - started


def _planted(data: Path) -> dict[str, dict[str, tuple[int, FindingKind]]]:
    """Reference: by ``list:ref`` the step at which the subject is to meet it, and how. Read from the editions
    themselves."""
    planted: dict[str, dict[str, tuple[int, FindingKind]]] = {}
    listed = {edition.list_id: _read(data, edition) for edition in FIRST}
    for number, edition in enumerate(STEPS):
        before, after = listed[edition.list_id], _read(data, edition)
        listed[edition.list_id] = after
        for kind, ours, others in ((FindingKind.NEW, after, before), (FindingKind.GONE, before, after)):
            for ref in sorted(ours.keys() - others.keys())[:_PLANTED]:
                one = ours[ref]
                planted[_reference(one, number, kind)] = {f"{one.list_id}:{ref}": (number, kind)}
    return planted


def _read(data: Path, edition: Edition) -> dict[str, Designation]:
    form, chosen = recognise(
        find_source(edition.list_id), find_list_files([data / "official" / edition.file])
    )
    with tempfile.TemporaryDirectory() as folder, keeping(chosen, Path(folder)) as kept:
        records = form.parse(tuple(file.published() for file in kept))
        return {one.authority_ref: one for one in records if isinstance(one, Designation)}


def _reference(one: Designation, step: int, kind: FindingKind) -> str:
    return json.dumps([kind, step, one.list_id, one.authority_ref, one.primary_name, one.party_type.value])


def _import(
    deps: Deps,
    corpora: CorpusProvider,
    data: Path,
    folder: Path,
    planted: Mapping[str, Any],
    options: argparse.Namespace,
) -> None:
    file = folder / "subjects.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(("id", "name", "type", "country"))
        rows.writerows(islice(_clean(data), options.subjects))
        for reference in planted:
            *_, name, kind = json.loads(reference)
            rows.writerow((reference, name, kind, ""))
    started = time.perf_counter()
    made = import_subjects(deps, ImportOrder(path=file, mode=ImportMode.FULL), by=operator("benchmark"))
    read = time.perf_counter() - started
    runs = rescreen(deps, corpora, workers=options.workers).runs
    say(
        f"import: {made.added:,} subjects ({len(planted)} planted) in {read:.1f} s; screened against "
        f"everything, and their names kept, in {time.perf_counter() - started - read:.1f} s: "
        f"{sum(run.new_hits for run in runs):,} hits, {sum(run.alerts for run in runs):,} alerts"
    )


def _clean(data: Path) -> Iterator[tuple[str, str, str, str]]:
    """Clean names, then made-up persons and companies of their words, as many as are wanted."""
    files = (("clean_persons", "person"), ("clean_companies", "company"), ("clean_vessels", "vessel"))
    read = {kind: _names(data / "eval" / f"{file}.csv.gz") for file, kind in files}
    number = 0
    for name, kind in chain.from_iterable([(name, kind) for name in some] for kind, some in read.items()):
        number += 1
        yield f"clean-{number}", name, kind, ""
    draw = random.Random(8)
    while True:
        kind = draw.choice(("person", "person", "company"))
        one, other = draw.choice(read[kind]).split(), draw.choice(read[kind]).split()
        number += 1
        yield f"clean-{number}", " ".join([*one[:1], *other[1:]]) or one[0], kind, ""


def _names(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as text:
        names = [row["name"] for row in csv.DictReader(text) if row["name"].strip()]
    random.Random(7).shuffle(names)
    return names


def _step(
    deps: Deps,
    corpora: CorpusProvider,
    data: Path,
    edition: Edition,
    planted: Mapping[str, Mapping[str, tuple[int, FindingKind]]],
    options: argparse.Namespace,
) -> None:
    loading = _load(deps, data, edition)
    started = time.perf_counter()
    runs = rescreen(deps, corpora, workers=options.workers).runs
    seconds = time.perf_counter() - started
    run = next(one for one in runs if one.cause is RescreenCause.LIST_CHANGE)
    step = run.steps[0]
    say(
        f"{edition.list_id} {edition.day}: +{step.added} ~{step.amended} -{step.removed}; "
        f"loaded in {loading:.1f} s, {run.subjects:,} subjects rescreened in {seconds:.1f} s "
        f"({run.candidates:,} within reach), {run.new_hits} new hits, {run.gone_hits} gone, "
        f"{run.alerts} alerts"
    )
    _prove(deps, run, STEPS.index(edition), planted)
    if not options.no_full:
        _compare(deps, corpora, run, options)


def _prove(deps: Deps, run: Rescreening, step: int, planted: Mapping[str, Any]) -> None:
    with deps.database.reading() as session:
        found = findings_of(session, run.id, 1_000_000)
    met = {(one.reference, str(one.member), one.kind) for one in found}
    due = {
        (reference, member, kind)
        for reference, members in planted.items()
        for member, (number, kind) in members.items()
        if number == step
    }
    early = [
        (reference, member)
        for reference, member, kind in met
        if planted.get(reference, {}).get(member, (step, kind)) != (step, kind)
    ]
    clean = sum(not one.reference.startswith("[") for one in found)
    say(f"  planted: {len(due & met)} of {len(due)} at this step, {len(early)} at another; clean: {clean}")
    if due - met or early:
        raise SystemExit(f"failed: {sorted(due - met)[:5]} {early[:5]}")


def _compare(deps: Deps, corpora: CorpusProvider, run: Rescreening, options: argparse.Namespace) -> None:
    started = time.perf_counter()
    daily = rescreen(deps, corpora, daily=True, workers=options.workers).runs[-1]
    same = run.digest == daily.digest == daily.expected and not daily.differences
    say(
        f"  full rescreening in {time.perf_counter() - started:.1f} s: "
        f"{'the same, digest ' + str(daily.digest)[:12] if same else 'DIFFERENT'}, {daily.hits:,} hits"
    )
    if not same:
        raise SystemExit("failed: the deltas did not give what a full rescreening gives")


def say(words: str) -> None:
    """Print at once, with the processor time of this process and those it ended."""
    mine, theirs = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"[{mine.ru_utime + theirs.ru_utime:7.1f} s of processors] {words}", flush=True)


def _memory(*, of_children: bool = False) -> int:
    whose = resource.RUSAGE_CHILDREN if of_children else resource.RUSAGE_SELF
    return resource.getrusage(whose).ru_maxrss // 1024


if __name__ == "__main__":
    main()
