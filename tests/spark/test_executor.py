"""What executors do with a batch of rows, asked without Spark."""

from __future__ import annotations

import importlib
import json
import shutil
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from screening.config import Settings
from screening.grouping.hits import PartyMap
from screening.services.batch_output import COLUMNS, HIT_COLUMNS
from screening.services.bundle import Bundle, open_bundle, write_bundle
from screening.services.corpus import CorpusProvider
from screening.services.deps import open_deps
from screening.services.terms import settle_terms
from tests.loading import Clock, plugged_in
from tests.screened import load_people

pa = pytest.importorskip("pyarrow")
pytest.importorskip("pyspark")
executor = importlib.import_module("screening.spark.executor")
orders = importlib.import_module("screening.spark.order")
texts = importlib.import_module("screening.spark.texts")

NAMES = ["Joseph Kony", "Nobody Atall", "", "Joseph Koni"]


@pytest.fixture
def bundle(tmp_path: Path, migrated_sqlite: Path) -> Bundle:
    shutil.copy(migrated_sqlite, tmp_path / "screening.db")
    settings = Settings(database_url=f"sqlite:///{tmp_path}/screening.db")
    with plugged_in(), closing(open_deps(settings, clock=Clock())) as deps:
        load_people(deps, tmp_path)
        file = write_bundle(CorpusProvider(deps).current(), PartyMap(), tmp_path, at=deps.clock())
    with zipfile.ZipFile(file) as packed:
        packed.extractall(tmp_path / "unpacked")
    return open_bundle(tmp_path / "unpacked")


def _order(bundle: Bundle, **more: Any) -> Any:
    order = orders.Order(
        bundle="corpus.zip",
        bundle_id=bundle.id,
        corpus=bundle.corpus.stamp,
        reads=(),
        positions=(("name", 0),),
        width=1,
        limit=10,
        terms=settle_terms(bundle.corpus, threshold=None, at=Clock()()),
    )
    return replace(order, **more)


def _answers(bundle: Bundle, columns: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    order = _order(bundle, **more)
    batch = pa.RecordBatch.from_pydict(columns)
    answered = executor.answer_batch(batch, executor.screener_of(order, bundle), order)
    assert answered.schema.names == [*columns, *COLUMNS, orders.HITS, orders.RECORDED]
    rows: list[dict[str, Any]] = answered.to_pylist()
    return rows


def _numbered(rows: list[list[str]], numbers: list[int | None]) -> dict[str, Any]:
    cells = pa.array(rows, pa.list_(pa.string()))
    faults = pa.array([""] * len(rows))
    return {orders.CELLS: cells, orders.FAULT: faults, orders.NUMBER: pa.array(numbers, pa.int64())}


def test_rows_are_answered_under_the_numbers_that_they_have(bundle: Bundle) -> None:
    names = [NAMES[at % len(NAMES)] for at in range(2 * executor.CHUNK_ROWS + 7)]
    numbers: list[int | None] = [10_000 - 3 * at for at in range(len(names))]
    answers = _answers(bundle, _numbered([[name] for name in names], numbers))
    by_name = {"Joseph Kony": "hit", "Nobody Atall": "no_hit", "": "invalid", "Joseph Koni": "hit"}
    assert [row["screening_status"] for row in answers] == [by_name[name] for name in names]
    for row in answers:
        told = [json.loads(line) for line in row[orders.RECORDED]]
        number = row[orders.NUMBER]
        assert {one["row_number"] for one in told} <= {number}
        assert {one["row_number"] for one in row[orders.HITS]} <= {str(number)}
        assert {one["row_id"] for one in row[orders.HITS]} <= {str(number)}
        assert bool(told) == (row["screening_status"] == "hit")


def test_rows_that_are_too_short_or_too_long_are_answered_as_in_a_file(bundle: Bundle) -> None:
    rows = [["Joseph Kony"], ["Joseph Kony", "K-1", "surplus"]]
    first, second = _answers(bundle, _numbered(rows, [1, 2]), positions=(("name", 0), ("id", 1)), width=2)
    assert (first["screening_reason"], first[orders.HITS][0]["row_id"]) == ("cells missing: 1", "1")
    assert second["screening_reason"] == "surplus cells: 'surplus'"
    assert second[orders.HITS][0]["row_id"] == "K-1"


def test_typed_columns_are_read_as_a_file_of_them_would_be(bundle: Bundle) -> None:
    columns = {
        "other": pa.array([True]),
        "id": pa.array([7.0]),
        "name": pa.array(["Joseph Kony"]),
        "dob": pa.array([date(1964, 1, 1)]),
        orders.NUMBER: pa.array([None], pa.int64()),
    }
    positions = (("id", 0), ("name", 1), ("birth_date", 2))
    (row,) = _answers(bundle, columns, reads=(1, 2, 3), positions=positions, width=3)
    (hit,) = row[orders.HITS]
    assert tuple(hit) == HIT_COLUMNS
    assert (hit["row_id"], hit["row_number"]) == ("7", "")
    asked = {line["feature"]: line["asked"] for line in json.loads(hit["evidence"])}
    assert asked["birth_date"] == "1964-01-01"


def test_a_batch_of_no_rows_has_all_columns(bundle: Bundle) -> None:
    assert _answers(bundle, _numbered([], [])) == []


def test_each_part_of_a_csv_begins_with_the_header_be_it_empty() -> None:
    write = executor.writing(["a", "b", "c"], ";")
    batches = [
        pa.RecordBatch.from_pydict({orders.CELLS: pa.array([["1", "x;y"]]), "c": pa.array(["z"])})
        for _ in range(2)
    ]
    lines = [line for batch in write(iter(batches)) for line in batch.column(0).to_pylist()]
    assert lines == ["a;b;c", '1;"x;y";z', '1;"x;y";z']
    assert [batch.column(0).to_pylist() for batch in write(iter(()))] == [["a;b;c"]]


def test_a_row_that_cannot_be_read_is_invalid_with_its_reason(bundle: Bundle) -> None:
    columns = _numbered([["Joseph Kony"]], [1]) | {orders.FAULT: pa.array(["cut off"])}
    (row,) = _answers(bundle, columns)
    assert (row["screening_status"], row["screening_reason"]) == ("invalid", "cut off")
    assert row[orders.RECORDED] == []


@pytest.mark.parametrize("guarded", [True, False])
def test_cells_are_guarded_where_spreadsheets_read_them(bundle: Bundle, guarded: bool) -> None:
    (row,) = _answers(bundle, _numbered([["Hyperlink Trading Company"]], [1]), guarded=guarded)
    (hit,) = row[orders.HITS]
    assert (
        row["screening_matched_name"] == hit["matched_name"] == "'" * guarded + "=HYPERLINK TRADING COMPANY"
    )


def test_instants_are_read_in_utc_whatever_the_zone_of_the_session() -> None:
    instants = pa.array([datetime(1964, 1, 1, tzinfo=UTC)], pa.timestamp("us", "America/New_York"))
    assert list(texts.text_rows([instants])) == [["1964-01-01"]]
