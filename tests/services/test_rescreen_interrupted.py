"""A rescreening that is killed, wherever it is, is completed by the next: no alert is lost or doubled."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest

from screening.cli.rescreen import run_line
from screening.config import Settings
from screening.domain.monitoring import RescreenCause, Rescreening
from screening.domain.schedule import DueState
from screening.services import rescreen
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps
from screening.services.replay import Outcome
from screening.services.rescreen_replay import replay_run
from screening.services.rescreen_run import Ground, end_where_it_stands, rescreen_some
from screening.services.subject_body import parse_entry
from screening.services.subjects import SubjectBook
from screening.store.rescreenings import runs_page
from screening.store.schedule import due_runs
from tests.loading import PEOPLE, command, plugged_in
from tests.monitored import ANNA, Monitoring
from tests.store.chain import verified

ROOT = Path(__file__).parents[2]
WRITING, RUN = "screening.services.rescreen_writing", "screening.services.rescreen_run"
NAMES = {str(number): name for number, name in enumerate(("Ivanov", "Petrov", "Sidorov", "Kuznetsov") * 2)}
# Two subjects make a chunk, each with a transaction of its own: even calls stand within a chunk.
POINTS = [
    (WRITING, "take_subjects", 1),
    (WRITING, "write_answers", 2),
    (WRITING, "write_findings", 3),
    (WRITING, "move_on", 4),
    (RUN, "digest_of_known", 1),
    (RUN, "finish_run", 1),
]
DAILY = {"SCREENING_SCHEDULE_REFRESH": "", "SCREENING_SCHEDULE_DAILY": "0 3 * * *"}


@contextmanager
def opened(folder: Path) -> Iterator[Deps]:
    settings = Settings(database_url=f"sqlite:///{folder}/screening.db")
    with plugged_in(), closing(open_deps(settings)) as deps:
        yield deps


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight subjects that were screened against nobody's list, and an edition that touches them all."""
    folder = tmp_path_factory.mktemp("template")
    with opened(folder) as deps:
        monitoring = Monitoring(deps, CorpusProvider(deps), folder)
        others = {9: "SOMEBODY ELSE", 8: "ANOTHER ONE"}
        monitoring.publish(others)
        monitoring.take_in(NAMES)
        monitoring.rescreen()
        monitoring.publish(others | PEOPLE)
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "installation")


@contextmanager
def stopped(folder: Path, point: tuple[str, str, int], *arguments: str, **more: str) -> Iterator[None]:
    """A command that stands at ``point``, killed at the end."""
    module, function, call = point
    program = (sys.executable, "-m", "tests.services.stopping_rescreen", module, function, str(call))
    env = {**os.environ, "SCREENING_DATABASE_URL": f"sqlite:///{folder}/screening.db", **more}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        (*program, *arguments), cwd=ROOT, env=env, text=True, stdin=pipe, stdout=pipe
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "stopped\n"
        yield
        process.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("point", POINTS, ids=[f"{function}-{call}" for _, function, call in POINTS])
def test_a_killed_rescreening_is_completed(folder: Path, point: tuple[str, str, int]) -> None:
    with stopped(folder, point, "rescreen", "--workers", "1"):
        pass
    again = command(folder, "rescreen", "--workers", "1")
    assert (again.returncode, again.stderr) == (0, "")
    with opened(folder) as deps:
        monitoring = Monitoring(deps, CorpusProvider(deps), folder)
        assert monitoring.alerted() == sorted(NAMES)
        assert {one.version for one in monitoring.alerts()} == {1}
        assert monitoring.rescreen(daily=True).incidents == ()
        with deps.database.reading() as session:
            runs = [run for run in runs_page(session, 10) if run.cause is RescreenCause.LIST_CHANGE]
            assert [run.new_hits for run in runs if run.subjects] == [8]
            verified(session)


@pytest.mark.parametrize("is_replaced", [False, True])
def test_of_a_killed_run_over_who_waits_all_are_in_a_run_that_can_be_done_again(
    folder: Path, is_replaced: bool
) -> None:
    command(folder, "rescreen", "--workers", "1")
    with opened(folder) as deps:
        more = {f"N{one}": "Ivanov" for one in range(6)}
        Monitoring(deps, CorpusProvider(deps), folder).take_in(more, full=False)
    with stopped(folder, (WRITING, "move_on", 4), "rescreen", "--workers", "1"):
        pass
    with opened(folder) as deps:
        monitoring = Monitoring(deps, CorpusProvider(deps), folder)
        with deps.database.reading() as session:
            (under_way, *_) = runs_page(session, 10)
            assert "not ended" in run_line(under_way)
            verified(session)
        if is_replaced:
            monitoring.publish({9: "SOMEBODY ELSE"} | PEOPLE, on=date(2030, 1, 1))
        runs = [one for one in monitoring.rescreen().runs if one.cause is RescreenCause.SUBJECT_CHANGE]
        assert (runs[0].id, [one.subjects for one in runs]) == (under_way.id, [3, 3])
        again = [replay_run(deps, monitoring.corpora, one.id) for one in runs]
        assert [(one.outcome, one.subjects) for one in again] == [(Outcome.SAME, 3)] * 2
        with deps.database.reading() as session:
            verified(session)


def test_a_subject_that_is_told_while_its_run_is_ended_by_another_process_is_screened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(folder) as deps:
        corpora = CorpusProvider(deps)
        monitoring, real = Monitoring(deps, corpora, folder), rescreen_some

        def ended_meanwhile(ground: Ground, run: Rescreening, ids: Sequence[int]) -> Rescreening:
            monkeypatch.setattr(rescreen, "rescreen_some", real)
            end_where_it_stands(deps, run)
            return real(ground, run, ids)

        monkeypatch.setattr(rescreen, "rescreen_some", ended_meanwhile)
        entry = parse_entry({"name": "Ivanov"}, reference="A", portfolio=None)
        told = SubjectBook(deps, corpora).tell(entry, by=ANNA)
        assert told.rescreening
        assert monitoring.alerted() == ["A"]


def test_who_does_not_have_the_turn_does_nothing(folder: Path) -> None:
    with stopped(folder, (WRITING, "move_on", 2), "rescreen", "--workers", "1"):
        other = command(folder, "rescreen", "--workers", "1", "--wait", "0")
    assert other.returncode == 6
    assert "another process has the turn to rescreen" in other.stderr


def test_two_schedulers_make_one_daily_run_even_where_the_first_is_killed(folder: Path) -> None:
    with stopped(folder, (RUN, "finish_run", 2), "schedule", "--once", **DAILY):
        other = command(folder, "schedule", "--once", **DAILY)
        assert (other.returncode, other.stdout) == (0, "")
    done = command(folder, "schedule", "--once", **DAILY)
    assert done.returncode == 0
    assert "done" in done.stdout
    assert command(folder, "schedule", "--once", **DAILY).stdout == ""
    with opened(folder) as deps, deps.database.reading() as session:
        assert [(one.task, one.state) for one in due_runs(session)] == [("daily", DueState.DONE)]
        daily = [run for run in runs_page(session, 10) if run.cause is RescreenCause.DAILY]
        assert [bool(run.digest) for run in daily] == [True]


def test_a_killed_daily_run_goes_on_where_it_was_and_tells_what_a_whole_one_tells(folder: Path) -> None:
    command(folder, "rescreen", "--workers", "1")
    with stopped(folder, (WRITING, "move_on", 3), "rescreen", "--daily", "--workers", "1"):
        pass
    with opened(folder) as deps:
        monitoring = Monitoring(deps, CorpusProvider(deps), folder)
        (carried_on,) = monitoring.rescreen().runs
        whole = monitoring.rescreen(daily=True)
        assert (carried_on.cause, carried_on.hits) == (RescreenCause.DAILY, 8)
        assert carried_on.digest == carried_on.expected == whole.runs[-1].digest
        assert carried_on.id != whole.runs[-1].id
