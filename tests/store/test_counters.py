from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from screening.store.counters import Counters
from screening.store.database import Database, open_database


@pytest.fixture
def counters(database: Database) -> Iterator[Counters]:
    with closing(Counters(database)) as counters:
        yield counters


def test_a_window_begins_with_the_first_and_ends(counters: Counters) -> None:
    assert counters.add("a", 1, seconds=60, now=100) == (1, 160)
    assert counters.add("a", 2, seconds=60, now=159) == (3, 160)
    assert counters.add("b", 1, seconds=60, now=159) == (1, 219)
    assert counters.add("a", 1, seconds=60, now=160) == (1, 220)


def test_those_who_count_at_once_on_several_connections_count_together(
    database: Database, counters: Counters
) -> None:
    with (
        closing(open_database(database.url)) as other,
        closing(Counters(other)) as others,
        ThreadPoolExecutor(4) as threads,
    ):
        found = list(threads.map(lambda n: _add(counters if n % 2 else others), range(40)))
    assert sorted(found) == list(range(1, 41))


def _add(counters: Counters) -> int:
    return counters.add("a", 1, seconds=60, now=100)[0]
