"""All rows of a batch are answered on the lists of its beginning, whatever happens to them meanwhile."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from screening.domain.errors import UsageError
from screening.services import batch as batch_module
from screening.services.batch import run_batch
from screening.services.batch_request import BatchRequest, BatchSummary
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from tests.loading import write
from tests.screened import load_people, load_without_kony

ROWS = "id,name\n" + "".join(f"{n},Joseph Kony\n" for n in range(6))


class Stopped(Exception):
    """What ends a batch in the middle."""


@pytest.fixture
def request_for(deps: Deps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BatchRequest:
    monkeypatch.setattr(batch_module, "CHUNK_ROWS", 2)
    load_people(deps, tmp_path)
    return BatchRequest(source=write(tmp_path / "in.csv", ROWS.encode()), out=tmp_path / "out.csv")


def _stop_after_two(done: int, rows: int) -> None:
    if done == 2:
        raise Stopped


def _rows(request: BatchRequest) -> list[dict[str, str]]:
    with request.out.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _all_of(summary: BatchSummary, request: BatchRequest) -> None:
    """Every row is a hit, and on the one corpus of the summary."""
    rows = _rows(request)
    assert [row["screening_status"] for row in rows] == ["hit"] * 6
    assert {row["screening_corpus"] for row in rows} == {summary.corpus}


def test_a_list_that_is_loaded_during_the_run_changes_no_row(
    deps: Deps, corpora: CorpusProvider, request_for: BatchRequest, tmp_path: Path
) -> None:
    before = corpora.current().stamp

    def load(done: int, rows: int) -> None:
        if done == 2:
            load_without_kony(deps, tmp_path)

    summary = run_batch(deps, corpora, request_for, actor="test", progress=load)
    assert corpora.current().stamp != before
    assert summary.corpus == before
    _all_of(summary, request_for)


def test_an_interrupted_batch_goes_on_with_the_lists_that_it_had_begun_with(
    deps: Deps, corpora: CorpusProvider, request_for: BatchRequest, tmp_path: Path
) -> None:
    before = corpora.current().stamp
    with pytest.raises(Stopped):
        run_batch(deps, corpora, request_for, actor="test", progress=_stop_after_two)
    load_without_kony(deps, tmp_path)
    summary = run_batch(deps, corpora, request_for, actor="test")
    assert (summary.continued_after, summary.corpus) == (2, before)
    assert summary.warnings[-1].startswith("the lists have changed since this batch began")
    _all_of(summary, request_for)


def test_a_batch_that_is_whole_is_not_taken_for_one_of_the_new_lists(
    deps: Deps, corpora: CorpusProvider, request_for: BatchRequest, tmp_path: Path
) -> None:
    run_batch(deps, corpora, request_for, actor="test")
    load_without_kony(deps, tmp_path)
    with pytest.raises(UsageError, match="lists in force"):
        run_batch(deps, corpora, request_for, actor="test")


def test_what_was_begun_and_taken_away_begins_anew_on_the_new_lists(
    deps: Deps, corpora: CorpusProvider, request_for: BatchRequest, tmp_path: Path
) -> None:
    with pytest.raises(Stopped):
        run_batch(deps, corpora, request_for, actor="test", progress=_stop_after_two)
    load_without_kony(deps, tmp_path)
    request_for.out.with_name("out.csv.partial").unlink()
    summary = run_batch(deps, corpora, request_for, actor="test")
    assert (summary.continued_after, summary.counts) == (0, {"no_hit": 6})
    assert summary.corpus == corpora.current().stamp
