"""A row of a screened file is answered again, from the file and its number, on the lists of its batch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from screening.domain.errors import BadInputFile, UnknownScreening, UsageError
from screening.services.batch import run_batch
from screening.services.batch_replay import RowReplay, replay_row, row_replay_to_dict
from screening.services.batch_request import BatchRequest, BatchSummary
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.replay import ALTERED, Outcome
from screening.store.tables_screening import BatchRow, HitRow
from tests.loading import write
from tests.screened import load_people, load_without_kony

ROWS = b"Nr;Kunde;alias;alias\n1;Joseph Kony;;\n2;Angela Merkel;;\n3;Somebody;Joseph Koni;A\n4;;;\n"
Again = Callable[[int], RowReplay]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write(tmp_path / "in.csv", ROWS)


@pytest.fixture
def done(deps: Deps, corpora: CorpusProvider, tmp_path: Path, source: Path) -> BatchSummary:
    load_people(deps, tmp_path)
    columns = {"name": "Kunde", "id": "Nr"}
    request = BatchRequest(source=source, out=tmp_path / "out.csv", threshold=5000, columns=columns)
    return run_batch(deps, corpora, request, actor="test")


@pytest.fixture
def again(deps: Deps, corpora: CorpusProvider, source: Path, done: BatchSummary) -> Again:
    return lambda number: replay_row(deps, corpora, done.batch_id, source, number)


@pytest.mark.parametrize(
    ("number", "status", "hits"), [(1, "hit", 1), (2, "no_hit", 0), (3, "hit", 1), (4, "invalid", 0)]
)
def test_a_row_has_the_hits_that_were_recorded(again: Again, number: int, status: str, hits: int) -> None:
    found = again(number)
    assert (found.outcome, found.differences, found.reasons) == (Outcome.SAME, (), ())
    assert found.answer is not None
    assert (found.answer.row_id, found.answer.status, len(found.recorded)) == (str(number), status, hits)


def test_it_is_answered_on_the_lists_of_then(again: Again, deps: Deps, tmp_path: Path) -> None:
    load_without_kony(deps, tmp_path)
    assert (again(1).outcome, len(again(1).recorded)) == (Outcome.SAME, 1)


def test_a_hit_that_was_altered_is_told(again: Again, deps: Deps) -> None:
    with deps.database.writing() as session:
        row = session.query(HitRow).filter_by(row_number=1).one()
        session.execute(
            update(HitRow).where(HitRow.id == row.id).values(content={**row.content, "score": 7000})
        )
    found = again(1)
    assert (found.outcome, found.reasons) == (Outcome.DIFFERS, (ALTERED,))
    assert [(one.path, one.recorded, one.replayed) for one in found.differences] == [
        ("hits[0].score", 7000, 10000)
    ]
    assert row_replay_to_dict(found)["outcome"] == "differs"


def test_what_may_make_it_differ_is_told(again: Again, deps: Deps) -> None:
    with deps.database.writing() as session:
        batch = session.query(BatchRow).one()
        batch.engine, batch.settings = "0", {**batch.settings, "reading": 1}
    assert again(2).reasons[0].startswith("it was answered with engine 0, and this build has")
    assert again(2).reasons[1] == "this build reads the columns of a file otherwise"


def test_another_file_is_refused(again: Again, source: Path) -> None:
    write(source, ROWS + b"5;Somebody Else;;\n")
    with pytest.raises(BadInputFile, match=r"this is not the file of batch .*, in\.csv, whose SHA-256 is"):
        again(1)


def test_a_row_or_a_batch_that_was_not_there_is_refused(
    again: Again, deps: Deps, corpora: CorpusProvider, source: Path
) -> None:
    with pytest.raises(UsageError, match="row 5 was not answered: the batch has rows 1 to 4"):
        again(5)
    with pytest.raises(UnknownScreening):
        replay_row(deps, corpora, "0" * 32, source, 1)
