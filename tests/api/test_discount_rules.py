"""Discount rules over the API: proposed, approved by another person, retired; refused with figures."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from screening.api.discount_rules import RuleAnswer, RulesAnswer
from screening.api.schemas import Problem
from tests.api.test_alerts import KIM, Headers, do, screened
from tests.api.test_alerts import keys as keys

ADDRESS = "/api/v1/discount-rules"
RULE = {"kind": "birth_dates_apart", "title": "Born apart", "years": 14, "sample_share": 0.05}


def test_a_rule_goes_from_its_proposal_to_its_end(client: FlaskClient, keys: dict[str, Headers]) -> None:
    made = client.post(ADDRESS, json=RULE, headers=keys["anna"])
    assert (made.status_code, made.get_json()["state"]) == (201, "proposed")
    address = f"{ADDRESS}/{made.get_json()['id']}"
    assert do(client, keys["anna"], address, "approval")[0] == 403
    status, body = do(client, keys["anna-too"], address, "approval")
    assert (status, body["type"]) == (403, "urn:screening:problem:own-proposal")
    status, body = do(client, keys["ben"], address, "approval", text="agreed")
    RuleAnswer.model_validate(body)
    assert (status, body["state"], body["answered_by"]) == (200, "in_force", "ben")
    assert do(client, keys["ben"], address, "rejection")[0] == 409
    assert do(client, keys["anna"], address, "retirement", text="")[0] == 422
    assert do(client, keys["anna"], address, "retirement", text="enough")[1]["state"] == "retired"
    listed = client.get(ADDRESS, headers=keys["ben"]).get_json()
    RulesAnswer.model_validate(listed)
    assert [one["state"] for one in listed["rules"]] == ["retired"]


def test_a_rule_that_would_close_every_alert_is_refused_with_what_it_would_have_closed(
    client: FlaskClient, keys: dict[str, Headers]
) -> None:
    addresses = screened(client, keys["bank"], subject={**KIM, "birth_dates": ["1999-05-05"]})["alerts"]
    answer = client.post(ADDRESS, json=RULE, headers=keys["anna"])
    body = answer.get_json()
    Problem.model_validate(body)
    assert (answer.status_code, body["type"]) == (422, "urn:screening:problem:rule-refused")
    assert body["simulation"]["examples"] == addresses
    assert (body["simulation"]["alerts"], body["simulation"]["closed"]) == (len(addresses), len(addresses))
    assert client.get(ADDRESS, headers=keys["anna"]).get_json()["rules"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "all"},
        {"years": 1},
        {"years": None},
        {"years": 1_000},
        {"years": "20"},
        {"sample_share": 0},
        {"sample_share": "0.05"},
        {"sample_share": 1.1},
        {"title": " "},
        {"more": 1},
    ],
)
def test_a_rule_with_a_fault_is_refused(
    client: FlaskClient, keys: dict[str, Headers], wrong: dict[str, Any]
) -> None:
    answer = client.post(ADDRESS, json={**RULE, **wrong}, headers=keys["anna"])
    assert (answer.status_code, [one["field"] for one in answer.get_json()["faults"]]) == (422, [*wrong])


def test_a_kind_that_looks_at_no_births_has_no_years(client: FlaskClient, keys: dict[str, Headers]) -> None:
    rule = {**RULE, "kind": "person_and_other"}
    refused = client.post(ADDRESS, json=rule, headers=keys["anna"])
    assert [one["field"] for one in refused.get_json()["faults"]] == ["years"]
    made = client.post(ADDRESS, json={**rule, "years": None}, headers=keys["anna"])
    RuleAnswer.model_validate(made.get_json())
    assert (made.status_code, made.get_json()["years"]) == (201, None)


def test_who_is_kept_to_portfolios_makes_no_rules(client: FlaskClient, keys: dict[str, Headers]) -> None:
    assert client.post(ADDRESS, json=RULE, headers=keys["retail"]).status_code == 403
    assert do(client, keys["ben"], f"{ADDRESS}/none", "approval")[0] == 404
