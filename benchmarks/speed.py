"""How fast lists load and names are screened: ``python -m benchmarks.speed [LIST_ID=FILE …]``.

Each FILE is a published one, of any kind that ``screening lists load`` takes; without any, the samples
are measured. Names asked are distinct: half are listed ones with one or two letters changed, half are
taken from the CSV files given with ``--clean`` (columns ``name`` and ``schema``). Prints one table, in
wall-clock time on this machine, one process and one core; peers that are not installed are named and left
out.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.asked import Asked, asked_names, clean_names, listed_names
from benchmarks.measured import Screened, alone, build_grown, in_bulk, with_type, without_type
from benchmarks.peers import jaro_winkler_seconds, logic_v2_seconds, wratio_seconds
from screening.config import Settings
from screening.domain.access import operator
from screening.domain.screening import ScreeningRequest, Subject
from screening.services.batch import run_batch
from screening.services.batch_request import BatchRequest
from screening.services.corpus import Corpus, CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.services.refresh import load_list, load_samples
from screening.services.screen import Screener

_ASKED_OF_PEERS = 40
_PAIRS_EACH = 50


def main() -> None:
    """Load, screen, compare, print."""
    options = _options()
    with tempfile.TemporaryDirectory() as data:
        settings = Settings(database_url=f"sqlite:///{data}/speed.db")
        with closing(open_deps(settings)) as deps:
            _load(deps, options.lists)
            _measure(deps, options, Path(data))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the speed of loading and screening.")
    parser.add_argument("lists", nargs="*", metavar="LIST_ID=FILE")
    parser.add_argument(
        "--clean", type=Path, nargs="*", default=[], help="CSV files of names that are not listed"
    )
    parser.add_argument("--names", type=int, default=2_000, help="names to ask")
    parser.add_argument("--batch", type=int, default=10_000, help="rows of the batch")
    parser.add_argument("--grown", type=int, default=0, help="measure on so many times the names as well")
    parser.add_argument("--logic-v2", metavar="PYTHON", help="an interpreter that has nomenklatura")
    return parser.parse_args()


def _load(deps: Deps, lists: Sequence[str]) -> None:
    for one in lists:
        list_id, _, path = one.partition("=")
        report = load_list(deps, list_id, [Path(path)])
        print(f"{report.version.list_id} {report.version.version}: loaded in {report.seconds:.1f} s")
    if not lists:
        load_samples(deps)


def _measure(deps: Deps, options: argparse.Namespace, data: Path) -> None:
    corpora = CorpusProvider(deps)
    corpus = corpora.current()
    entries = [corpus.index.entry(number) for number in range(len(corpus.index))]
    listed = listed_names(entries)
    names = asked_names(listed, clean_names(options.clean), options.names + options.batch)
    asked, of_batch = names[: options.names], names[options.names :]
    print(f"{len(entries):,} designations, {len(listed):,} names; {len(asked):,} asked at threshold 0.70\n")
    print(f"| {'one core, names one after another':52} | p50 ms | p95 ms | p99 ms | names/s |")
    print(f"|{'-' * 54}|-------:|-------:|-------:|--------:|")
    ours = _engine(corpus.index.folder, asked)
    _line("screened and recorded, as the API does", _service_seconds(deps, corpora, asked[:500]))
    if options.grown:
        _grown(corpus.index.folder, asked, options.grown, data / "grown")
    _peers(ours, listed, asked, options.logic_v2)
    bulk = alone(in_bulk, corpus.index.folder, of_batch)
    print(f"\nengine, many names at once: {len(of_batch) / bulk:,.0f} names/s of {len(of_batch):,} names")
    rows = _batch_seconds(deps, corpora, of_batch, data)
    print(f"batch, whole path, 1 worker: {len(of_batch) / rows:,.0f} rows/s of {len(of_batch):,} rows")
    print(f"index built from the database in {_built(deps, corpus):.1f} s, opened in {ours.opened:.2f} s")
    print(f"peak memory of a process that screens: {ours.memory / 2**20:,.0f} MB")


def _engine(folder: Path, asked: list[Asked], suffix: str = "") -> Screened:
    ours = alone(with_type, folder, asked)
    _line(f"engine, party type given{suffix}", ours.each)
    _line(f"engine, name alone{suffix}", alone(without_type, folder, asked).each)
    return ours


def _grown(folder: Path, asked: list[Asked], times: int, target: Path) -> None:
    alone(build_grown, folder, times, target)
    _engine(target, asked, f", {times} times the names")


def _service_seconds(deps: Deps, corpora: CorpusProvider, asked: Iterable[Asked]) -> list[float]:
    screener, seconds = Screener(deps, corpora), []
    for name, party_type in asked:
        request = ScreeningRequest(subject=Subject(name=name, type=party_type))
        started = time.perf_counter()
        screener.screen(request, by=operator("benchmark"))
        seconds.append(time.perf_counter() - started)
    return seconds


def _batch_seconds(deps: Deps, corpora: CorpusProvider, asked: Iterable[Asked], data: Path) -> float:
    source = data / "in.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "type"), *((name, kind.value) for name, kind in asked)])
    request = BatchRequest(source=source, out=data / "out.csv", hits=data / "hits.csv", workers=1)
    started = time.perf_counter()
    run_batch(deps, corpora, request, actor="benchmark")
    return time.perf_counter() - started


def _built(deps: Deps, corpus: Corpus) -> float:
    """Seconds to build the index of the versions in force once more, elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        provider = CorpusProvider(replace(deps, data_folder=Path(folder)))
        started = time.perf_counter()
        provider.of(corpus.versions, corpus.policy)
        return time.perf_counter() - started


def _peers(ours: Screened, listed: list[Asked], asked: list[Asked], python: str | None) -> None:
    names, some = [name for name, _ in listed], asked[:_ASKED_OF_PEERS]
    median = np.median(ours.each)
    for label, seconds in (
        ("rapidfuzz process.cdist, Jaro-Winkler, exhaustive", jaro_winkler_seconds(names, some)),
        ("rapidfuzz process.extract, WRatio, exhaustive", wratio_seconds(names, some)),
    ):
        _line(f"{label} ({np.median(seconds) / median:.1f} times ours)", seconds)
    pair = logic_v2_seconds(python, listed[:: max(1, len(listed) // _PAIRS_EACH)], some)
    if pair is None:
        print("nomenklatura is not installed for --logic-v2: left out")
    else:
        _line(f"nomenklatura logic-v2, exhaustive, {pair * 1e6:.0f} us a pair", [pair * len(listed)])


def _line(label: str, seconds: Sequence[float]) -> None:
    p50, p95, p99 = np.percentile(seconds, [50, 95, 99]) * 1000
    rate = len(seconds) / sum(seconds)
    print(f"| {label:52} | {p50:6.2f} | {p95:6.2f} | {p99:6.2f} | {rate:7,.1f} |", flush=True)


if __name__ == "__main__":
    main()
