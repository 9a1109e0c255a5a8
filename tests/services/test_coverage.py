"""Coverage says of a period who was screened against what in time: neither more nor less than was done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.domain.monitoring import SubjectState
from screening.services.corpus import CorpusProvider
from screening.services.coverage import Coverage, read_coverage
from screening.services.coverage_answers import coverage_to_csv, coverage_to_dict
from screening.services.deps import Deps
from screening.services.refresh import release_version
from screening.services.rescreen import is_behind
from screening.services.subject_body import parse_entry
from screening.services.subjects import SubjectBook
from tests.loading import LIST_ID, PEOPLE, Clock
from tests.monitored import ANNA, NAMES, Monitoring
from tests.screened import KONY

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def monitoring(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Monitoring:
    return Monitoring(deps, corpora, tmp_path)


def covered(deps: Deps, minutes: int = 30) -> Coverage:
    """The coverage of the last week."""
    now = deps.clock()
    return read_coverage(deps, now - timedelta(days=7), now + MINUTE, minutes)


def rows(found: Coverage) -> list[tuple[str, int, int]]:
    return [(one.outcome.value, one.subjects, one.not_in_time) for one in found.versions]


def counts(found: Coverage) -> dict[str, int]:
    return dict(found.subjects)


def test_the_run_over_nobody_that_monitoring_begins_with_meets_nothing(
    monitoring: Monitoring, clock: Clock
) -> None:
    """Subjects are handed over and wait; a run over nobody has ended, and the version is not met by it."""
    monitoring.take_in(NAMES)
    monitoring.publish(PEOPLE)
    SubjectBook(monitoring.deps, monitoring.corpora).tell(_entry("A", "Somebody Else"), by=ANNA)
    clock.move(HOUR)
    found = covered(monitoring.deps)
    assert (rows(found), found.is_whole) == ([("missing", 5, 4)], False)
    assert sorted(one.name for one in found.late_subjects) == ["1", "1", "2", "2", "3", "3", "4", "4"]


def _entry(reference: str, name: str, **more: Any) -> Any:
    return parse_entry({"name": name, **more}, reference=reference, portfolio=None)


def test_a_version_that_nobody_was_there_for_had_nothing_due(monitoring: Monitoring, clock: Clock) -> None:
    monitoring.publish(PEOPLE)
    clock.move(HOUR)
    found = covered(monitoring.deps)
    assert (rows(found), found.is_whole) == ([("nothing_due", 0, 0)], True)


def test_a_version_is_met_late_by_those_whom_it_met_late_and_names_them(
    monitoring: Monitoring, clock: Clock
) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in(NAMES)
    monitoring.rescreen()
    clock.move(HOUR)
    monitoring.publish(PEOPLE, KONY)
    clock.move(20 * MINUTE)
    SubjectBook(monitoring.deps, monitoring.corpora).tell(_entry("1", "Petrova"), by=ANNA)
    assert rows(covered(monitoring.deps))[1] == ("waiting", 4, 0)
    clock.move(20 * MINUTE)
    assert rows(covered(monitoring.deps))[1] == ("missing", 4, 3)
    monitoring.rescreen()
    found = covered(monitoring.deps)
    assert rows(found)[1] == ("late", 4, 3)
    assert {(one.name, one.outcome.value, one.minutes) for one in found.late_subjects} == {
        (name, "late", 40.0) for name in ("2", "3", "4")
    }
    assert counts(found) == {"in_time": 5}
    assert coverage_to_dict(found)["versions"][1]["not_in_time"] == 3
    assert coverage_to_csv(found).count("\r\nsubject,") == 3


def test_what_was_replaced_before_it_was_due_is_superseded(monitoring: Monitoring, clock: Clock) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in(NAMES)
    monitoring.rescreen()
    clock.move(HOUR)
    monitoring.publish(PEOPLE, KONY)
    clock.move(10 * MINUTE)
    monitoring.publish(PEOPLE)
    clock.move(MINUTE)
    monitoring.take_in({"9": "Nobody Atall"}, full=False)
    clock.move(5 * MINUTE)
    SubjectBook(monitoring.deps, monitoring.corpora).move("9", None, SubjectState.PAUSED, by=ANNA)
    monitoring.rescreen()
    found = covered(monitoring.deps)
    assert [one for one, _, _ in rows(found)] == ["in_time", "superseded", "in_time"]
    assert counts(found) == {"in_time": 4, "superseded": 1}
    assert found.is_whole


def test_a_change_of_groups_alone_asks_for_no_screening(monitoring: Monitoring, clock: Clock) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in_text("id,name,branch\n1,Ivanov,North\n")
    monitoring.rescreen()
    clock.move(HOUR)
    monitoring.take_in_text("id,name,branch\n1,Ivanov,South\n")
    clock.move(HOUR)
    found = covered(monitoring.deps)
    assert (counts(found), found.is_whole) == ({"in_time": 1}, True)


@pytest.mark.parametrize("again", ["the same file", "another edition"])
def test_who_was_screened_against_a_version_that_was_taken_back_is_not_forgotten(
    monitoring: Monitoring, deps: Deps, corpora: CorpusProvider, clock: Clock, again: str
) -> None:
    """A bad version is in force for a moment; who is told meanwhile is screened against that alone, and the
    designation that it lacked has not changed from the last run over all to the next."""
    monitoring.publish(PEOPLE, KONY)
    monitoring.take_in(NAMES | {"2": "Somebody Else"})
    (first, *_) = monitoring.rescreen(daily=True).runs
    clock.move(MINUTE)
    monitoring.publish(PEOPLE)
    SubjectBook(deps, corpora).tell(_entry("K", "Joseph Kony"), by=ANNA)
    clock.move(MINUTE)
    if again == "another edition":
        monitoring.publish(PEOPLE, KONY)
    else:
        before = first.versions[LIST_ID].partition(" ")[0]
        release_version(deps, LIST_ID, before, by="Ann", reason="the other lacks somebody")
    assert is_behind(deps, corpora)
    monitoring.rescreen()
    assert "K" in monitoring.alerted()
    assert not is_behind(deps, corpora)
    assert monitoring.rescreen(daily=True).incidents == ()
    assert covered(deps).is_whole
