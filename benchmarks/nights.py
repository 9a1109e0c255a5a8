"""The same customers screened night after night: how many alerts and occurrences each night adds.

    python -m benchmarks.nights LIST_ID=FILE … [--clean FILE …] [--customers 10000] [--nights 3]

One customer in fifty has a listed name with one or two letters changed, the others clean names.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.asked import Asked, asked_names, clean_names, listed_names
from screening.config import Settings
from screening.services.batch import run_batch
from screening.services.batch_request import BatchRequest
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.services.refresh import load_list, load_samples
from screening.store.tables_alerts import AlertRow, OccurrenceRow

ONE_IN = 50


def main() -> None:
    """Load the lists, screen, and print what each night added."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/screening.db"
        with closing(open_deps(Settings(database_url=url))) as deps:
            load(deps, asked.lists)
            _screen(deps, Path(folder), asked)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("lists", nargs="*", metavar="LIST_ID=FILE", help="the samples where there are none")
    parser.add_argument("--clean", nargs="*", type=Path, default=[])
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--nights", type=int, default=3)
    return parser.parse_args()


def load(deps: Deps, lists: list[str]) -> None:
    """Put these lists (``LIST_ID=FILE``) in force, the samples where there are none."""
    if not lists:
        load_samples(deps)
    for one in lists:
        list_id, _, file = one.partition("=")
        load_list(deps, list_id, [Path(file)])


def _screen(deps: Deps, folder: Path, asked: argparse.Namespace) -> None:
    corpora = CorpusProvider(deps)
    source = folder / "customers.csv"
    index = corpora.current().index
    listed = listed_names(index.entry(number) for number in range(len(index)))
    _write(source, _customers(listed, clean_names(asked.clean), asked.customers))
    before = (0, 0)
    for night in range(1, asked.nights + 1):
        began = time.perf_counter()
        request = BatchRequest(source=source, out=folder / f"night-{night}.csv", alerts=True)
        summary = run_batch(deps, corpora, request, actor="benchmark")
        seconds, now = time.perf_counter() - began, _counted(deps)
        print(
            f"night {night}: {summary.rows:,} rows, {summary.counts['hit']:,} with a hit, "
            f"{now[0] - before[0]:,} new alerts, {now[1] - before[1]:,} new occurrences, {seconds:.0f} s"
        )
        before = now


def _customers(listed: list[Asked], clean: list[Asked], count: int) -> list[str]:
    chance = random.Random(11)
    edited = [one.name for one in asked_names(listed, [], count // ONE_IN)]
    others = [one.name for one in chance.sample(clean, min(len(clean), count - len(edited)))]
    made_up = [f"Customer Number {n}" for n in range(count - len(edited) - len(others))]
    names = edited + others + made_up
    chance.shuffle(names)
    return names


def _write(path: Path, names: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "name"])
        rows.writerows([f"C-{number}", name] for number, name in enumerate(names))


def _counted(deps: Deps) -> tuple[int, int]:
    with deps.database.reading() as session:
        alerts = session.scalar(select(func.count(AlertRow.id))) or 0
        return alerts, session.scalar(select(func.count()).select_from(OccurrenceRow)) or 0


if __name__ == "__main__":
    main()
