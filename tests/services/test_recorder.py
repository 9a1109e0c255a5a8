"""Answers that wait together are recorded together; each of them whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select, text

from screening.domain.errors import DatabaseFailure
from screening.domain.screening import Screening
from screening.services import recorder
from screening.services.recorder import MOST_TOGETHER, Recorder
from screening.store import screenings
from screening.store.audit_rows import row_findings
from screening.store.database import Database
from screening.store.tables_screening import ScreeningRow
from tests.store.answers import make_hit, make_screening
from tests.store.chain import verified
from tests.store.examples import make_designation, make_version, store

ONE, VERSION = make_designation("1"), make_version(count=1)
CORPUS: Any = SimpleNamespace(
    stamp="c" * 64, versions=[VERSION], policy=SimpleNamespace(id="policy-1", content="")
)


@pytest.fixture
def ready(database: Database) -> Database:
    """A database with a list."""
    store(database, VERSION, [ONE])
    return database


def _screening() -> Screening:
    return make_screening([VERSION], hits=(make_hit(ONE, VERSION),))


def _stored(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(ScreeningRow)) or 0


@contextmanager
def _held_up(recorder: Recorder, database: Database) -> Iterator[None]:
    """Keep the recorder writing, so that whoever comes has to wait."""
    begun, go_on = Event(), Event()
    write = database.writing

    @contextmanager
    def slow() -> Iterator[Any]:
        begun.set()
        go_on.wait(30)
        with write() as session:
            yield session

    with ThreadPoolExecutor(1) as pool:
        database.writing = slow  # type: ignore[method-assign]
        first = pool.submit(recorder.record, _screening(), CORPUS, actor="first")
        begun.wait(30)
        database.writing = write  # type: ignore[method-assign]
        yield
        go_on.set()
        first.result()


def _record_all(
    recorder: Recorder, database: Database, answers: Sequence[Screening]
) -> list[Exception | None]:
    """Record answers of which all have to wait for another; what each ended with."""
    with ThreadPoolExecutor(len(answers)) as pool:
        with _held_up(recorder, database):
            waiting = [pool.submit(recorder.record, one, CORPUS, actor="a") for one in answers]
            while len(recorder._waiting) < len(answers):
                pass
        return [one.exception() for one in waiting]  # type: ignore[misc]


def test_an_answer_is_in_the_database_when_it_is_recorded(ready: Database) -> None:
    Recorder(ready).record(_screening(), CORPUS, actor="a")
    assert _stored(ready) == 1


def test_answers_that_wait_are_written_in_few_transactions(
    ready: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def add(session: Any, prepared: Any) -> None:
        sizes.append(len(prepared))
        screenings.add_prepared(session, prepared)

    monkeypatch.setattr(recorder, "add_prepared", add)
    count = MOST_TOGETHER + 5
    assert _record_all(Recorder(ready), ready, [_screening() for _ in range(count)]) == [None] * count
    assert sizes == [MOST_TOGETHER, 6], "who waits when the turn comes is written with the first"
    with ready.reading() as session:
        assert verified(session) == 2 + 1 + count
        assert [one.table for one in row_findings(session, 0)] == ["list_version", "activation"]


def test_an_answer_that_cannot_be_recorded_does_not_fail_the_others(ready: Database) -> None:
    foreign = make_screening([VERSION], hits=(make_hit(make_designation("99"), VERSION),))
    good = [_screening() for _ in range(3)]
    ended = _record_all(Recorder(ready), ready, [good[0], foreign, *good[1:]])
    assert [type(one) for one in ended] == [type(None), LookupError, type(None), type(None)]
    assert _stored(ready) == 1 + 3


def test_nobody_is_told_that_an_answer_was_recorded_where_the_database_fails(ready: Database) -> None:
    with ready.writing() as session:
        session.execute(text("DROP TABLE hit"))
    ended = _record_all_failing(Recorder(ready), [_screening() for _ in range(3)])
    assert all(isinstance(one, DatabaseFailure) for one in ended)


def _record_all_failing(recorder: Recorder, answers: Sequence[Screening]) -> list[BaseException | None]:
    with ThreadPoolExecutor(len(answers)) as pool:
        return [
            one.exception() for one in [pool.submit(recorder.record, a, CORPUS, actor="a") for a in answers]
        ]


def test_a_stop_while_a_group_is_written_fails_all_of_it(
    ready: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(session: Any, prepared: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(recorder, "add_prepared", stop)
    shared = Recorder(ready)
    with pytest.raises(KeyboardInterrupt):
        shared.record(_screening(), CORPUS, actor="a")
    monkeypatch.undo()
    shared.record(_screening(), CORPUS, actor="a")
    assert _stored(ready) == 1


def test_a_corpus_that_a_restore_took_away_is_kept_again(ready: Database, tmp_path: Path) -> None:
    shared = Recorder(ready)
    shared.record(_screening(), CORPUS, actor="a")
    with ready.writing() as session:
        for table in ("hit", "screening", "screening_corpus_list", "screening_corpus", "policy"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    shared.record(_screening(), CORPUS, actor="a")
    assert _stored(ready) == 1
