"""A customer file of clean names and positives: rows a second, memory, and the same answers as one by one.

    python -m benchmarks.batches [LIST_ID=FILE …] --clean FILE … [--positives FILE …] [--rows 100000]
                                 [--workers 1 2] [--same 1000] [--repeat 1] [--out .csv]

The lists are loaded anew, or those of the database that the settings name where none is given. Clean names
have the columns ``name`` and ``schema``, positives ``query`` and ``schema``; files may be ``.gz``. Every run
is the command ``screening batch`` in a process of its own. Memory is the highest sum of the proportional
set sizes (PSS) of all its processes, looked at twice a second: mapped files count.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TextIO

from screening.config import Settings
from screening.domain.access import operator
from screening.domain.screening import POINTS, ScreeningRequest, shown_hits
from screening.services.batch_columns import map_columns
from screening.services.batch_input import open_table
from screening.services.batch_subject import read_subject
from screening.services.corpus import CorpusProvider
from screening.services.deps import open_deps
from screening.services.refresh import load_list
from screening.services.screen import Screener

_OPENERS: dict[str, Callable[..., TextIO]] = {".gz": gzip.open, ".csv": open}
_EVERY = 0.5
_SEED = 20261129
_LIMIT = 10


def main() -> None:
    """Write the file, screen it with each number of workers, compare some rows with single requests."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/batches.db" if asked.lists else Settings().database_url
        os.environ["SCREENING_DATABASE_URL"] = url
        _load(asked.lists)
        source = Path(folder) / "in.csv"
        print(f"{_write(source, asked):,} rows, {os.cpu_count()} processors", flush=True)
        rates = [_measured(source, workers, asked.out) for workers in asked.workers]
        if len(rates) > 1:
            first, last = asked.workers[0], asked.workers[-1]
            print(f"{last} workers: {rates[-1] / rates[0]:.2f} times the rate of {first}")
        if asked.same:
            print(_compared(source, asked.same))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("lists", nargs="*", metavar="LIST_ID=FILE")
    parser.add_argument("--clean", nargs="+", type=Path, required=True)
    parser.add_argument("--positives", nargs="*", type=Path, default=[])
    parser.add_argument("--rows", type=int, default=100_000, help="clean names")
    parser.add_argument("--positive-rows", type=int, default=2_000)
    parser.add_argument("--repeat", type=int, default=1, help="times that each clean name stands in the file")
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--same", type=int, default=1_000, help="rows to compare with single requests")
    parser.add_argument("--out", default=".csv", help="what OUT ends with: .csv, .jsonl, .xlsx, .parquet")
    return parser.parse_args()


def _load(lists: Sequence[str]) -> None:
    with closing(open_deps(Settings())) as deps:
        for one in lists:
            list_id, _, path = one.partition("=")
            load_list(deps, list_id, [Path(path)])


def _write(path: Path, asked: argparse.Namespace) -> int:
    chance = random.Random(_SEED)
    clean = list(_names(asked.clean, "name"))
    chance.shuffle(clean)
    positive = list(_names(asked.positives, "query"))
    chance.shuffle(positive)
    rows = [one for one in islice(cycle(clean), asked.rows) for _ in range(asked.repeat)]
    every = max(1, len(rows) // max(1, min(len(positive), asked.positive_rows)))
    for number, one in enumerate(positive[: asked.positive_rows]):
        rows.insert(number * (every + 1), one)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "type"])
        writer.writerows([f"C-{number}", *one] for number, one in enumerate(rows, 1))
    return len(rows)


def _names(files: Sequence[Path], column: str) -> Iterator[tuple[str, str]]:
    for path in files:
        with _OPENERS[path.suffix](path, "rt", encoding="utf-8", newline="") as lines:
            yield from ((row[column], row["schema"]) for row in csv.DictReader(lines))


def _measured(source: Path, workers: int, ending: str) -> float:
    """Rows a second, printed with the memory."""
    out, hits = (source.with_name(f"{stem}-{workers}{ending}") for stem in ("out", "hits"))
    program = (sys.executable, "-c", "from screening.cli import main; main()")
    command = [*program, "batch", str(source), str(out), "--hits", str(hits), "--json"]
    with subprocess.Popen(
        [*command, "--workers", str(workers)], stdout=subprocess.PIPE, text=True
    ) as process:
        memory = _watched(process)
        summary: dict[str, Any] = json.loads(process.stdout.read() if process.stdout else "")
    rate = summary["rows_per_second"]
    counts = ", ".join(f"{count:,} {status}" for status, count in summary["counts"].items() if count)
    print(
        f"{workers} workers: {rate:,.0f} rows/s over {summary['seconds']:,.0f} s, at most "
        f"{memory / 2**20:,.0f} MB (PSS, all processes together); {counts}",
        flush=True,
    )
    return float(rate)


def _watched(process: subprocess.Popen[str]) -> int:
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_proportional, _family(process.pid))))
        time.sleep(_EVERY)
    return most


def _family(pid: int) -> set[int]:
    """The process and all that it started."""
    children: dict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            children[int(stat.read_text().rpartition(")")[2].split()[1])].append(int(stat.parent.name))
    found, waiting = set[int](), [pid]
    while waiting:
        found.add(one := waiting.pop())
        waiting += children[one]
    return found


def _proportional(pid: int) -> int:
    """Bytes; 0 for a process that has ended meanwhile."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


def _compared(source: Path, count: int) -> str:
    """How many random rows are answered as the same request is, hit for hit."""
    hits = source.with_name("same.csv"), source.with_name("same-hits.csv")
    table = open_table(source)
    rows = random.Random(_SEED).sample(list(table.read()), min(count, table.rows))
    with source.with_name("some.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([table.header, *rows])
    program = (sys.executable, "-c", "from screening.cli import main; main()")
    files = (str(source.with_name("some.csv")), str(hits[0]), "--hits", str(hits[1]))
    subprocess.run([*program, "batch", *files], check=True, stdout=subprocess.DEVNULL)
    of_batch: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    with hits[1].open(encoding="utf-8", newline="") as file:
        for hit in csv.DictReader(file):
            of_batch[hit["row_id"]].append((hit["list_id"], hit["authority_ref"], hit["score"]))
    columns = map_columns(table.header, {})
    with closing(open_deps(Settings())) as deps:
        screener = Screener(deps, CorpusProvider(deps))
        same = 0
        for row in rows:
            subject = read_subject(columns.fields(columns.key(row))).subject
            if subject is not None:
                answer = screener.screen(ScreeningRequest(subject=subject), by=operator("benchmark"))
                shown = shown_hits(answer.hits, _LIMIT)
                single = [(h.list_id, h.authority_ref, f"{h.score / POINTS:.4f}") for h in shown]
                same += single == of_batch[row[0]]
    return f"{same:,} of {len(rows):,} random rows are answered as the same request is"


if __name__ == "__main__":
    main()
