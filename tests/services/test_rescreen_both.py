"""Monitoring on both databases, and what is proven and simulated by it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screening.config import Settings
from screening.domain.errors import InvalidRequest, MonitoringBusy, UnlawfulAction, UsageError
from screening.domain.monitoring import SubjectState
from screening.domain.schedule import DueState
from screening.services import leases
from screening.services.corpus import CorpusProvider
from screening.services.coverage import read_coverage
from screening.services.coverage_answers import coverage_to_csv
from screening.services.coverage_pairs import Promptness
from screening.services.deps import Deps, open_deps
from screening.services.incidents import close_incident
from screening.services.leases import turn
from screening.services.portfolios import create_portfolio
from screening.services.replay import Outcome
from screening.services.rescreen_replay import replay_run
from screening.services.rescreen_simulation import SimulationOrder, simulate_policy
from screening.services.retention import purge
from screening.services.schedule import Scheduler, timetable
from screening.services.subjects import SubjectBook
from screening.store.audit_rows import row_findings
from screening.store.leases import keep_lease, lease_holder, take_lease
from screening.store.schedule import due_runs
from screening.store.subject_reading import SubjectFilter, subjects_page
from tests.loading import PEOPLE, Clock, plugged_in
from tests.monitored import ANNA, NAMES, Monitoring, forget_hits
from tests.screened import KONY

HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def deps(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Deps]:
    """An installation on each back end in turn."""
    settings = Settings(database_url=database_url, data_dir=tmp_path / "data")
    with plugged_in(), closing(open_deps(settings, clock=clock)) as opened:
        yield opened


@pytest.fixture
def monitoring(deps: Deps, tmp_path: Path) -> Monitoring:
    made = Monitoring(deps, CorpusProvider(deps), tmp_path)
    made.publish(PEOPLE)
    made.take_in(NAMES)
    made.rescreen()
    return made


def test_a_list_change_is_followed_proven_and_what_was_missed_is_told(
    monitoring: Monitoring, deps: Deps, clock: Clock
) -> None:
    clock.move(HOUR)
    monitoring.publish(PEOPLE, KONY)
    clock.move(timedelta(minutes=3))
    (run,) = monitoring.rescreen().runs
    assert (run.new_hits, run.alerts) == (1, 1)
    assert monitoring.alerted() == ["1", "2", "4"]
    found = read_coverage(deps, clock() - 2 * HOUR, clock(), 5)
    assert [(one.outcome, one.minutes) for one in found.versions] == [
        (Promptness.IN_TIME, 0.0),
        (Promptness.IN_TIME, 3.0),
    ]
    assert dict(found.subjects) == {"in_time": 4}
    assert coverage_to_csv(found).splitlines()[2].split(",")[4] == "in_time"
    late = read_coverage(deps, clock() - HOUR / 2, clock(), 2)
    assert [one.outcome for one in late.versions] == [Promptness.LATE]
    assert not late.is_whole
    _miss(monitoring, deps)


def _miss(monitoring: Monitoring, deps: Deps) -> None:
    forget_hits(deps, 2)
    (incident,) = monitoring.rescreen(daily=True).incidents
    assert incident.differences == 1
    assert close_incident(deps, incident.id, text="by hand", by=ANNA).answered_by == "Anna"
    with pytest.raises(UnlawfulAction):
        close_incident(deps, incident.id, text="again", by=ANNA)


def test_runs_are_done_again_and_removed_subjects_purged(
    monitoring: Monitoring, deps: Deps, clock: Clock
) -> None:
    create_portfolio(deps, "retail", "Retail", ANNA)
    monitoring.take_in({"R": "Ivanov", "S": "Somebody Else", "T": "Another One"}, portfolio="retail")
    runs = monitoring.rescreen(daily=True).runs
    again = [replay_run(deps, monitoring.corpora, run.id) for run in runs]
    assert [(one.outcome, one.subjects) for one in again] == [(Outcome.SAME, 3), (Outcome.SAME, 7)]
    assert [one.digest for one in again] == [run.digest for run in runs]
    clock.move(HOUR)
    book = SubjectBook(deps, monitoring.corpora)
    for reference in ("R", "S"):
        book.move(reference, "retail", SubjectState.REMOVED, by=ANNA)
    monitoring.take_in({"U": "Last One"}, full=False)
    clock.move(timedelta(days=4_000))
    assert purge(deps, reason="a test", by="Ann") >= 1
    with deps.database.reading() as session:
        kept = {one.entry.reference for one in subjects_page(session, SubjectFilter(portfolio="retail"), 10)}
        assert list(row_findings(session, 0)) == []
    assert kept == {"R", "T"}, "an alert on R is kept"


def test_a_threshold_is_tried_before_it_is_in_force(monitoring: Monitoring, deps: Deps) -> None:
    corpora = CorpusProvider(deps)
    same = simulate_policy(deps, corpora, SimulationOrder(), by=ANNA)
    assert (same.subjects, same.gained, same.lost, same.hits_now) == (4, 0, 0, 2)
    monitoring.take_in({"5": "Petrow"}, full=False)
    monitoring.rescreen()
    strict = simulate_policy(deps, corpora, SimulationOrder(threshold=10_000), by=ANNA)
    assert (strict.lost, strict.subjects_lost, [one.reference for one in strict.examples]) == (1, 1, ["5"])
    sample = simulate_policy(deps, corpora, SimulationOrder(sample=2, seed=3), by=ANNA)
    assert (sample.subjects, sample.of_subjects) == (2, 5)
    with pytest.raises(InvalidRequest):
        simulate_policy(deps, corpora, SimulationOrder(threshold=100), by=ANNA)


def test_one_holder_at_a_time_has_a_lease(deps: Deps) -> None:
    with deps.database.writing() as session:
        assert take_lease(session, "work", "a", 60)
        assert not take_lease(session, "work", "b", 60)
        assert take_lease(session, "work", "a", 60)
        assert lease_holder(session, "work") == "a"
        assert take_lease(session, "work", "b", -1, dead="a")
        assert lease_holder(session, "work") is None
        assert take_lease(session, "work", "c", 60)
        assert not keep_lease(session, "work", "b", 60)


def test_what_was_due_while_nobody_ran_is_made_up_for_once_and_said(deps: Deps, clock: Clock) -> None:
    told: list[datetime] = []

    def task(deps: Deps, corpora: CorpusProvider) -> str:
        told.append(deps.clock())
        return "well"

    scheduler = Scheduler(deps, CorpusProvider(deps), {"hourly": "0 * * * *"}, {"hourly": task})
    with turn(deps.database, "test") as held:
        assert [len(scheduler.tick(held)) for _ in range(2)] == [1, 0]
        clock.move(timedelta(hours=5, minutes=1))
        (line,) = scheduler.tick(held)
        assert "makes up for 4 that were missed" in line
        assert scheduler.tick(held) == []
    assert len(told) == 2
    with deps.database.reading() as session:
        assert [(one.missed, one.state) for one in due_runs(session)] == [
            (4, DueState.DONE),
            (0, DueState.DONE),
        ]


def test_a_task_that_fails_is_told_and_does_not_end_the_schedule(deps: Deps) -> None:
    def task(deps: Deps, corpora: CorpusProvider) -> str:
        raise UsageError("not today")

    scheduler = Scheduler(deps, CorpusProvider(deps), {"t": "0 * * * *"}, {"t": task})
    with turn(deps.database, "test") as held:
        (line,) = scheduler.tick(held)
    assert line.endswith("failed: not today")


def test_what_hinders_following_the_lists_is_told_once_and_that_it_is_mended(
    monitoring: Monitoring, deps: Deps, clock: Clock
) -> None:
    monitoring.publish(PEOPLE, KONY)
    in_the_way = deps.data_folder / "rescreenings"
    in_the_way.touch()
    scheduler = Scheduler(deps, monitoring.corpora, {})
    with turn(deps.database, "test") as held:
        (line,) = scheduler.tick(held)
        assert "failed" in line
        assert str(in_the_way) in line
        assert scheduler.tick(held) == []
        in_the_way.unlink()
        clock.move(HOUR)
        (line,) = scheduler.tick(held)
    assert "1 alerts" in line
    with deps.database.reading() as session:
        assert [one.state for one in due_runs(session)] == [DueState.DONE, DueState.FAILED]


def test_only_a_holder_of_the_same_process_numbers_is_known_to_have_ended(
    deps: Deps,
) -> None:
    ended = 2**30
    with deps.database.writing() as session:
        take_lease(session, "work", f"{leases._machine()}:{ended}:0", 60)
        take_lease(session, "theirs", f"{socket.gethostname()}/another:{ended}:0", 60)
    with turn(deps.database, "work"), pytest.raises(MonitoringBusy), turn(deps.database, "theirs"):
        pass


def test_a_timetable_that_is_not_understood_is_refused() -> None:
    with pytest.raises(UsageError, match=r"the time of daily is not understood, '61 \* \* \* \*'"):
        timetable({"daily": "61 * * * *"})
    assert timetable({"daily": " "}).lines == {}
    hourly = timetable({"t": "0 * * * *"})
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert hourly.due("t", None, noon) == (noon, 0)
    assert hourly.due("t", noon, noon + HOUR / 2) is None
    assert hourly.due("t", noon, noon + 2 * HOUR) == (noon + 2 * HOUR, 1)
