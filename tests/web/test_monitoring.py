"""The pages of monitoring: runs, incidents, coverage, who is monitored, where events go."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.app import create_app
from screening.domain.monitoring import SubjectState
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.monitoring_reading import find_subjects
from screening.services.portfolios import create_portfolio
from screening.store.findings import add_incident
from tests.accounts import OPERATOR
from tests.loading import PEOPLE, Clock
from tests.monitored import ANNA, Monitoring
from tests.screened import KONY
from tests.web.pages import Caller, caller, installation
from tests.webhooks import register

STRANGE = "/../<b>4</b>/"
"""A reference as a client may hand it over."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """Four subjects of all, one of retail; two runs, the first found Kony; an incident and a webhook."""
    folder = tmp_path_factory.mktemp("monitoring")
    shutil.copy(migrated_sqlite, folder / "screening.db")
    with installation(folder, Clock()) as deps:
        create_portfolio(deps, "retail", "Retail", OPERATOR)
        monitoring = Monitoring(deps, CorpusProvider(deps), folder)
        monitoring.publish(PEOPLE, KONY)
        monitoring.take_in({"1": "Joseph Kony", "2": "Angela Merkel", STRANGE: "Nobody <i>At</i> All"})
        monitoring.take_in({"5": "Joseph Kony"}, portfolio="retail")
        run = monitoring.rescreen().runs[0]
        monitoring.publish(PEOPLE, KONY.replace("1964", "1961"))
        monitoring.rescreen()
        with deps.database.writing() as session:
            add_incident(session, run.id, 1, deps.clock(), "a")
        register(deps, "https://93.184.216.34/hooks")
    return folder


@pytest.fixture
def deps(tmp_path: Path, prepared: Path) -> Iterator[Deps]:
    shutil.copytree(prepared, tmp_path / "data")
    with installation(tmp_path / "data", Clock()) as deps:
        yield deps


@pytest.fixture
def chief(deps: Deps) -> Caller:
    return caller(create_app(deps), deps, "chief", "analyst", "auditor", "monitor")


def state_of(deps: Deps, reference: str) -> SubjectState:
    (found,) = find_subjects(deps, reference, seen_by=ANNA)
    return found.state


def test_runs_are_shown_with_what_they_found(deps: Deps, chief: Caller) -> None:
    page = chief.text("/monitoring")
    assert "<dt>Monitored</dt><dd>4</dd>" in page
    assert "1 incident is open" in page
    assert chief.text("/monitoring?format=csv").count("list_change") == 2
    found = chief.text("/monitoring/rescreenings/2")
    assert "KONY, Joseph" in found
    assert "2 new" in found
    assert "birth dates" in chief.text("/monitoring/rescreenings/3")
    assert "No run of this cause" in chief.text("/monitoring?cause=daily")


def test_who_sees_a_portfolio_sees_its_subjects_and_findings_alone(deps: Deps, chief: Caller) -> None:
    own = caller(chief.app, deps, "own", "analyst", "monitor", portfolios=("retail",))
    assert "<dt>Monitored</dt><dd>1</dd>" in own.text("/monitoring")
    assert "Angela Merkel" not in own.text("/monitoring/subjects")
    assert own.get("/monitoring/subject?reference=1").status_code == 404
    assert "1 new" in own.text("/monitoring/rescreenings/2")
    assert own.text("/monitoring/rescreenings/2?format=csv").count("retail") == 1
    moved = own.send("/monitoring/subject/pause", reference="1", revision="1")
    assert moved.status_code == 404
    assert state_of(deps, "1") is SubjectState.ACTIVE


def test_a_subject_is_found_by_its_reference_and_told_with_its_history(deps: Deps, chief: Caller) -> None:
    for reference in ("1", STRANGE):
        place = chief.get(f"/monitoring/subjects?reference={reference}").headers["Location"]
        page = chief.text(place)
        assert "first told" in page
        assert "<i>" not in page
        assert "<b>4" not in page
    assert "KONY, Joseph" in chief.text("/monitoring/subject?reference=1")
    assert "No subject has the reference" in chief.text("/monitoring/subjects?reference=none")
    assert chief.text("/monitoring/subjects?format=csv").count("\n") == 5


def test_a_subject_is_paused_and_resumed_unless_it_changed_meanwhile(deps: Deps, chief: Caller) -> None:
    (before,) = find_subjects(deps, "1", seen_by=ANNA)
    asked = {"reference": "1", "revision": str(before.revision)}
    done = chief.send("/monitoring/subject/pause", **asked)
    assert "This subject is paused" in chief.text(done.headers["Location"])
    stale = chief.send("/monitoring/subject/removal", **asked)
    assert stale.status_code == 409
    assert "was changed meanwhile" in stale.get_data(as_text=True)
    assert state_of(deps, "1") is SubjectState.PAUSED
    (paused,) = find_subjects(deps, "1", seen_by=ANNA)
    chief.send("/monitoring/subject/resume", reference="1", revision=str(paused.revision))
    assert state_of(deps, "1") is SubjectState.ACTIVE


def test_an_incident_is_closed_once_and_with_words(deps: Deps, chief: Caller) -> None:
    assert chief.send("/monitoring/incidents/1/closing", text=" ").status_code == 422
    assert chief.send("/monitoring/incidents/1/closing", text="x" * 5_000).status_code == 422
    assert chief.send("/monitoring/incidents/1/closing", text="a damaged index").status_code == 303
    again = chief.send("/monitoring/incidents/1/closing", text="again")
    assert again.status_code == 409
    assert "a damaged index" in again.get_data(as_text=True)
    assert chief.send("/monitoring/incidents/77/closing", text="x").status_code == 404


def test_who_may_not_do_a_thing_does_not_see_its_button(deps: Deps, chief: Caller) -> None:
    reader = caller(chief.app, deps, "reader", "approver")
    assert "Close incident" not in reader.text("/monitoring/incidents")
    assert "Pause" not in reader.text("/monitoring/subject?reference=1")
    assert reader.get("/monitoring/coverage").status_code == 403
    assert reader.send("/monitoring/incidents/1/closing", text="x").status_code == 403
    assert reader.send("/monitoring/subject/pause", reference="1").status_code == 403
    monitor = caller(chief.app, deps, "monitor", "monitor")
    assert "for those who may read alerts" in monitor.text("/monitoring")


def test_coverage_is_told_for_a_period_and_taken_away(deps: Deps, chief: Caller) -> None:
    page = chief.text("/monitoring/coverage")
    assert "Everything was met in time; 30 days had no daily run" in page
    rows = chief.text("/monitoring/coverage?format=csv").splitlines()
    assert len([row for row in rows if row.startswith("version,")]) == 2


def test_what_is_not_there_is_said(chief: Caller) -> None:
    asked = {
        "/monitoring/rescreenings/99999999999999999999": 404,
        "/monitoring/rescreenings/x": 404,
        "/monitoring?below=99999999999999999999&cause=x": 200,
        "/monitoring/subjects?after=-1&state=x": 200,
        "/monitoring/subject?reference=%00&portfolio=%00": 404,
        "/monitoring/coverage?since=x&minutes=0": 422,
        "/monitoring/coverage?since=0001-01-01&until=9999-12-31": 422,
    }
    assert {path: chief.get(path).status_code for path in asked} == asked
