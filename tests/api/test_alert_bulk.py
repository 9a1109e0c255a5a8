"""The same done to several alerts, and the feed of what happened, over the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from screening.api.alert_bulk import BulkAlertsAnswer, FeedAnswer
from tests.api.test_alerts import ADDRESS, FALSE, KIM, Headers, do, read, screened
from tests.api.test_alerts import keys as keys


@pytest.fixture
def equal(client: FlaskClient, keys: dict[str, Headers]) -> list[str]:
    """The addresses of three equal alerts of different clients."""
    return [screened(client, keys["bank"], reference=f"c-{n}")["alerts"][0] for n in range(3)]


def named(addresses: list[str], version: int) -> list[dict[str, Any]]:
    """Alerts as bodies name them."""
    return [{"alert": one.rpartition("/")[2], "version": version} for one in addresses]


def bulk(
    client: FlaskClient, key: Headers, what: str, **body: Any
) -> tuple[int, list[dict[str, Any]] | dict[str, Any]]:
    """Do something to several alerts; the status, and the results where there are some."""
    answer = client.post(f"{ADDRESS}/bulk/{what}", json=body, headers=key)
    given = answer.get_json()
    if answer.status_code != 200:
        return answer.status_code, given
    BulkAlertsAnswer.model_validate(given)
    return 200, given["results"]


def test_equal_alerts_are_assigned_decided_and_approved_together(
    client: FlaskClient, keys: dict[str, Headers], equal: list[str]
) -> None:
    assert bulk(client, keys["anna"], "assignment", alerts=named(equal, 1), assignee="anna")[0] == 200
    status, results = bulk(client, keys["anna"], "decision", alerts=named(equal, 2), **FALSE)
    assert status == 200
    assert {one["state"] for one in results} == {"pending_approval"}  # type: ignore[index]
    assert bulk(client, keys["anna"], "approval", alerts=named(equal, 3))[0] == 403
    _, own = bulk(client, keys["anna-too"], "approval", alerts=named(equal, 3))
    assert {one["problem"]["status"] for one in own} == {403}  # type: ignore[index]
    _, results = bulk(client, keys["ben"], "approval", alerts=named(equal, 3))
    assert [one["alert"] for one in results] == equal  # type: ignore[index]
    assert {read(client, keys["anna"], one)["state"] for one in equal} == {"closed"}


def test_one_that_has_changed_is_told_in_its_place(
    client: FlaskClient, keys: dict[str, Headers], equal: list[str]
) -> None:
    do(client, keys["anna"], equal[1], "comments", version=1, text="wait")
    _, results = bulk(client, keys["anna"], "decision", alerts=named(equal, 1), **FALSE)
    assert [one.get("problem", {}).get("status") for one in results] == [None, 409, None]  # type: ignore[union-attr]
    assert read(client, keys["anna"], equal[1])["state"] == "open"


def test_alerts_that_are_not_equal_are_not_decided_together(
    client: FlaskClient, keys: dict[str, Headers], equal: list[str]
) -> None:
    subject = {**KIM, "birth_dates": ["1984-01-08"]}
    other = screened(client, keys["bank"], reference="other", subject=subject)["alerts"][0]
    status, body = bulk(client, keys["anna"], "decision", alerts=named([*equal, other], 1), **FALSE)
    assert (status, [one["field"] for one in body["faults"]]) == (422, ["alerts[3]"])  # type: ignore[call-overload]
    assert {read(client, keys["anna"], one)["state"] for one in equal} == {"open"}


def test_a_decision_of_many_names_designations_apart(
    client: FlaskClient, keys: dict[str, Headers], equal: list[str]
) -> None:
    first, *rest = read(client, keys["anna"], equal[0])["hits"]
    told = {"verdict": "true_match", "reason": "facts_agree", "text": "the same man"}
    other = told | {name: first[name] for name in ("list_id", "authority_ref")}
    order = {**FALSE, "others": [other], "expires_on": "2099-01-01"}
    assert bulk(client, keys["anna"], "decision", alerts=named(equal, 1), **order)[0] == 422
    stranger = {**other, "authority_ref": "none"}
    wrong = {**FALSE, "others": [stranger]}
    assert bulk(client, keys["anna"], "decision", alerts=named(equal, 1), **wrong)[0] == 422
    assert read(client, keys["anna"], equal[0])["version"] == 1
    order["expires_on"] = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    status, results = bulk(client, keys["anna"], "decision", alerts=named(equal, 1), **order)
    assert (status, {one["state"] for one in results}) == (200, {"pending_approval"})  # type: ignore[index]
    for address in equal:
        made = read(client, keys["anna"], address)["dispositions"]
        assert [one["verdict"] for one in made if one["authority_ref"] == first["authority_ref"]] == [
            "true_match"
        ]
        assert len(made) == 1 + len(rest)
    order["others"] = [other, other]
    assert bulk(client, keys["anna"], "decision", alerts=named(equal, 2), **order)[0] == 422


@pytest.mark.parametrize("alerts", [[], "x", [{"alert": "a"}], [{"alert": "a", "version": 0}]])
def test_a_body_with_a_fault_does_nothing(client: FlaskClient, keys: dict[str, Headers], alerts: Any) -> None:
    status, body = bulk(client, keys["anna"], "assignment", alerts=alerts, assignee=None)
    assert (status, "Tuple" in str(body)) == (422, False)


def test_an_alert_twice_or_of_others_is_refused(
    client: FlaskClient, keys: dict[str, Headers], equal: list[str]
) -> None:
    assert bulk(client, keys["anna"], "decision", alerts=named(equal[:1] * 2, 1), **FALSE)[0] == 422
    assert bulk(client, keys["funds"], "decision", alerts=named(equal, 1), **FALSE)[0] == 404
    _, results = bulk(client, keys["funds"], "assignment", alerts=named(equal, 1), assignee=None)
    assert {one["problem"]["status"] for one in results} == {404}  # type: ignore[index]


def feed(client: FlaskClient, key: Headers, query: str = "") -> dict[str, Any]:
    """A page of the feed, whose shape is the published one."""
    body: dict[str, Any] = client.get(f"{ADDRESS}/events{query}", headers=key).get_json()
    FeedAnswer.model_validate(body)
    return body


def test_each_change_is_told_once_and_in_order(client: FlaskClient, keys: dict[str, Headers]) -> None:
    address = screened(client, keys["retail"])["alerts"][0]
    before = feed(client, keys["anna"])["last"]
    screened(client, keys["retail"])
    do(client, keys["anna"], address, "state", version=1, state="in_review")
    do(client, keys["anna"], address, "decision", version=2, **FALSE)
    do(client, keys["ben"], address, "approval", version=3)
    page = feed(client, keys["anna"], f"?after={before}")
    assert [(one["kind"], one["number"], one["alert_url"]) for one in page["events"]] == [
        ("changed", 2, address),
        ("decided", 3, address),
        ("approved", 4, address),
    ]
    assert feed(client, keys["retail"], f"?after={before}&limit=1")["last"] == before + 1
    assert feed(client, keys["anna"], f"?after={page['last']}") == {"events": [], "last": page["last"]}
    assert feed(client, keys["funds"])["events"] == []
    assert client.get(f"{ADDRESS}/events?after=-1", headers=keys["anna"]).status_code == 422
