"""The pages of lists: what is loaded, held versions released or dismissed, changes told in sentences."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from screening.app import create_app
from screening.domain.listing import VersionState
from screening.services.deps import Deps
from screening.services.four_eyes import answer_change, read_changes
from screening.services.list_history import read_history
from screening.services.refresh import load_list
from screening.store.lists import version_in_force
from tests.loading import LIST_ID, NEW, OLD, Clock, list_xml, write
from tests.screened import COMPANY, KONY
from tests.web.pages import Caller, caller, installation

SCRIPT = "<script>alert(1)</script> PETROV"
AMENDED = KONY.replace("1964", "1961").replace("WALUPERE", "WALUPERA")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """A first edition in force, a second one held, which removes one of three; copied, never opened again."""
    folder = tmp_path_factory.mktemp("lists")
    shutil.copy(migrated_sqlite, folder / "screening.db")
    with installation(folder, Clock()) as deps:
        first = {1: "IVANOV", 2: SCRIPT}
        load_list(deps, LIST_ID, [write(folder / "1.xml", list_xml(OLD, first, KONY))])
        second = {1: "IVANOV"}
        load_list(deps, LIST_ID, [write(folder / "2.xml", list_xml(NEW, second, AMENDED + COMPANY))])
    return folder


@pytest.fixture
def deps(tmp_path: Path, prepared: Path) -> Iterator[Deps]:
    shutil.copytree(prepared, tmp_path / "data")
    with installation(tmp_path / "data", Clock()) as deps:
        yield deps


@pytest.fixture
def chief(deps: Deps) -> Caller:
    """Who may release lists."""
    return caller(create_app(deps), deps, "chief", "approver")


def held(deps: Deps) -> str:
    """The address of the version that is held."""
    (one,) = [one for one in read_history(deps, LIST_ID) if one.version.state is VersionState.HELD]
    return f"/lists/{LIST_ID}/versions/{one.version.reading}"


def in_force(deps: Deps) -> str:
    with deps.database.reading() as session:
        version = version_in_force(session, LIST_ID)
    assert version
    return version.published_on.isoformat()


def test_all_lists_are_told_those_that_are_not_loaded_apart(deps: Deps, chief: Caller) -> None:
    page = chief.text("/lists")
    loaded, _, others = page.partition("known and not loaded")
    assert "Test List" in loaded
    assert "1 list needs a look" in loaded
    assert "loaded by hand" in loaded
    assert "loaded by hand, not fetched" in chief.text(f"/lists/{LIST_ID}")
    assert "us_ofac_sdn" in others
    assert "No list is loaded of this authority" in chief.text("/lists?authority=nobody")
    rows = chief.text("/lists?format=csv").splitlines()
    assert next(row for row in rows if row.startswith(LIST_ID)).count("2026-01-01") == 2
    assert len(rows) > 10


def test_a_stale_list_is_told_from_a_fresh_one(deps: Deps) -> None:
    app = create_app(replace(deps, clock=lambda: Clock().now + timedelta(days=3)))
    assert "longer ago than the policy allows" in caller(app, deps, "reader", "lists:read").text("/lists")


def test_a_held_version_shows_its_figures_and_is_released_with_a_reason(deps: Deps, chief: Caller) -> None:
    page = chief.text(held(deps))
    assert "1 of 3 in force (33.3%)" in page
    assert "outside" in page
    refused = chief.send(f"{held(deps)}/release", reason=" ")
    assert refused.status_code == 422
    assert in_force(deps) == OLD.isoformat()
    address = held(deps)
    done = chief.send(f"{address}/release", reason="checked with the authority")
    assert done.status_code == 303
    assert "This version is in force" in chief.text(done.headers["Location"])
    assert in_force(deps) == NEW.isoformat()
    again = chief.send(f"{address}/release", reason="once more")
    assert again.status_code == 409
    assert "is not held: it is active" in again.get_data(as_text=True)
    assert "checked with the authority" in chief.text(f"/lists/{LIST_ID}?format=csv")


def test_who_may_not_release_sees_no_form_and_is_refused(deps: Deps, chief: Caller) -> None:
    reader = caller(chief.app, deps, "reader", "analyst")
    assert "Put in force" not in reader.text(held(deps))
    assert reader.send(f"{held(deps)}/release", reason="x").status_code == 403
    assert reader.send(f"{held(deps)}/dismissal", reason="x").status_code == 403
    assert in_force(deps) == OLD.isoformat()


def test_a_dismissed_version_waits_for_nobody_and_may_still_be_released(deps: Deps, chief: Caller) -> None:
    address = held(deps)
    assert chief.send(f"{address}/dismissal", reason="x" * 5_000).status_code == 422
    assert chief.send(f"{address}/dismissal", reason="cut short").status_code == 303
    assert "needs a look" not in chief.text("/lists")
    assert "cut short" in chief.text(address)
    again = chief.send(f"{address}/dismissal", reason="again")
    assert again.status_code == 409
    assert "was dismissed before" in again.get_data(as_text=True)
    assert chief.send(f"{address}/release", reason="it was whole after all").status_code == 303
    assert in_force(deps) == NEW.isoformat()


def test_under_four_eyes_a_release_waits_for_a_second_person(deps: Deps) -> None:
    strict = replace(deps, settings=deps.settings.model_copy(update={"four_eyes": True}))
    chief = caller(create_app(strict), deps, "chief", "approver")
    asked = chief.send(f"{held(deps)}/release", reason="as agreed")
    assert "A second person has to approve" in chief.text(asked.headers["Location"])
    assert in_force(deps) == OLD.isoformat()
    (change,) = read_changes(strict)
    assert 'value="approve"' not in chief.text(f"/approvals/changes/{change.id}")
    second = caller(create_app(strict), deps, "second", "approver")
    assert 'value="approve"' in second.text(f"/approvals/changes/{change.id}")
    answer_change(strict, change.id, approved=True, by="Ben", entered_by="ben")
    assert chief.send(f"{held(deps)}/release", reason="as agreed").status_code == 303
    assert in_force(deps) == NEW.isoformat()


def test_a_change_says_that_its_version_was_dismissed_meanwhile(deps: Deps) -> None:
    strict = replace(deps, settings=deps.settings.model_copy(update={"four_eyes": True}))
    chief = caller(create_app(strict), deps, "chief", "approver")
    chief.send(f"{held(deps)}/release", reason="as agreed")
    chief.send(f"{held(deps)}/dismissal", reason="not after all")
    (change,) = read_changes(strict)
    page = chief.text(f"/approvals/changes/{change.id}")
    assert "dismissed meanwhile by <bdi>chief</bdi>" in page
    assert "not after all" in page


def changes(deps: Deps, more: str = "") -> str:
    """The address of what the held version changes."""
    return f"/lists/{LIST_ID}/diff?to={held(deps).rpartition('/')[2]}&from={OLD}.{_hash(deps)}{more}"


def _hash(deps: Deps) -> str:
    return read_history(deps, LIST_ID)[-1].version.version.rpartition(".")[2]


def test_changes_are_told_in_sentences_with_old_and_new_values(deps: Deps, chief: Caller) -> None:
    page = chief.text(changes(deps))
    assert "The authority amended its names and birth dates." in page
    assert "It was added to the list as entity, under TEST." in page
    assert "It was removed from the list." in page
    assert "<del>1964</del>" in page
    assert "<ins>1961</ins>" in page
    assert "<script>alert" not in page


def test_changes_are_filtered_by_kind_and_name_and_taken_away(deps: Deps, chief: Caller) -> None:
    assert "Joseph" not in chief.text(changes(deps, "&kind=removed"))
    assert "PETROV" not in chief.text(changes(deps, "&name=kony"))
    assert "No change fits" in chief.text(changes(deps, "&name=nobody"))
    rows = chief.text(changes(deps, "&format=csv")).splitlines()
    assert any("birth_dates,1964," in row for row in rows)
    assert any(row.endswith("birth_dates,,1961") for row in rows)
    assert any(",removed," in row for row in rows)


def test_what_is_not_there_is_said(chief: Caller) -> None:
    asked = {
        "/lists/nothing": 404,
        f"/lists/{LIST_ID}/versions/2020-01-01.00000000": 404,
        f"/lists/{LIST_ID}/versions/%00": 404,
        f"/lists/{LIST_ID}/diff?from=x&to=y": 422,
        f"/lists/{LIST_ID}/diff?offset=99999999999999999999&kind=x&name=%00": 200,
        "/lists/us_ofac_sdn": 200,
        "/lists/us_ofac_sdn/diff": 422,
    }
    assert {path: chief.get(path).status_code for path in asked} == asked
