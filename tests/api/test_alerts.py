"""Alerts over the API: raised, queued, worked on, decided by one person and approved by another."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from screening.api.alert_schemas import AlertAnswer, AlertsAnswer, RaisedAnswer, ReasonsAnswer
from screening.api.figures import FiguresAnswer
from screening.services.deps import Deps
from screening.services.portfolios import create_portfolio
from tests.accounts import OPERATOR, make_key, showing

ADDRESS = "/api/v1/alerts"
KIM = {"name": "Kim Jong Un", "type": "individual"}
FALSE = {"verdict": "false_positive", "reason": "birth_date_differs", "confirmed": True}

Headers = dict[str, str]


@pytest.fixture
def keys(deps: Deps) -> dict[str, Headers]:
    """The headers of keys by what they are for; anna and her second key are one person."""
    for portfolio in ("retail", "funds"):
        create_portfolio(deps, portfolio, portfolio.title(), OPERATOR)
    made = {
        "bank": (("screener",), "bank", None),
        "anna": (("analyst",), "anna", None),
        "anna-too": (("approver",), "Anna", None),
        "ben": (("approver",), "ben", None),
        "retail": (("analyst",), "rita", ("retail",)),
        "funds": (("analyst", "approver"), "finn", ("funds",)),
    }
    return {
        name: showing(make_key(deps, *scopes, name=name, owner=owner, portfolios=portfolios).secret)
        for name, (scopes, owner, portfolios) in made.items()
    }


def screened(client: FlaskClient, key: Headers, **more: Any) -> dict[str, Any]:
    """The answer to a screening that asks for alerts."""
    question = {"subject": KIM, "reference": "client-1", "alert": True, **more}
    answer = client.post("/api/v1/screenings", json=question, headers=key)
    assert answer.status_code == 201, answer.get_json()
    body: dict[str, Any] = answer.get_json()
    return body


def read(client: FlaskClient, key: Headers, address: str) -> dict[str, Any]:
    """An alert, whose shape is the published one."""
    body: dict[str, Any] = client.get(address, headers=key).get_json()
    AlertAnswer.model_validate(body)
    return body


def queue(client: FlaskClient, key: Headers, query: str = "") -> list[str]:
    """The addresses of a page of the queue."""
    body = client.get(f"{ADDRESS}{query}", headers=key).get_json()
    AlertsAnswer.model_validate(body)
    return [one["url"] for one in body["alerts"]]


def do(client: FlaskClient, key: Headers, address: str, what: str, **body: Any) -> tuple[int, dict[str, Any]]:
    """Do something to an alert; the status and the body of the answer."""
    answer = client.post(f"{address}/{what}", json=body, headers=key)
    return answer.status_code, answer.get_json()


def test_a_hit_goes_all_the_way_from_a_screening_to_an_approval(
    client: FlaskClient, keys: dict[str, Headers]
) -> None:
    address = screened(client, keys["bank"])["alerts"][0]
    assert address in queue(client, keys["anna"])
    assert do(client, keys["anna"], address, "assignment", version=1, assignee="anna")[0] == 200
    assert do(client, keys["anna"], address, "state", version=2, state="in_review")[0] == 200
    assert do(client, keys["anna"], address, "comments", version=3, text="asked the branch")[0] == 200
    status, decided = do(client, keys["anna"], address, "decision", version=4, **FALSE)
    assert (status, decided["state"], decided["version"]) == (200, "pending_approval", 5)
    assert {"approved", "rejected", "responded"} <= set(decided["lawful_actions"])
    assert "proposed" not in decided["lawful_actions"]
    status, closed = do(client, keys["ben"], address, "approval", version=5)
    assert (status, closed["state"]) == (200, "closed")
    found = read(client, keys["anna"], address)
    assert found == closed
    assert {one["standing"] for one in found["dispositions"]} == {"approved"}
    assert len(found["dispositions"]) == len(found["hits"])
    assert [one["action"] for one in found["history"]] == [
        "raised", "assigned", "taken_up", "commented", "proposed", "approved",
    ]  # fmt: skip
    assert address not in queue(client, keys["anna"])
    assert queue(client, keys["anna"], "?state=closed") == [address]


def test_the_same_hit_of_a_later_screening_is_one_more_occurrence(
    client: FlaskClient, keys: dict[str, Headers]
) -> None:
    first, second = (screened(client, keys["bank"]) for _ in range(2))
    assert first["alerts"] == second["alerts"] != []
    found = read(client, keys["anna"], first["alerts"][0])
    assert {one["screening"] for one in found["occurrences"]} == {first["id"], second["id"]}
    assert (found["times_found"], found["version"]) == (2, 1)
    shown = client.get(found["occurrences"][0]["screening_url"], headers=keys["anna"]).get_json()
    assert shown["alerts"] == first["alerts"]


def test_a_party_on_several_lists_is_one_alert(client: FlaskClient, keys: dict[str, Headers]) -> None:
    screening = screened(client, keys["bank"])
    groups = {hit["party_group"] for hit in screening["hits"]}
    alerts = [read(client, keys["anna"], address) for address in screening["alerts"]]
    assert {one["party_group"] for one in alerts} == groups
    assert sum(len(one["hits"]) for one in alerts) == screening["total_hits"]


def test_an_analyst_raises_from_a_recorded_screening_and_a_screener_does_not(
    client: FlaskClient, keys: dict[str, Headers]
) -> None:
    screening = screened(client, keys["bank"], alert=False)
    body = {"screening": screening["id"]}
    assert client.post(ADDRESS, json=body, headers=keys["bank"]).status_code == 403
    raised = [client.post(ADDRESS, json=body, headers=keys["anna"]).get_json() for _ in range(2)]
    RaisedAnswer.model_validate(raised[0])
    assert raised[0] == raised[1]
    assert raised[0]["alerts"]
    unknown = client.post(ADDRESS, json={"screening": "none"}, headers=keys["anna"])
    assert unknown.status_code == 404


def test_the_maker_of_a_proposal_is_refused_with_whatever_key(
    client: FlaskClient, keys: dict[str, Headers]
) -> None:
    address = screened(client, keys["bank"])["alerts"][0]
    assert do(client, keys["anna"], address, "approval", version=1)[0] == 403
    do(client, keys["anna"], address, "decision", version=1, **FALSE)
    status, body = do(client, keys["anna-too"], address, "approval", version=2)
    assert (status, body["type"]) == (403, "urn:screening:problem:own-proposal")
    assert read(client, keys["anna"], address)["state"] == "pending_approval"
    assert do(client, keys["ben"], address, "rejection", version=2, text="look again")[0] == 200


@pytest.mark.parametrize(
    ("what", "body", "status", "problem"),
    [
        ("state", {"version": 2, "state": "in_review"}, 409, "stale-version"),
        ("decision", {"version": 2, **FALSE}, 409, "stale-version"),
        ("decision", {"version": 1, **FALSE, "reason": "x"}, 422, "invalid-request"),
        ("decision", {"version": 1, **FALSE, "verdict": "cleared"}, 422, "invalid-request"),
        ("decision", {**FALSE}, 422, "invalid-request"),
        ("comments", {"version": 1, "text": " "}, 422, "invalid-request"),
        ("state", {"version": 1, "state": "escalated"}, 422, "invalid-request"),
        ("state", {"version": 1, "state": "closed"}, 422, "invalid-request"),
        ("assignment", {"version": 1, "assignee": " "}, 422, "invalid-request"),
        ("assignment", {"version": 1, "assignee": "a" * 201}, 422, "invalid-request"),
        ("assignment", {"version": "1", "assignee": None}, 422, "invalid-request"),
    ],
)
def test_what_cannot_be_done_is_a_clear_answer_and_changes_nothing(
    client: FlaskClient, keys: dict[str, Headers], what: str, body: dict[str, Any], status: int, problem: str
) -> None:
    address = screened(client, keys["bank"])["alerts"][0]
    before = read(client, keys["anna"], address)
    given, answer = do(client, keys["anna"], address, what, **body)
    assert (given, answer["type"]) == (status, f"urn:screening:problem:{problem}")
    assert read(client, keys["anna"], address) == before


def test_a_decision_on_a_closed_alert_is_a_conflict(client: FlaskClient, keys: dict[str, Headers]) -> None:
    address = screened(client, keys["bank"])["alerts"][0]
    do(client, keys["anna"], address, "decision", version=1, **FALSE)
    do(client, keys["ben"], address, "approval", version=2)
    status, body = do(client, keys["anna"], address, "decision", version=3, **FALSE)
    assert (status, body["type"]) == (409, "urn:screening:problem:unlawful-action")


def test_designations_are_decided_otherwise_by_name(client: FlaskClient, keys: dict[str, Headers]) -> None:
    address = screened(client, keys["bank"])["alerts"][0]
    hit = read(client, keys["anna"], address)["hits"][0]
    other = {"list_id": hit["list_id"], "authority_ref": hit["authority_ref"]}
    unsure = {**other, "verdict": "not_determined", "reason": "facts_missing"}
    twice = do(client, keys["anna"], address, "decision", version=1, **FALSE, others=[unsure, unsure])
    assert (twice[0], twice[1]["faults"][0]["field"]) == (422, "others")
    status, left = do(client, keys["anna"], address, "decision", version=1, **FALSE, others=[unsure])
    assert (status, left["state"]) == (200, "open")
    standings = {(one["list_id"], one["verdict"]): one["standing"] for one in left["dispositions"]}
    assert standings[hit["list_id"], "not_determined"] == "noted"


def test_the_queue_shows_what_is_asked_for(client: FlaskClient, keys: dict[str, Headers]) -> None:
    first = screened(client, keys["bank"])["alerts"]
    second = screened(client, keys["bank"], reference="client-2", portfolio="retail")["alerts"]
    do(client, keys["anna"], first[0], "assignment", version=1, assignee="anna")
    everything = {*first, *second}
    expected: dict[str, set[str]] = {
        "": everything,
        "?reference=client-1": set(first),
        "?portfolio=retail": set(second),
        "?assignee=anna": {first[0]},
        "?unassigned=true": everything - {first[0]},
        "?state=closed": set(),
        "?state=open&state=closed": everything,
        "?list_id=jp_mof_sanctions&reference=client-9": set(),
        "?portfolio=%00": set(),
    }
    assert {query: set(queue(client, keys["anna"], query)) for query in expected} == expected
    of_list = queue(client, keys["anna"], "?list_id=us_ofac_sdn")
    assert of_list
    shown = [read(client, keys["anna"], address)["hits"] for address in of_list]
    assert all("us_ofac_sdn" in {hit["list_id"] for hit in hits} for hits in shown)
    assert client.get(f"{ADDRESS}?list_id=none", headers=keys["anna"]).status_code == 422
    assert client.get(f"{ADDRESS}?stat=open", headers=keys["anna"]).status_code == 422


def test_the_queue_comes_in_its_order_and_in_pages(client: FlaskClient, keys: dict[str, Headers]) -> None:
    raised = [
        screened(client, keys["bank"], reference=f"client-{n}", subject={**KIM, **more})["alerts"][0]
        for n, more in enumerate(({"birth_dates": ["1901-05-05"]}, {"birth_dates": ["1984-01-08"]}, {}))
    ]
    oldest = queue(client, keys["anna"], "?order=oldest")
    assert [one for one in oldest if one in raised] == raised
    assert queue(client, keys["anna"], "?order=newest") == oldest[::-1]
    urgent = [one for one in queue(client, keys["anna"]) if one in raised]
    assert urgent == [raised[1], raised[2], raised[0]]
    page = client.get(f"{ADDRESS}?order=oldest&limit=1", headers=keys["anna"])
    following = page.get_json()["next"]
    assert page.headers["Link"] == f'<{following}>; rel="next"'
    second = client.get(following, headers=keys["anna"]).get_json()
    assert (second["total"], second["alerts"][0]["url"]) == (len(oldest), oldest[1])


def test_an_alert_is_seen_by_its_portfolio_and_by_who_sees_all(
    client: FlaskClient, keys: dict[str, Headers]
) -> None:
    screening = screened(client, keys["retail"])
    address = screening["alerts"][0]
    absent = f"{ADDRESS}/{'0' * 32}"
    assert queue(client, keys["funds"]) == []
    assert client.get(address, headers=keys["funds"]).status_code == 404
    bodies: dict[str, dict[str, Any]] = {
        "assignment": {"assignee": None},
        "comments": {"text": "x"},
        "state": {"state": "in_review"},
        "decision": FALSE,
        "approval": {},
        "rejection": {"text": "x"},
    }
    for what, body in bodies.items():
        hidden = do(client, keys["funds"], address, what, version=1, **body)
        unknown = do(client, keys["funds"], absent, what, version=1, **body)
        assert hidden[0] == unknown[0] == 404
        assert hidden[1]["detail"].replace(address[-32:], "0" * 32) == unknown[1]["detail"]
    raising = client.post(ADDRESS, json={"screening": screening["id"]}, headers=keys["funds"])
    assert raising.status_code == 404
    for name in ("retail", "anna"):
        assert read(client, keys[name], address)["version"] == 1


def test_a_question_about_the_past_that_asks_for_alerts_is_refused(
    client: FlaskClient, keys: dict[str, Headers]
) -> None:
    question = {"subject": KIM, "alert": True, "as_of": "2026-01-01"}
    answer = client.post("/api/v1/screenings", json=question, headers=keys["bank"])
    assert (answer.status_code, answer.get_json()["faults"][0]["field"]) == (422, "alert")


def test_many_at_once_are_alerted_and_a_request_sent_again_is_not_alerted_twice(
    client: FlaskClient, keys: dict[str, Headers]
) -> None:
    body = {"subjects": [{"subject": KIM, "reference": f"c-{n}"} for n in range(3)], "alert": True}
    headers = {**keys["bank"], "Idempotency-Key": "night-1"}
    sent = [client.post("/api/v1/screenings/bulk", json=body, headers=headers).get_json() for _ in range(2)]
    assert sent[0] == sent[1]
    alerts = [one["screening"]["alerts"] for one in sent[0]["results"]]
    assert len({one[0] for one in alerts}) == 3
    assert read(client, keys["anna"], alerts[0][0])["times_found"] == 1


def test_the_reasons_are_offered(client: FlaskClient, keys: dict[str, Headers]) -> None:
    body = client.get(f"{ADDRESS}/reasons", headers=keys["anna"]).get_json()
    ReasonsAnswer.model_validate(body)
    assert "birth_date_differs" in [one["code"] for one in body["reasons"]]


@pytest.mark.parametrize("alert_id", ["none", "%00", "a%2Fb"])
def test_an_unknown_alert_is_404(client: FlaskClient, keys: dict[str, Headers], alert_id: str) -> None:
    assert client.get(f"{ADDRESS}/{alert_id}", headers=keys["anna"]).status_code == 404


def test_figures_are_shown_of_what_may_be_seen(client: FlaskClient, keys: dict[str, Headers]) -> None:
    raised = len(screened(client, keys["retail"])["alerts"])
    for name, count in (("anna", raised), ("retail", raised), ("funds", 0)):
        body = client.get(f"{ADDRESS}/figures", headers=keys[name]).get_json()
        FiguresAnswer.model_validate(body)
        assert (body["raised"], body["backlog"]["total"]) == (count, count)
    for wrong in ("since=2026-02-01&until=2026-01-01", "since=x", "from=2026-01-01"):
        assert client.get(f"{ADDRESS}/figures?{wrong}", headers=keys["anna"]).status_code == 422
