"""Changes that wait for a second person, over the API."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from screening.api.changes import ChangeAnswer, ChangesAnswer
from screening.app import create_app
from screening.services.deps import Deps
from tests.accounts import make_key, showing
from tests.api.test_alerts import Headers

ADDRESS = "/api/v1/changes"
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
    ChangesAnswer.model_validate(listed)
    (change,) = listed["changes"]
    assert (change["state"], change["kind"], change["requested_by"]) == ("waiting", "create_key", "admin")
    answer = strict.post(f"{ADDRESS}/{change['id']}/approval", headers=keys["ben"])
    ChangeAnswer.model_validate(answer.get_json())
    assert (answer.status_code, answer.get_json()["state"]) == (200, "approved")
    assert strict.post(f"{ADDRESS}/{change['id']}/rejection", headers=keys["ben"]).status_code == 409
    assert strict.post("/api/v1/keys", json=KEY, headers=keys["admin"]).status_code == 201


def test_what_was_rejected_is_not_done(strict: FlaskClient, keys: dict[str, Headers]) -> None:
    strict.post("/api/v1/keys", json=KEY, headers=keys["admin"])
    change = strict.get(ADDRESS, headers=keys["ben"]).get_json()["changes"][0]["id"]
    rejected = strict.post(f"{ADDRESS}/{change}/rejection", headers=keys["ben"])
    assert rejected.get_json()["state"] == "rejected"
    assert strict.post("/api/v1/keys", json=KEY, headers=keys["admin"]).status_code == 409
    assert strict.post(f"{ADDRESS}/none/approval", headers=keys["ben"]).status_code == 404
