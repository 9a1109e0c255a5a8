from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from screening.api.account_schemas import KeyAnswer, KeysAnswer, MadeKeyAnswer
from screening.services.deps import Deps
from tests.accounts import make_key, showing

ORDER = {"name": "core-banking", "owner": "ben", "scopes": ["screener"]}


@pytest.fixture
def admin(app: Flask, deps: Deps) -> FlaskClient:
    """A client that shows an administrator's key."""
    client = app.test_client()
    client.environ_base["HTTP_X_API_KEY"] = make_key(deps, "admin", name="boss").secret
    return client


def make(admin: FlaskClient, **more: Any) -> dict[str, Any]:
    """A key made over the API."""
    posted = admin.post("/api/v1/keys", json={**ORDER, **more})
    assert posted.status_code == 201
    body: dict[str, Any] = posted.get_json()
    MadeKeyAnswer.model_validate(body)
    return body


def test_a_key_made_over_the_api_opens_what_it_should(app: Flask, admin: FlaskClient) -> None:
    shown = showing(make(admin)["secret"])
    client = app.test_client()
    assert client.get("/api/v1/lists", headers=shown).status_code == 200
    assert client.get("/api/v1/keys", headers=shown).status_code == 403


def test_keys_are_listed_without_their_secrets(admin: FlaskClient) -> None:
    made = make(admin)
    answer = admin.get("/api/v1/keys")
    KeysAnswer.model_validate(answer.get_json())
    assert [key["name"] for key in answer.get_json()["keys"]] == ["boss", "core-banking"]
    assert made["secret"].startswith(made["prefix"])
    assert made["secret"] not in answer.get_data(as_text=True)
    assert "hash" not in answer.get_data(as_text=True)


def test_a_key_is_rotated_and_revoked_over_the_api(app: Flask, admin: FlaskClient) -> None:
    old = make(admin)
    posted = admin.post(f"/api/v1/keys/{old['id']}/rotate", json={"overlap_hours": 0})
    assert posted.status_code == 201
    new = posted.get_json()
    client = app.test_client()
    assert client.get("/api/v1/lists", headers=showing(old["secret"])).status_code == 401
    assert client.get("/api/v1/lists", headers=showing(new["secret"])).status_code == 200
    revoked = admin.delete(f"/api/v1/keys/{new['id']}")
    KeyAnswer.model_validate(revoked.get_json())
    assert revoked.get_json()["revoked_at"]
    assert client.get("/api/v1/lists", headers=showing(new["secret"])).status_code == 401
    assert admin.delete(f"/api/v1/keys/{new['id']}").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scopes": ["root"]}, "scopes[0]"),
        ({"scopes": ["admin", "approver"]}, "scopes"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"surprise": 1}, "surprise"),
        ({"portfolios": ["none"]}, "portfolios[0]"),
    ],
)
def test_a_wrong_key_is_a_problem_by_field(admin: FlaskClient, change: dict[str, Any], field: str) -> None:
    answer = admin.post("/api/v1/keys", json={**ORDER, **change})
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.get_json()["faults"]] == [field]


@pytest.mark.parametrize("body", [{"overlap_hours": -1}, {"overlap_hours": "1"}, {"more": 1}])
def test_a_wrong_overlap_is_a_problem(admin: FlaskClient, body: dict[str, Any]) -> None:
    assert admin.post(f"/api/v1/keys/{make(admin)['id']}/rotate", json=body).status_code == 422
