"""A run that is done again gives what was known when it had ended, whatever has changed since."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from screening.config import Settings
from screening.domain.errors import InvalidRequest, UnknownRescreening
from screening.domain.monitoring import RescreenCause, SubjectState
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.services.replay import ALTERED, Outcome
from screening.services.rescreen_replay import NOT_ENDED, replay_run
from screening.services.subject_body import parse_entry
from screening.services.subjects import SubjectBook
from screening.store.tables_monitoring import FindingRow, RescreeningRow, SubjectRevisionRow
from tests.loading import PEOPLE, Clock, command, plugged_in
from tests.monitored import ANNA, NAMES, Monitoring
from tests.screened import COMPANY, KONY

MINUTE = timedelta(minutes=1)
OTHERS = {number: f"NOBODY NUMBER{number}" for number in range(50, 80)}
"""So that an edition that lacks somebody is not held."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs of every cause but one, between which subjects are changed, removed and come back."""
    folder, clock = tmp_path_factory.mktemp("lived"), Clock()
    with opened(folder, clock) as deps:
        _live(Monitoring(deps, CorpusProvider(deps), folder), clock)
    return folder


def _live(made: Monitoring, clock: Clock) -> None:
    made.publish(OTHERS | PEOPLE, KONY)
    made.take_in(NAMES)
    made.rescreen(daily=True)
    clock.move(MINUTE)
    book = SubjectBook(made.deps, made.corpora)
    book.move("1", None, SubjectState.REMOVED, by=ANNA)
    clock.move(MINUTE)
    made.publish(OTHERS | {2: "PETROV", 3: "SIDOROV", 5: "IVANOV"}, COMPANY)
    made.rescreen()
    clock.move(MINUTE)
    book.tell(parse_entry({"name": "Ivanov"}, reference="1", portfolio=None), by=ANNA)
    book.tell(parse_entry({"name": "Sidorov"}, reference="2", portfolio=None), by=ANNA)
    clock.move(MINUTE)
    made.publish(OTHERS | {2: "PETROV", 4: "KUZNETSOV", 5: "IVANOV"}, KONY)
    made.rescreen(daily=True)
    clock.move(MINUTE)
    made.take_in({"9": "Joseph Kony"}, full=False)
    made.rescreen()


@contextmanager
def opened(folder: Path, clock: Clock) -> Iterator[Deps]:
    settings = Settings(database_url=f"sqlite:///{folder}/screening.db")
    with plugged_in(), closing(open_deps(settings, clock=clock)) as deps:
        yield deps


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "installation")


@pytest.fixture
def deps(folder: Path, clock: Clock) -> Iterator[Deps]:
    """A copy of what has been lived through."""
    with opened(folder, clock) as deps:
        yield deps


def every_run(deps: Deps) -> list[tuple[int, RescreenCause]]:
    with deps.database.reading() as session:
        return [(one.id, RescreenCause(one.cause)) for one in session.query(RescreeningRow).order_by("id")]


def test_every_run_done_again_gives_the_same(deps: Deps, corpora: CorpusProvider) -> None:
    found = [replay_run(deps, corpora, number) for number, _ in every_run(deps)]
    assert {one.run.cause for one in found} == set(RescreenCause) - {RescreenCause.POLICY_CHANGE}
    assert [(one.outcome, one.differences, one.reasons) for one in found] == [(Outcome.SAME, (), ())] * len(
        found
    )
    assert all(one.digest == one.run.digest for one in found)
    assert all(one.subjects == one.run.subjects for one in found)
    assert [one.hits for one in found] == [0, 3, 3, 1, 1, 1, 2, 2, 1]


def test_a_sample_is_drawn_alike_each_time(deps: Deps, corpora: CorpusProvider) -> None:
    number = every_run(deps)[-2][0]
    one, two = (replay_run(deps, corpora, number, sample=2, seed=7) for _ in range(2))
    assert one == two
    assert (one.outcome, one.subjects, one.of_subjects, one.digest) == (Outcome.SAME, 2, 4, None)
    with pytest.raises(InvalidRequest):
        replay_run(deps, corpora, number, sample=0)
    with pytest.raises(UnknownRescreening):
        replay_run(deps, corpora, 99)


def test_what_was_altered_since_is_told(deps: Deps, corpora: CorpusProvider, folder: Path) -> None:
    number = every_run(deps)[-2][0]
    with deps.database.writing() as session:
        session.execute(delete(FindingRow).where(FindingRow.subject_id == 4))
    found = replay_run(deps, corpora, number)
    (difference,) = found.differences
    assert (found.outcome, difference.reference, found.reasons) == (Outcome.DIFFERS, "4", (ALTERED,))
    assert (difference.recorded, difference.replayed) == (None, 10_000)
    with deps.database.writing() as session:
        row = SubjectRevisionRow
        subject = {"name": "Joseph Kony", "type": "individual"}
        session.execute(update(row).where(row.subject_id == 3).values(subject=subject))
    other = replay_run(deps, corpora, number)
    assert [(one.reference, one.recorded) for one in other.differences] == [("3", None), ("4", None)]
    shown = command(folder, "monitoring", "replay", str(number))
    assert shown.returncode == 6
    assert "Something else than was known." in shown.stdout


def test_where_a_state_was_altered_the_digest_differs(deps: Deps, corpora: CorpusProvider) -> None:
    number = every_run(deps)[-2][0]
    with deps.database.writing() as session:
        session.execute(update(RescreeningRow).where(RescreeningRow.id == number).values(digest="0" * 64))
    found = replay_run(deps, corpora, number)
    assert (found.outcome, found.differences) == (Outcome.DIFFERS, ())


def test_a_run_that_was_given_up_cannot_be_done_again(deps: Deps, corpora: CorpusProvider) -> None:
    number = every_run(deps)[-2][0]
    with deps.database.writing() as session:
        session.execute(update(RescreeningRow).where(RescreeningRow.id == number).values(digest=None))
    found = replay_run(deps, corpora, number)
    assert (found.outcome, found.reasons) == (Outcome.NOT_REPLAYABLE, (NOT_ENDED,))


def test_the_command_line_shows_a_run_done_again(deps: Deps, folder: Path) -> None:
    number = every_run(deps)[-2][0]
    shown = command(folder, "monitoring", "replay", str(number))
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("The same: 4 of 4 subjects, 2 hits")
    told = json.loads(command(folder, "monitoring", "replay", str(number), "--sample", "1", "--json").stdout)
    assert (told["outcome"], told["subjects"], told["of_subjects"]) == ("same", 1, 4)
