"""How long a queue and a decision take with many alerts in the store, and what two analysts at once get.

    python -m benchmarks.alerts [DATABASE_URL] [--alerts 200000] [--rounds 200]

Without an address a SQLite file in a temporary folder; a server database has to be empty.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy import create_engine, insert, text

from screening.config import Settings
from screening.domain.access import Principal, operator
from screening.domain.alert import AlertState, Decision, Verdict
from screening.domain.errors import StaleVersion
from screening.services.alert_catalogue import read_file, read_queue
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.deps import Deps, open_deps
from screening.store.alert_queue import AlertFilter, AlertOrder
from screening.store.alerts import key_of, new_alert_id
from screening.store.database import open_database
from screening.store.schema import upgrade
from screening.store.tables import Table
from screening.store.tables_alerts import AlertEventRow, AlertHitRow, AlertRow, OccurrenceRow

ANNA, BEN = operator("Anna"), operator("Ben")
FALSE = DecisionOrder(
    decision=Decision(verdict=Verdict.FALSE_POSITIVE, reason="birth_date_differs"), confirmed=True
)
NOT_CLOSED = [state for state in AlertState if state is not AlertState.CLOSED]
PORTFOLIOS = (None, "retail", "funds", "trade")
_CHUNK = 5_000


def main() -> None:
    """Fill the store and measure."""
    asked = options(__doc__, alerts=200_000, rounds=200)
    with filled(asked) as (deps, ids):
        _measure(deps, ids, asked.rounds)


def options(about: str | None, *, alerts: int, rounds: int) -> argparse.Namespace:
    """What the command line asks for: ``database`` (None: a file of SQLite), ``alerts``, ``rounds``."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0] if about else None)
    parser.add_argument("database", nargs="?")
    parser.add_argument("--alerts", type=int, default=alerts)
    parser.add_argument("--rounds", type=int, default=rounds)
    return parser.parse_args()


@contextmanager
def filled(asked: argparse.Namespace) -> Iterator[tuple[Deps, list[str]]]:
    """An installation with so many alerts, and the ids of those that are open."""
    with tempfile.TemporaryDirectory() as folder:
        url = asked.database or f"sqlite:///{folder}/screening.db"
        with closing(open_database(url)) as database:
            upgrade(database)
        with closing(open_deps(Settings(database_url=url, data_dir=Path(folder)))) as deps:
            ids = _fill(deps, asked.alerts)
            _settle(url)
            yield deps, ids


def _fill(deps: Deps, count: int) -> list[str]:
    chance, ids = random.Random(11), []
    for start in range(0, count, _CHUNK):
        rows: dict[type[Table], list[dict[str, Any]]] = {
            AlertRow: [], AlertHitRow: [], OccurrenceRow: [], AlertEventRow: [],
        }  # fmt: skip
        for number in range(start, min(start + _CHUNK, count)):
            for table, row in _rows(deps, chance, number):
                rows[table].append(row)
        with deps.database.writing() as session:
            for table, of_table in rows.items():
                session.connection().execute(insert(table.metadata.tables[table.__tablename__]), of_table)
        ids += [row["id"] for row in rows[AlertRow] if row["state"] == AlertState.OPEN.value]
    return ids


def _settle(url: str) -> None:
    """What PostgreSQL does by itself within minutes after so many rows."""
    if not url.startswith("sqlite"):
        with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _rows(deps: Deps, chance: random.Random, number: int) -> Iterator[tuple[type[Table], dict[str, Any]]]:
    """An alert: one in five closed, one in five with a second list, found from one to three times."""
    alert_id, reference, party = new_alert_id(), f"C-{number}", f"us_ofac_sdn:{chance.randrange(20_000)}"
    is_closed, portfolio = chance.random() < 0.2, chance.choice(PORTFOLIOS)
    at = deps.clock() - timedelta(minutes=chance.randrange(500_000))
    yield (
        AlertRow,
        {
            "id": alert_id,
            "open_key": None if is_closed else key_of(portfolio, [reference], party),
            "version": 1,
            "state": (AlertState.CLOSED if is_closed else AlertState.OPEN).value,
            "party_group": party,
            "portfolio": portfolio,
            "reference": reference,
            "assignee": chance.choice((None, None, "anna", "ben")),
            "proposal": None,
            "urgency": chance.randrange(4) * 1_000_000
            + chance.randrange(6) * 100_000
            + chance.randrange(10_000),
            "raised_at": at,
            "raised_by": "night",
            "closed_at": at if is_closed else None,
        },
    )
    for list_id in ("us_ofac_sdn", "eu_fsf")[: 1 + (chance.random() < 0.2)]:
        yield (
            AlertHitRow,
            {
                "alert_id": alert_id,
                "list_id": list_id,
                "authority_ref": party.partition(":")[2],
                "party_type": "individual",
                "primary_name": "A NAME",
                "score": chance.randrange(7_000, 10_001),
                "corroboration": "not_compared",
                "measure_classes": ["full_block"],
                "screening_id": f"{number:032x}",
                "facts": {"names": "0" * 32},
                "fingerprint": "f" * 64,
            },
        )
    for night in range(chance.randrange(1, 4)):
        yield OccurrenceRow, {
            "alert_id": alert_id, "screening_id": f"{night}{number:031x}", "at": at, "raised_by": "night",
        }  # fmt: skip
    yield AlertEventRow, {
        "alert_id": alert_id, "number": 1, "at": at, "actor": "night", "person": "night",
        "action": "raised", "old": {}, "new": {"state": "open"}, "text": "",
    }  # fmt: skip


def _measure(deps: Deps, ids: list[str], rounds: int) -> None:
    chance = random.Random(12)
    retail = Principal(name="r", person="r", permissions=ANNA.permissions, portfolios=frozenset({"retail"}))

    def queue(
        by: Principal = ANNA, order: AlertOrder = AlertOrder.URGENCY, offset: int = 0, **more: Any
    ) -> None:
        wanted = AlertFilter(states=NOT_CLOSED, **more)
        read_queue(deps, wanted, order, offset=offset, limit=100, seen_by=by)

    queues: dict[str, Callable[[], None]] = {
        "queue, the most urgent": queue,
        "queue of one portfolio": lambda: queue(retail),
        "queue, the oldest": lambda: queue(order=AlertOrder.OLDEST),
        "queue of an analyst": lambda: queue(assignee="anna"),
        "queue of a list": lambda: queue(list_id="eu_fsf"),
        "queue, page 100": lambda: queue(offset=10_000),
        "one alert": lambda: (read_file(deps, chance.choice(ids), seen_by=ANNA), None)[1],
    }
    for what, ask in queues.items():
        print_times(what, [seconds_of(ask) for _ in range(max(10, rounds // 5))])
    chosen = chance.sample(ids, 2 * rounds)
    print_times("decision", _each(chosen[:rounds], lambda one: decide(deps, one, 1, FALSE, by=ANNA)))
    print_times("approval", _each(chosen[:rounds], lambda one: approve(deps, one, 2, by=BEN)))
    _two_at_once(deps, chosen[rounds:])


def _each(ids: list[str], do: Callable[[str], object]) -> list[float]:
    return [seconds_of(partial(do, one)) for one in ids]


def _two_at_once(deps: Deps, ids: list[str]) -> None:
    def attempt(by: Principal, alert_id: str) -> bool:
        try:
            decide(deps, alert_id, 1, FALSE, by=by)
        except StaleVersion:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        pairs = [list(pool.map(lambda by, one=one: attempt(by, one), (ANNA, BEN))) for one in ids]
    won = sum(sum(pair) == 1 for pair in pairs)
    print(f"two analysts at once on {len(ids)} alerts: one of them told in {won}")


def seconds_of(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def print_times(what: str, seconds: list[float]) -> None:
    cuts = quantiles(seconds, n=100, method="inclusive")
    p50, p95, p99 = (f"{cuts[at - 1] * 1_000:.1f}" for at in (50, 95, 99))
    print(f"{what}: p50 {p50} ms, p95 {p95} ms, p99 {p99} ms", flush=True)


if __name__ == "__main__":
    main()
