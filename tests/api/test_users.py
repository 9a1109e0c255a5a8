from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from screening.api.account_schemas import UserAnswer, UsersAnswer
from screening.services.deps import Deps
from tests.accounts import PASSWORD, make_key, showing

ANNA = {"name": "anna", "roles": ["analyst"], "password": PASSWORD}


@pytest.fixture
def admin(client: FlaskClient, deps: Deps) -> FlaskClient:
    """A client that shows an administrator's key."""
    client.environ_base["HTTP_X_API_KEY"] = make_key(deps, "admin", name="boss", owner="boss").secret
    return client


def test_a_user_is_made_read_and_changed(admin: FlaskClient) -> None:
    made = admin.post("/api/v1/users", json=ANNA)
    assert made.status_code == 201
    UserAnswer.model_validate(made.get_json())
    changed = admin.patch("/api/v1/users/anna", json={"roles": ["auditor"], "disabled": True})
    assert changed.status_code == 200
    found = UsersAnswer.model_validate(admin.get("/api/v1/users").get_json())
    assert [(one.name, one.roles, one.disabled) for one in found.users] == [("anna", ["auditor"], True)]
    assert PASSWORD not in made.get_data(as_text=True)
    assert "argon2" not in made.get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"roles": ["screen"]}, "roles[0]"),
        ({"password": "short"}, "password"),
        ({"name": "a b"}, "name"),
        ({"admin": True}, "admin"),
    ],
)
def test_a_wrong_user_is_a_problem_by_field(admin: FlaskClient, change: dict[str, Any], field: str) -> None:
    answer = admin.post("/api/v1/users", json={**ANNA, **change})
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.get_json()["faults"]] == [field]
    assert "short" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"locked": True}, 422),
        ({"disabled": "yes"}, 422),
        ({"name": "x"}, 422),
        ({"locked": False}, 200),
        ({}, 200),
    ],
)
def test_only_what_may_change_is_changed(admin: FlaskClient, body: dict[str, Any], status: int) -> None:
    admin.post("/api/v1/users", json=ANNA)
    assert admin.patch("/api/v1/users/anna", json=body).status_code == status
    assert admin.get("/api/v1/users").get_json()["users"][0]["roles"] == ["analyst"]


def test_an_unknown_user_is_404(admin: FlaskClient) -> None:
    assert admin.patch("/api/v1/users/nobody", json={"disabled": True}).status_code == 404


def test_a_screener_manages_nobody(client: FlaskClient, deps: Deps) -> None:
    headers = showing(make_key(deps, "screener").secret)
    assert client.post("/api/v1/users", json=ANNA, headers=headers).status_code == 403
