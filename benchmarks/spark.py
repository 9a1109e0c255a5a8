"""A file screened by ``screening batch`` and by a Spark cluster of this machine: rates, and equal answers.

    python -m benchmarks.spark LIST_ID=FILE … --clean FILE … [--rows 20000] [--executors 2]

Two rows in a hundred are listed names with one or two letters changed (``--listed`` says another share),
the others clean names. Needs the extra ``[spark]`` and Java. The executors are
processes of their own (``local-cluster``) with one core each; so are the workers of the batch.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.asked import asked_names, clean_names, listed_names
from screening.config import Settings
from screening.services.batch import run_batch
from screening.services.batch_request import BatchRequest
from screening.services.bundle import write_bundle
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.services.party_groups import PartyBook
from screening.services.refresh import load_list, load_samples
from screening.spark import submit

_SEED = 20261129


def main() -> None:
    """Load the lists, write a file, screen it in both ways and compare."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = asked.database or f"sqlite:///{folder}/screening.db"
        with closing(open_deps(Settings(database_url=url))) as deps:
            if not asked.database:
                _load(deps, asked.lists)
            bundle = _prepare(deps, folder, asked)
            _batch(deps, folder, asked.executors)
        _cluster(folder, bundle, url, asked.executors)
        _compare(folder)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("lists", nargs="*", metavar="LIST_ID=FILE", help="the samples where there are none")
    parser.add_argument("--database", metavar="URL", help="one that has the lists already; it is written to")
    parser.add_argument("--clean", nargs="*", type=Path, default=[])
    parser.add_argument("--listed", type=float, default=0.02, help="the share of listed names, misspelt")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--executors", type=int, default=2)
    return parser.parse_args()


def _load(deps: Deps, lists: list[str]) -> None:
    if not lists:
        load_samples(deps)
    for one in lists:
        list_id, _, file = one.partition("=")
        load_list(deps, list_id, [Path(file)])


def _prepare(deps: Deps, folder: Path, asked: argparse.Namespace) -> Path:
    corpus = CorpusProvider(deps).current()
    listed = listed_names(corpus.index.entry(number) for number in range(len(corpus.index)))
    clean = clean_names(asked.clean)
    names = [one.name for one in asked_names(listed, [], round(asked.rows * asked.listed))]
    chance = random.Random(_SEED)
    names += [one.name for one in chance.sample(clean, min(len(clean), asked.rows - len(names)))]
    names += [f"Customer Number {number}" for number in range(asked.rows - len(names))]
    chance.shuffle(names)
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "name"), *((f"C-{at}", name) for at, name in enumerate(names))])
    began = time.perf_counter()
    bundle = write_bundle(corpus, PartyBook(deps.database).current(), folder, at=deps.clock())
    size = bundle.stat().st_size / 1e6
    print(f"bundle: {len(corpus.index):,} designations, {size:.0f} MB, {time.perf_counter() - began:.1f} s")
    return bundle


def _batch(deps: Deps, folder: Path, workers: int) -> None:
    request = BatchRequest(
        source=folder / "in.csv", out=folder / "out.csv", hits=folder / "hits.csv", workers=workers
    )
    began = time.perf_counter()
    summary = run_batch(deps, CorpusProvider(deps), request, actor="benchmark")
    _tell(f"screening batch, {workers} workers", summary.rows, time.perf_counter() - began)


def _cluster(folder: Path, bundle: Path, url: str, executors: int) -> None:
    program = [str(Path(sys.executable).with_name("spark-submit")), "--master"]
    program += [f"local-cluster[{executors},1,1024]", "--conf=spark.log.level=ERROR"]
    told = [str(submit.__file__), str(folder / "in.csv"), str(folder / "out"), "--bundle", str(bundle)]
    env = {**os.environ, "SCREENING_DATABASE_URL": url, "PYSPARK_PYTHON": sys.executable}
    began = time.perf_counter()
    done = subprocess.run([*program, *told], env=env, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if done.returncode not in (0, 6):
        sys.exit(done.stdout + done.stderr)
    said: dict[str, Any] = json.loads((folder / "out" / "manifest.json").read_bytes())
    _tell(f"Spark, {executors} executors, answering alone", said["rows"], said["answering_seconds"])
    _tell("the same from start to record", said["rows"], seconds)


def _tell(what: str, rows: int, seconds: float) -> None:
    print(f"{what}: {rows:,} rows in {seconds:.1f} s, {rows / seconds:,.0f} a second", flush=True)


def _compare(folder: Path) -> None:
    same = all(
        _joined(folder / "out" / part) == (folder / file).read_bytes()
        for part, file in (("rows", "out.csv"), ("hits", "hits.csv"))
    )
    print("rows and hits: " + ("equal, byte for byte" if same else "DIFFERENT"))
    sys.exit(0 if same else 1)


def _joined(folder: Path) -> bytes:
    """The parts in their order, under the header of the first one."""
    parts = [part.read_bytes() for part in sorted(folder.glob("part-*"))]
    header = parts[0].partition(b"\r\n")[0] + b"\r\n"
    return header + b"".join(part.removeprefix(header) for part in parts)


if __name__ == "__main__":
    main()
