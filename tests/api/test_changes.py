"""Changes that wait for a second person, over the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from screening.api.changes import EntriesAnswer, PendingChangeAnswer, PendingChangesAnswer
from screening.app import create_app
from screening.domain.errors import AwaitsApproval
from screening.services.deps import Deps
from screening.services.four_eyes import Request, release
from screening.services.refresh import load_list
from tests.accounts import make_key, showing
from tests.api.test_alerts import Headers
from tests.loading import LIST_ID, NEW, list_xml, plugged_in, write
from tests.screened import load_people

ADDRESS = "/api/v1/changes"
WHY = {"text": "too far"}
KEY = {"name": "new", "owner": "nina", "scopes": ["approver"]}


@pytest.fixture
def strict(deps: Deps) -> FlaskClient:
    """A client of an installation that demands four eyes."""
    settings = deps.settings.model_copy(update={"four_eyes": True})
    return create_app(replace(deps, settings=settings)).test_client()


@pytest.fixture
def keys(deps: Deps) -> dict[str, Headers]:
    """An administrator and an approver."""
    made = {"admin": ("admin",), "ben": ("approver",)}
    return {
        name: showing(make_key(deps, *scopes, name=name, owner=name).secret) for name, scopes in made.items()
    }


def test_a_far_reaching_key_is_made_once_another_person_approved_it(
    strict: FlaskClient, keys: dict[str, Headers]
) -> None:
    asked = strict.post("/api/v1/keys", json=KEY, headers=keys["admin"])
    assert (asked.status_code, asked.get_json()["type"]) == (409, "urn:screening:problem:awaits-approval")
    assert strict.get(ADDRESS, headers=keys["admin"]).status_code == 403
    listed = strict.get(ADDRESS, headers=keys["ben"]).get_json()
    PendingChangesAnswer.model_validate(listed)
    (change,) = listed["changes"]
    assert (change["state"], change["kind"], change["requested_by"]) == ("waiting", "create_key", "admin")
    answer = strict.post(f"{ADDRESS}/{change['id']}/approval", headers=keys["ben"])
    PendingChangeAnswer.model_validate(answer.get_json())
    assert (answer.status_code, answer.get_json()["state"]) == (200, "approved")
    assert (
        strict.post(f"{ADDRESS}/{change['id']}/rejection", json=WHY, headers=keys["ben"]).status_code == 409
    )
    assert strict.post("/api/v1/keys", json=KEY, headers=keys["admin"]).status_code == 201


def test_what_was_rejected_is_not_done(strict: FlaskClient, keys: dict[str, Headers]) -> None:
    strict.post("/api/v1/keys", json=KEY, headers=keys["admin"])
    change = strict.get(ADDRESS, headers=keys["ben"]).get_json()["changes"][0]["id"]
    address = f"{ADDRESS}/{change}/rejection"
    assert strict.post(address, json={"text": ""}, headers=keys["ben"]).status_code == 422
    rejected = strict.post(address, json=WHY, headers=keys["ben"]).get_json()
    assert (rejected["state"], rejected["why"]) == ("rejected", "too far")
    assert strict.post("/api/v1/keys", json=KEY, headers=keys["admin"]).status_code == 409
    assert strict.post(f"{ADDRESS}/none/approval", headers=keys["ben"]).status_code == 404


@pytest.fixture
def held(deps: Deps, tmp_path: Path) -> Iterator[str]:
    """A version that is held, since it removes most of its list."""
    with plugged_in():
        load_people(deps, tmp_path)
        report = load_list(
            deps, LIST_ID, [write(tmp_path / "few.xml", list_xml(NEW, people={1: "IVANOV", 99: "NEWCOMER"}))]
        )
        yield report.version.version


def test_the_entries_of_a_version_that_waits_are_shown_page_by_page(
    strict: FlaskClient, keys: dict[str, Headers], deps: Deps, held: str
) -> None:
    demanding = replace(deps, settings=deps.settings.model_copy(update={"four_eyes": True}))
    with pytest.raises(AwaitsApproval):
        release(demanding, LIST_ID, held, Request(reason="r", by="Anna", entered_by="cli:anna"))
    change = strict.get(ADDRESS, headers=keys["ben"]).get_json()["changes"][0]["id"]
    address = f"{ADDRESS}/{change}/entries"
    body = strict.get(f"{address}?limit=1", headers=keys["ben"]).get_json()
    EntriesAnswer.model_validate(body)
    assert (body["new"]["version"], body["changes"][0]["kind"]) == (held, "added")
    assert len(body["changes"]) == 1
    assert body["total"] == body["added"] + body["removed"] > 1
    assert strict.get(address, headers=keys["admin"]).status_code == 403
    assert strict.get(f"{ADDRESS}/none/entries", headers=keys["ben"]).status_code == 404
