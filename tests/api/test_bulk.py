"""Many parties in a request: one that is wrong is answered in its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from screening.api.bodies import MOST_BYTES_OF_MANY, MOST_DEPTH
from screening.api.schemas import BulkAnswer, Problem
from screening.app import MOST_BYTES, create_app
from screening.services.bulk_input import MOST_TOGETHER
from screening.services.deps import Deps
from screening.services.portfolios import create_portfolio
from tests.accounts import OPERATOR, make_key, showing

BULK = "/api/v1/screenings/bulk"
KIM = {"subject": {"name": "Kim Jong Un"}, "reference": "client-7"}
NOBODY = {"subject": {"name": "Nobody In Particular"}}


def ask(client: FlaskClient, subjects: list[Any], **terms: Any) -> list[dict[str, Any]]:
    answer = client.post(BULK, json={"subjects": subjects, **terms})
    assert answer.status_code == 200, answer.get_json()
    BulkAnswer.model_validate(answer.get_json())
    results: list[dict[str, Any]] = answer.get_json()["results"]
    assert [one["index"] for one in results] == list(range(len(subjects)))
    return results


def test_each_party_is_answered_as_if_it_were_asked_alone(reader: FlaskClient) -> None:
    alone = reader.post("/api/v1/screenings", json=KIM).get_json()
    together, other = (one["screening"] for one in ask(reader, [KIM, NOBODY]))
    for name in ("status", "reference", "hits", "threshold", "corpus", "screened_against"):
        assert together[name] == alone[name]
    assert other["status"] == "no_hit"
    assert reader.get(f"/api/v1/screenings/{together['id']}").get_json() == together


def test_a_bad_one_is_answered_in_its_place(reader: FlaskClient) -> None:
    bad = [{"subject": {"name": " ", "surprise": 1}}, None, 7, {"reference": "x"}, {**KIM, "threshold": 0.1}]
    results = ask(reader, [KIM, *bad, NOBODY])
    assert ["problem" in one for one in results] == [False, *[True] * 5, False]
    faults = [[fault["field"] for fault in one["problem"]["faults"]] for one in results[1:6]]
    assert faults == [
        ["subject.name", "subject.surprise"],
        ["subject"],
        ["subject"],
        ["subject.name", "subject.reference"],
        ["threshold"],
    ]
    assert {one["problem"]["status"] for one in results[1:6]} == {422}


def test_terms_hold_for_all_that_have_none_of_their_own(reader: FlaskClient) -> None:
    first, second = ask(reader, [{"name": "Kim Jong Un"}, {**KIM, "threshold": 0.6}], threshold=0.5)
    assert (first["screening"]["threshold"], second["screening"]["threshold"]) == (0.5, 0.6)


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        ([], 422, ["body"]),
        ({}, 422, ["subjects"]),
        ({"subjects": []}, 422, ["subjects"]),
        ({"subjects": {}, "limit": 0, "surprise": 1}, 422, ["limit", "surprise", "subjects"]),
        ({"subjects": [KIM], "lists": ["none"]}, 422, ["lists[0]"]),
        ({"subjects": [KIM] * (MOST_TOGETHER + 1)}, 413, None),
    ],
)
def test_a_request_of_another_shape_is_an_error(
    reader: FlaskClient, body: object, status: int, fields: list[str] | None
) -> None:
    answer = reader.post(BULK, json=body)
    assert answer.status_code == status
    assert [fault["field"] for fault in answer.get_json().get("faults", [])] == (fields or [])


def test_a_thousand_are_answered(reader: FlaskClient) -> None:
    results = ask(reader, [{"subject": {"name": f"Nobody Number {n}"}} for n in range(MOST_TOGETHER)])
    assert len({one["screening"]["id"] for one in results}) == MOST_TOGETHER
    assert len({one["screening"]["corpus"] for one in results}) == 1


def test_many_may_be_larger_than_one(reader: FlaskClient) -> None:
    filler = {"subject": {"name": "Kim Jong Un", "context": {"note": "x" * MOST_BYTES}}}
    assert "screening" in ask(reader, [filler])[0]
    body = json.dumps({"subjects": [filler] * 9}).encode()
    assert len(body) > MOST_BYTES_OF_MANY
    assert reader.post(BULK, data=body, content_type="application/json").status_code == 413


@pytest.mark.parametrize("address", [BULK, "/api/v1/screenings", "/match/default"])
def test_a_body_that_is_nested_too_deep_is_400(reader: FlaskClient, address: str) -> None:
    deep = "[" * MOST_DEPTH + "]" * MOST_DEPTH
    body = f'{{"subjects": {deep}, "subject": {deep}, "queries": {deep}}}'
    answer = reader.post(address, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert "deep" in answer.get_json()["detail"]
    flat = body.replace(deep, deep[1:-1])
    assert reader.post(address, data=flat, content_type="application/json").status_code == 422


def test_each_party_counts_against_the_rate(client: FlaskClient, deps: Deps) -> None:
    key = showing(make_key(deps, "screener", rate_limit="5/hour").secret)
    found = [client.post(BULK, json={"subjects": [KIM] * 4}, headers=key).status_code for _ in range(2)]
    assert found == [200, 429]


def test_what_stands_against_all_is_the_answer(empty: Deps) -> None:
    client = create_app(empty).test_client()
    assert client.post(BULK, json={"subjects": [KIM]}).status_code == 503


def test_a_scope_that_is_missing_stands_against_all(client: FlaskClient, deps: Deps) -> None:
    key = showing(make_key(deps, "screener").secret)
    body = {"subjects": [KIM, NOBODY], "lists": ["un_sc_sanctions"]}
    assert client.post(BULK, json=body, headers=key).status_code == 403
    mixed = {"subjects": [{**KIM, "lists": ["un_sc_sanctions"]}, NOBODY]}
    results = client.post(BULK, json=mixed, headers=key).get_json()["results"]
    assert (results[0]["problem"]["status"], "screening" in results[1]) == (403, True)


def test_what_stands_against_all_does_not_hide_what_is_wrong_with_each(
    client: FlaskClient, deps: Deps
) -> None:
    create_portfolio(deps, "retail", "Retail", OPERATOR)
    key = showing(make_key(deps, "screener", portfolios=("retail",)).secret)
    narrowed = {**KIM, "lists": ["un_sc_sanctions"]}
    bad = {"subject": {"name": " ", "surprise": 1}}
    answer = client.post(BULK, json={"subjects": [narrowed, bad, {**KIM, "portfolio": "other"}]}, headers=key)
    assert answer.status_code == 403
    problem = Problem.model_validate(answer.get_json())
    assert problem.faults is not None
    told = {fault.field: fault.message for fault in problem.faults}
    assert told.keys() == {"subjects[1].subject.name", "subjects[1].subject.surprise", "subjects[2]"}
    assert told["subjects[2]"] == "This portfolio is not yours to use."
    assert "Fewer lists" in problem.detail


def test_a_database_that_is_not_there_does_not_hide_what_is_wrong_with_each(empty: Deps) -> None:
    answer = create_app(empty).test_client().post(BULK, json={"subjects": [KIM, {"name": " "}]})
    assert answer.status_code == 503
    assert [one["field"] for one in answer.get_json()["faults"]] == ["subjects[1].subject.name"]


def test_parties_belong_to_the_portfolio_of_the_key(client: FlaskClient, deps: Deps) -> None:
    create_portfolio(deps, "retail", "Retail", OPERATOR)
    key = showing(make_key(deps, "screener", portfolios=("retail",)).secret)
    answer = client.post(BULK, json={"subjects": [KIM, {**KIM, "portfolio": "other"}]}, headers=key)
    first, second = answer.get_json()["results"]
    assert first["screening"]["portfolio"] == "retail"
    assert second["problem"]["status"] == 403
