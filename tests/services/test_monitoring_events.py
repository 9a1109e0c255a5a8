"""Other systems are told of held files, runs, incidents and tasks that nobody ran; no event names anybody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.domain.access import operator
from screening.domain.errors import UsageError
from screening.domain.events import EventKind
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.digest_text import write_digest
from screening.services.digests import preview_digests
from screening.services.event_answers import event_to_dict, read_feed
from screening.services.incidents import close_incident
from screening.services.leases import turn
from screening.services.notifying import notify_due
from screening.services.portfolios import create_portfolio
from screening.services.schedule import Scheduler
from screening.services.subject_import import answer_import
from tests.loading import PEOPLE, Clock, write
from tests.monitored import ANNA, NAMES, Monitoring, forget_hits
from tests.screened import KONY

EVERYBODY = operator("test")
OF_MONITORING = tuple(one for one in EventKind if one.resource not in ("alert", "list"))


@pytest.fixture
def monitoring(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Monitoring:
    made = Monitoring(deps, corpora, tmp_path)
    made.publish(PEOPLE)
    return made


def told(deps: Deps, portfolios: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """What the feed tells of monitoring to who sees these portfolios."""
    reader = replace(EVERYBODY, portfolios=None if portfolios is None else frozenset(portfolios))
    found = read_feed(deps, 0, kinds=OF_MONITORING, limit=100, seen_by=reader)
    return [event_to_dict(one) for one in found]


def half_of_forty(monitoring: Monitoring, **more: Any) -> str:
    """The id of a file that is held."""
    names = {str(number): f"Person Number{number}" for number in range(40)}
    monitoring.take_in(names, **more)
    return monitoring.take_in(dict(list(names.items())[:20]), **more).id


def test_a_held_file_is_told_with_its_reason_and_so_is_what_a_person_answers(monitoring: Monitoring) -> None:
    held = half_of_forty(monitoring)
    other = half_of_forty(monitoring)
    answer_import(monitoring.deps, held, release=False, text="a mistake", by=ANNA)
    answer_import(monitoring.deps, other, release=True, text="a branch was sold", by=ANNA)
    events = told(monitoring.deps)
    assert [one["type"] for one in events] == [
        "import.held", "import.held", "import.discarded", "import.released",
    ]  # fmt: skip
    assert events[0]["data"]["import"] == held
    assert events[0]["data"]["held_reason"].startswith("it names 20 subjects and would close 20 of 40")
    assert events[3]["data"]["closed"] == 20
    assert "Person" not in json.dumps(events)


def test_a_held_file_is_told_to_those_of_its_portfolio_alone(monitoring: Monitoring, deps: Deps) -> None:
    create_portfolio(deps, "retail", "Retail", ANNA)
    half_of_forty(monitoring, portfolio="retail")
    assert [one["data"]["portfolio"] for one in told(deps, ["retail"])] == ["retail"]
    assert told(deps, ["wealth"]) == []


def test_each_run_over_all_subjects_is_told_and_those_over_changed_ones_are_not(
    monitoring: Monitoring,
) -> None:
    monitoring.take_in(NAMES)
    monitoring.rescreen()
    assert told(monitoring.deps) == []
    monitoring.publish(PEOPLE, KONY)
    delta, daily = monitoring.rescreen(daily=True).runs
    events = told(monitoring.deps)
    assert [(one["type"], one["data"]["cause"]) for one in events] == [
        ("rescreening.done", "list_change"),
        ("rescreening.done", "daily"),
    ]
    assert [one["data"]["rescreening"] for one in events] == [delta.id, daily.id]
    assert events[0]["data"]["url"] == f"/api/v1/monitoring/rescreenings/{delta.id}"
    assert (events[0]["data"]["new_hits"], events[0]["data"]["versions"]) == (1, dict(delta.versions))


def test_a_daily_run_that_differs_is_told_as_an_incident_and_so_is_its_end(monitoring: Monitoring) -> None:
    monitoring.take_in({"1": "Ivanov"})
    monitoring.rescreen()
    forget_hits(monitoring.deps, 1)
    (incident,) = monitoring.rescreen(daily=True).incidents
    close_incident(monitoring.deps, incident.id, text="by hand", by=ANNA)
    events = [one for one in told(monitoring.deps) if one["type"].startswith("incident")]
    assert [one["type"] for one in events] == ["incident.opened", "incident.closed"]
    assert {(one["data"]["incident"], one["data"]["differences"]) for one in events} == {(incident.id, 1)}


def test_what_a_scheduler_makes_up_for_and_what_fails_is_told(deps: Deps, clock: Clock) -> None:
    def task(deps: Deps, corpora: CorpusProvider) -> str:
        if clock.now.hour > 12:
            raise UsageError("not today")
        return "well"

    scheduler = Scheduler(deps, CorpusProvider(deps), {"hourly": "0 * * * *"}, {"hourly": task})
    with turn(deps.database, "test") as held:
        scheduler.tick(held)
        assert told(deps) == []
        clock.move(timedelta(hours=3))
        scheduler.tick(held)
    events = told(deps)
    assert [one["type"] for one in events] == ["task.missed", "task.failed"]
    assert (events[0]["data"]["task"], events[0]["data"]["missed"]) == ("hourly", 2)
    assert events[1]["data"]["reason"] == "not today"


def test_a_daily_run_that_nobody_begins_is_told_once_without_a_scheduler(
    monitoring: Monitoring, deps: Deps, clock: Clock
) -> None:
    monitoring.take_in(NAMES)
    monitoring.rescreen(daily=True)
    due = (clock.now + timedelta(days=1)).replace(hour=3)
    clock.now = due + timedelta(minutes=59)
    notify_due(deps, deps.clock())
    assert [one for one in told(deps) if one["type"] == "task.overdue"] == []
    clock.move(timedelta(minutes=2))
    for _ in range(2):
        notify_due(deps, deps.clock())
    (event,) = [one for one in told(deps) if one["type"] == "task.overdue"]
    assert (event["data"]["task"], event["data"]["due_at"]) == ("daily", "2026-03-02T03:00:00Z")
    monitoring.rescreen(daily=True)
    clock.move(timedelta(hours=20))
    notify_due(deps, deps.clock())
    assert len([one for one in told(deps) if one["type"] == "task.overdue"]) == 1
    clock.move(timedelta(days=1))
    notify_due(deps, deps.clock())
    assert len([one for one in told(deps) if one["type"] == "task.overdue"]) == 2


def test_nobody_is_woken_where_nobody_was_monitored_when_it_was_due(
    monitoring: Monitoring, deps: Deps, clock: Clock
) -> None:
    notify_due(deps, deps.clock())
    clock.move(timedelta(days=1))
    monitoring.take_in(NAMES)
    notify_due(deps, deps.clock())
    assert told(deps) == []


def test_a_digest_tells_of_monitoring_and_never_names_who_is_monitored(
    monitoring: Monitoring, deps: Deps, clock: Clock, tmp_path: Path
) -> None:
    rules = b'[[digest]]\nname = "all"\nto = ["a@bank.example"]\nhour = 12\n'
    mailing = replace(
        deps, settings=deps.settings.model_copy(update={"digests": write(tmp_path / "digests.toml", rules)})
    )
    monitoring.rescreen()
    ((_, before),) = preview_digests(mailing, deps.clock())
    assert "Monitored subjects" not in before.text
    held = half_of_forty(monitoring)
    monitoring.take_in({"K": "Joseph Kony"}, full=False)
    clock.move(timedelta(days=1))
    ((rule, digest),) = preview_digests(mailing, deps.clock())
    assert "Monitored subjects: 41, of which 41 wait to be screened" in digest.text
    assert "the daily run that was due at 2026-03-02 03:00 UTC was not begun" in digest.text
    assert f"import {held} is held since 2026-03-01 12:00 UTC: it names 20 subjects" in digest.text
    assert not any(word in digest.text for word in ("Person", "Kony", "subjects.csv"))
    elsewhere = write_digest(deps, replace(rule, portfolios=("retail",)), deps.clock(), deps.clock())
    assert held not in elsewhere.text
