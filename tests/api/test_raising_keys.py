"""A key that was made to raise alerts does so with each screening, however it asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from screening.services.deps import Deps
from tests.accounts import make_key, showing

KIM = {"subject": {"name": "Kim Jong Un"}, "reference": "client-1"}
EXAMPLE = {"id": "client-1", "schema": "Person", "properties": {"name": ["Kim Jong Un"]}}

Body = dict[str, Any]


@pytest.fixture
def bank(client: FlaskClient, deps: Deps) -> FlaskClient:
    """A client that shows a key which raises alerts."""
    secret = make_key(deps, "screener", raises_alerts=True).secret
    client.environ_base["HTTP_X_API_KEY"] = secret
    return client


def asked(client: FlaskClient, address: str, body: Body) -> Body:
    answer = client.post(address, json=body)
    assert answer.status_code in (200, 201), answer.get_json()
    found: Body = answer.get_json()
    return found


def one(client: FlaskClient, **more: Any) -> Body:
    return asked(client, "/api/v1/screenings", KIM | more)


def in_bulk(client: FlaskClient, **more: Any) -> Body:
    body = {"subjects": [KIM], **more}
    found: Body = asked(client, "/api/v1/screenings/bulk", body)["results"][0]["screening"]
    return found


def matched(client: FlaskClient) -> Body:
    found: Body = asked(client, "/match/default", {"queries": {"q": EXAMPLE}})["responses"]["q"]["screening"]
    return found


@pytest.mark.parametrize("ask", [one, in_bulk, matched])
def test_what_does_not_ask_raises_the_same_alerts_all_the_same(
    bank: FlaskClient, ask: Callable[[FlaskClient], Body]
) -> None:
    raised = ask(bank)["alerts"]
    assert raised
    assert raised == one(bank, alert=True)["alerts"]


@pytest.mark.parametrize("ask", [one, in_bulk])
def test_a_client_cannot_keep_a_hit_from_analysts(bank: FlaskClient, ask: Callable[..., Body]) -> None:
    assert ask(bank, alert=False)["alerts"]


def test_a_question_about_the_past_is_answered_without_alerts(bank: FlaskClient, deps: Deps) -> None:
    now = deps.clock().isoformat()
    answer = one(bank, in_force_at=now)
    assert (answer["status"], answer["alerts"]) == ("hit", [])


def test_another_key_raises_none_unasked(client: FlaskClient, deps: Deps) -> None:
    client.environ_base.update({"HTTP_X_API_KEY": make_key(deps, "screener").secret})
    assert one(client)["alerts"] == []
    assert matched(client)["alerts"] == []


def test_the_setting_is_made_shown_and_kept_when_the_key_is_rotated(client: FlaskClient, deps: Deps) -> None:
    admin = showing(make_key(deps, "admin", name="boss", owner="boss").secret)
    order = {"name": "core", "owner": "ben", "scopes": ["screener"], "raises_alerts": True}
    made = client.post("/api/v1/keys", json=order, headers=admin).get_json()
    address = f"/api/v1/keys/{made['id']}/rotate"
    rotated = client.post(address, json={"overlap_hours": 0}, headers=admin).get_json()
    listed = client.get("/api/v1/keys", headers=admin).get_json()["keys"]
    assert [key["raises_alerts"] for key in (made, rotated)] == [True, True]
    assert [key["raises_alerts"] for key in listed] == [False, True, True]
    client.environ_base["HTTP_X_API_KEY"] = rotated["secret"]
    assert one(client)["alerts"]
    wrong = client.post("/api/v1/keys", json=order | {"raises_alerts": "yes"}, headers=admin)
    assert wrong.get_json()["faults"][0]["field"] == "raises_alerts"
