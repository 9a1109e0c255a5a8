"""A batch is recorded as it goes, can be taken up again, and closes with one audit record."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from screening.domain.errors import UnknownScreening
from screening.store import batches, screenings
from screening.store.batches import Batch, BatchHit
from screening.store.database import Database
from screening.store.tables_audit import AuditPayloadRow
from screening.store.types import exact_text
from tests.store.answers import TEXT, hits_on, make_hit
from tests.store.chain import verified
from tests.store.digests import digest_hits
from tests.store.examples import NOON, make_designation, make_version, store

ONE, TWO = (make_designation(ref) for ref in ("1", "2"))
VERSION = make_version()


def make_batch(**changed: object) -> Batch:
    """A batch that has just begun."""
    batch = Batch(
        id=batches.new_batch_id(),
        input_sha256="a" * 64,
        input_name="customers\udc80.csv",
        mapping={"name": "Nom", "id": "\ud800"},
        settings={"limit": 10},
        policy="policy-1",
        engine="1",
        corpus="c" * 64,
        threshold=7000,
        started_at=NOON,
    )
    return replace(batch, **changed)  # type: ignore[arg-type]


def make_batch_hit(row_number: int, rank: int = 1) -> BatchHit:
    """A hit of a row."""
    return BatchHit(row_number=row_number, row_id=f"r{row_number}", rank=rank, hit=make_hit(ONE, VERSION))


@pytest.fixture
def ready(database: Database) -> Database:
    """A database with a list, a policy and a corpus."""
    store(database, VERSION, [ONE, TWO])
    with database.writing() as session:
        screenings.add_policy(session, "policy-1", "threshold: 7000", NOON)
        screenings.add_corpus(session, "c" * 64, [VERSION], NOON)
    return database


def _begin(database: Database, batch: Batch) -> Batch:
    with database.writing() as session:
        return batches.begin_batch(session, batch, actor="tester")


def _add(database: Database, batch: Batch, hits: list[BatchHit], rows_done: int) -> None:
    with database.writing() as session:
        batches.add_batch_hits(session, batch.id, hits, rows_done=rows_done)


def _finish(database: Database, batch: Batch) -> None:
    with database.writing() as session:
        batches.finish_batch(session, batch.id, counts={"rows": 9}, at=NOON, actor="tester")


def _hits(database: Database, batch: Batch) -> list[BatchHit]:
    with database.reading() as session:
        return list(batches.batch_hits(session, batch.id))


def test_a_batch_reads_as_it_was_begun(ready: Database) -> None:
    batch = make_batch()
    assert _begin(ready, batch) == batch
    with ready.reading() as session:
        assert batches.get_batch(session, batch.id) == batch


def test_the_same_batch_is_taken_up_where_it_was_left(ready: Database) -> None:
    first = _begin(ready, make_batch())
    _add(ready, first, [make_batch_hit(2)], 5)
    again = _begin(ready, make_batch(input_name="a copy.csv"))
    assert (again.id, again.rows_done) == (first.id, 5)


@pytest.mark.parametrize(
    "changed",
    [
        {"input_sha256": "b" * 64},
        {"mapping": {"name": "Name"}},
        {"settings": {"limit": 11}},
        {"threshold": 7001},
        {"engine": "2"},
    ],
)
def test_another_batch_is_a_batch_of_its_own(ready: Database, changed: dict[str, object]) -> None:
    assert _begin(ready, make_batch()).id != _begin(ready, make_batch(**changed)).id


def test_a_finished_batch_is_not_taken_up_again(ready: Database) -> None:
    first = _begin(ready, make_batch())
    _finish(ready, first)
    assert _begin(ready, make_batch()).id != first.id


def test_a_chunk_that_is_repeated_is_recorded_once(ready: Database) -> None:
    batch = _begin(ready, make_batch())
    chunk = [make_batch_hit(2, 2), make_batch_hit(2, 1), make_batch_hit(4)]
    _add(ready, batch, chunk, 5)
    _add(ready, batch, chunk, 5)
    _add(ready, batch, [make_batch_hit(6)], 9)
    places = [(hit.row_number, hit.rank) for hit in _hits(ready, batch)]
    assert places == [(2, 1), (2, 2), (4, 1), (6, 1)]


@given(
    hits=st.lists(hits_on(ONE, VERSION) | hits_on(TWO, VERSION), min_size=1, max_size=3),
    row_id=TEXT,
)
@settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_hit_of_a_batch_comes_back_as_it_was(ready: Database, hits: list[object], row_id: str) -> None:
    batch = _begin(ready, make_batch(input_sha256=batches.new_batch_id() * 2))
    rows = [BatchHit(row_number=1, row_id=row_id, rank=n, hit=hit) for n, hit in enumerate(hits, 1)]  # type: ignore[arg-type]
    _add(ready, batch, rows, 1)
    assert _hits(ready, batch) == rows


def test_a_finished_batch_has_one_audit_record_over_all_its_hits(ready: Database) -> None:
    batch = _begin(ready, make_batch())
    for number in (1, 2, 2, 3, 1, 4):
        _add(ready, batch, [make_batch_hit(number)], number)
    _finish(ready, batch)
    with ready.reading() as session:
        assert verified(session) == 3, "the policy, the corpus and the batch"
        last = select(AuditPayloadRow.payload).order_by(AuditPayloadRow.seq.desc()).limit(1)
        payload = json.loads(exact_text(session.scalars(last).one()))
    assert payload["hits_digest"] == digest_hits(_hits(ready, batch))
    assert payload["counts"] == {"rows": 9}
    assert payload["mapping"] == batch.mapping
    assert {payload[name] for name in ("input_sha256", "corpus", "policy")} == {
        "a" * 64,
        "c" * 64,
        "policy-1",
    }
    with ready.reading() as session:
        assert batches.get_batch(session, batch.id).finished_at == NOON


def test_an_unknown_batch_is_an_error(ready: Database) -> None:
    with ready.reading() as session, pytest.raises(UnknownScreening):
        batches.get_batch(session, "0" * 32)
