"""``/match`` as clients of OpenSanctions ask it: in the shapes of yente's own tests."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from screening.api.ftm_schemas import MatchAnswer
from screening.services.bulk_input import MOST_TOGETHER
from screening.services.deps import Deps
from screening.store.tables_screening import ScreeningRow
from tests.accounts import make_key, showing

KIM = {
    "schema": "Person",
    "properties": {"name": ["Kim Jong Un"], "birthDate": ["1984"], "country": "Russia"},
}
NOBODY = {"schema": "Company", "properties": {"name": "Nobody In Particular"}}


def match(client: FlaskClient, *queries: object, query: str = "", dataset: str = "default") -> dict[str, Any]:
    """The responses to queries that are called a, b …"""
    body = {"queries": dict(zip("abcdef", queries, strict=False))}
    answer = client.post(f"/match/{dataset}{query}", json=body)
    assert answer.status_code == 200, answer.get_json()
    MatchAnswer.model_validate(answer.get_json())
    responses: dict[str, Any] = answer.get_json()["responses"]
    return responses


def results(client: FlaskClient, given: object, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = match(client, given, query=query)["a"]["results"]
    return found


def test_a_party_is_found_under_the_keys_of_the_queries(reader: FlaskClient) -> None:
    found = match(reader, KIM, NOBODY, KIM)
    assert list(found) == ["a", "b", "c"]
    assert found["a"]["results"][0]["id"] == "us_ofac_sdn:20157"
    assert found["a"]["total"] == {"value": 1, "relation": "eq"}
    assert (found["b"]["results"], found["b"]["total"]["value"]) == ([], 0)


def test_the_query_comes_back_as_it_was_understood(reader: FlaskClient) -> None:
    query = match(reader, {**KIM, "id": "my-entity"})["a"]["query"]
    assert query["schema"] == "Person"
    assert query["id"] == "my-entity"
    assert query["properties"] == {"name": ["Kim Jong Un"], "birthDate": ["1984"], "country": ["ru"]}


def test_a_result_is_an_entity_with_a_score_that_is_explained(reader: FlaskClient) -> None:
    found = results(reader, KIM)[0]
    assert (found["schema"], found["caption"], found["target"]) == ("Person", "KIM, Jong Un", True)
    assert found["properties"]["nationality"] == ["kp"]
    assert found["properties"]["topics"] == ["sanction"]
    assert found["datasets"] == ["us_ofac_sdn"]
    assert round(sum(one["score"] for one in found["explanations"].values()), 4) == found["score"]
    assert found["features"] == {name: one["score"] for name, one in found["explanations"].items()}


def test_each_query_is_recorded_as_a_screening(client: FlaskClient, deps: Deps) -> None:
    found = match(client, {**KIM, "id": "client-7"}, NOBODY)
    recorded = client.get(found["a"]["screening"]["url"]).get_json()
    assert (recorded["status"], recorded["reference"]) == ("hit", "client-7")
    assert recorded["corpus"] == found["b"]["screening"]["corpus"]
    with deps.database.reading() as session:
        assert len(list(session.scalars(select(ScreeningRow)))) == 2


def test_a_score_exactly_at_the_threshold_is_a_match(reader: FlaskClient) -> None:
    alike = {"schema": "Person", "properties": {"name": ["Kim Jong Unn"]}}
    score = results(reader, alike, "?cutoff=0.5")[0]["score"]
    assert 0.7 < score < 1
    assert results(reader, alike, f"?threshold={score}")[0]["match"] is True
    above = f"?threshold={score + 0.0001:.4f}"
    assert results(reader, alike, above) == []
    assert results(reader, alike, above + "&cutoff=0.5")[0]["match"] is False


def test_a_score_exactly_at_the_cutoff_is_shown(reader: FlaskClient) -> None:
    alike = {"schema": "Person", "properties": {"name": ["Kim Jong Unn"]}}
    score = results(reader, alike)[0]["score"]
    assert results(reader, alike, f"?cutoff={score}")[0]["score"] == score
    assert results(reader, alike, f"?cutoff={score + 0.0001:.4f}") == []


def test_a_higher_threshold_hides_and_does_not_narrow(reader: FlaskClient) -> None:
    alike = {"schema": "Person", "properties": {"name": ["Kim Jong Unn"]}}
    found = match(reader, alike, query="?threshold=0.99")["a"]
    assert (found["results"], found["screening"]["status"]) == ([], "hit")


def test_one_bad_query_does_not_fail_the_others(reader: FlaskClient) -> None:
    bad = [{"schema": "Banana", "properties": {}}, {"properties": {"name": "x"}}, None, "x"]
    found = match(reader, KIM, *bad)
    assert len(found["a"]["results"]) == 1
    for name in "bcde":
        assert (found[name]["status"], found[name]["results"]) == (400, [])
        assert found[name]["screening"] is None
        assert found[name]["error"].startswith(f"queries.{name}")


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({"properties": {"name": "Banana"}}, 422, "queries.q.schema"),
        ({"schema": "xxx", "properties": {"name": "Banana"}}, 400, "queries.q.schema"),
        ({"schema": "Address", "properties": {"full": "Banana"}}, 400, "queries.q.schema"),
        ({"schema": "Person", "properties": {}}, 400, "queries.q.properties.name"),
        ({"schema": "Person", "properties": []}, 422, "queries.q.properties"),
        ({"schema": "Person", "properties": {"name": "x"}, "id": 7}, 422, "queries.q.id"),
        (None, 422, "queries.q"),
    ],
)
def test_a_request_of_which_nothing_can_be_answered_is_an_error(
    reader: FlaskClient, given: object, status: int, field: str
) -> None:
    """One answer of errors, in 200, would be read as one without results."""
    answer = reader.post("/match/default", json={"queries": {"q": given}})
    assert answer.status_code == status
    assert [fault["field"] for fault in answer.get_json()["faults"]] == [field]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ([], 422),
        ({"queries": []}, 422),
        ({"queries": {}}, 400),
        ({"queries": {"q": KIM}, "weights": 7}, 422),
        ({"queries": {str(n): KIM for n in range(MOST_TOGETHER + 1)}}, 413),
    ],
)
def test_a_body_of_another_shape_is_an_error(reader: FlaskClient, body: object, status: int) -> None:
    assert reader.post("/match/default", json=body).status_code == status


def test_what_is_not_compared_is_reported(reader: FlaskClient) -> None:
    properties = {"name": "Kim Jong Un", "nmae": "x", "birthDate": ["soon", "1984"], "country": [7, "Narnia"]}
    found = match(reader, {"schema": "Person", "properties": properties})["a"]
    told = " ".join(found["warnings"])
    for path in (
        "properties.nmae",
        "properties.birthDate[0]",
        "properties.country[0]",
        "properties.country[1]",
    ):
        assert f"{path} is not compared" in told
    assert found["query"]["properties"]["birthDate"] == ["1984"]


@pytest.mark.parametrize("birth_date", ["soon", {"year": 1984}])
def test_a_value_that_cannot_be_read_leaves_an_answer_without_hits_incomplete(
    client: FlaskClient, birth_date: object
) -> None:
    properties = {"name": "Nobody In Particular", "birthDate": ["1984", birth_date]}
    found = match(client, {"schema": "Person", "properties": properties})["a"]
    assert found["screening"]["status"] == "incomplete"
    assert found["screening"]["reason"].startswith("properties.birthDate[1] is no")
    assert found["screening"]["reason"] in found["warnings"]
    recorded = client.get(found["screening"]["url"]).get_json()
    assert (recorded["status"], recorded["reason"]) == ("incomplete", found["screening"]["reason"])
    replayed = client.get(f"{found['screening']['url']}/replay").get_json()
    assert replayed["outcome"] == "same"


def test_a_hit_stays_a_hit_whatever_could_not_be_read_beside_it(reader: FlaskClient) -> None:
    properties = {"name": "Kim Jong Un", "country": "Narnia"}
    found = match(reader, {"schema": "Person", "properties": properties})["a"]["screening"]
    assert (found["status"], "country[0]" in found["reason"]) == ("hit", True)


def test_what_is_compared_with_nothing_leaves_an_answer_complete(reader: FlaskClient) -> None:
    properties = {"name": "Nobody In Particular", "notes": "x", "gender": ["male", "male"]}
    found = match(reader, {"schema": "Person", "properties": properties})["a"]
    assert len([note for note in found["warnings"] if "is not compared" in note]) == 2
    assert (found["screening"]["status"], found["screening"]["reason"]) == ("no_hit", "")


def test_weights_and_foreign_algorithms_are_taken_and_said_to_be_unused(reader: FlaskClient) -> None:
    body = {"queries": {"q": KIM}, "weights": {"name_literal": 0.8}, "config": {}}
    told = reader.post("/match/default?algorithm=logic-v1", json=body).get_json()["warnings"]
    assert [one.split()[0] for one in told] == ["logic-v1", "weights"]
    assert reader.post("/match/default?algorithm=neural-net", json=body).status_code == 400
    assert reader.post("/match/default?algorithm=best&fuzzy=false", json=body).get_json()["warnings"] != told


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 1),
        ("?exclude_dataset=us_ofac_sdn", 0),
        ("?include_dataset=us_ofac_sdn", 1),
        ("?include_dataset=un_sc_sanctions", 0),
        ("?include_dataset=un_sc_sanctions&include_dataset=us_ofac_sdn", 1),
        ("?exclude_schema=Person", 0),
        ("?exclude_schema=Vessel", 1),
        ("?topics=crime.cyber", 0),
        ("?topics=crime.cyber&topics=sanction", 1),
        ("?exclude_entity_ids=us_ofac_sdn:20157", 0),
        ("?changed_since=2999-01-01", 0),
        ("?changed_since=2000-01-01T12:00", 1),
        ("?limit=0", 0),
    ],
)
def test_a_client_sees_what_it_wants_to_see(reader: FlaskClient, query: str, expected: int) -> None:
    assert len(results(reader, KIM, query)) == expected


def test_a_list_is_a_dataset_and_others_may_be_put_beside_it(reader: FlaskClient) -> None:
    for query, expected in (("", 0), ("?include_dataset=us_ofac_sdn", 1)):
        found = match(reader, KIM, dataset="un_sc_sanctions", query=query)["a"]
        assert len(found["results"]) == expected
    assert found["screening"]["status"] == "hit"


def test_an_answer_from_fewer_lists_is_marked(reader: FlaskClient) -> None:
    found = match(reader, NOBODY, dataset="un_sc_sanctions")["a"]["screening"]
    assert (found["status"], found["reason"]) == ("incomplete", "narrowed")
    assert match(reader, NOBODY, dataset="sanctions")["a"]["screening"]["status"] == "no_hit"


def test_fewer_lists_need_the_scope_for_it(client: FlaskClient, deps: Deps) -> None:
    key = showing(make_key(deps, "screener").secret)
    body = {"queries": {"q": KIM}}
    assert client.post("/match/us_ofac_sdn", json=body, headers=key).status_code == 403
    assert client.post("/match/default", json=body, headers=key).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/match/none", 404),
        ("/match/gb_fcdo_sanctions", 503),
        ("/match/default?include_dataset=mx_governors", 400),
        ("/match/default?exclude_dataset=us_ofac_sdn&exclude_dataset=un_sc_sanctions", 400),
        ("/match/default?threshold=0.3", 422),
        ("/match/default?threshold=2", 422),
        ("/match/default?threshold=nan", 422),
        ("/match/default?limit=501", 422),
        ("/match/default?changed_since=soon", 422),
    ],
)
def test_what_cannot_be_asked_is_an_error_never_an_empty_answer(
    reader: FlaskClient, address: str, status: int
) -> None:
    assert reader.post(address, json={"queries": {"q": KIM}}).status_code == status


def test_a_cutoff_below_the_floor_is_the_floor(reader: FlaskClient) -> None:
    found = match(reader, KIM, query="?cutoff=0")["a"]
    assert reader.get(found["screening"]["url"]).get_json()["threshold"] == 0.5


def test_each_query_counts_against_the_rate(client: FlaskClient, deps: Deps) -> None:
    key = showing(make_key(deps, "screener", rate_limit="5/hour").secret)
    body = {"queries": {str(n): KIM for n in range(4)}}
    found = [client.post("/match/default", json=body, headers=key).status_code for _ in range(2)]
    assert found == [200, 429]


def test_a_party_without_a_name_is_screened_by_its_number(reader: FlaskClient) -> None:
    given = {"schema": "Vessel", "properties": {"imoNumber": ["9116412"]}}
    found = match(reader, given)["a"]
    assert found["results"][0]["caption"] == "ADRIAN DARYA 1"
    assert "there is no name: only numbers are compared" in found["warnings"]


def test_a_name_is_put_together_of_its_parts(reader: FlaskClient) -> None:
    given = {"schema": "Person", "properties": {"firstName": "Jong Un", "lastName": ["Kim"]}}
    assert results(reader, given)[0]["score"] == 1


def test_an_equal_name_is_shown_whatever_the_limit(reader: FlaskClient) -> None:
    names = ["Kim Jong Un", "Adrian Darya 1", "Grace 1"]
    found = results(reader, {"schema": "Thing", "properties": {"name": names}}, "?limit=1")
    assert {one["caption"] for one in found} == {"KIM, Jong Un", "ADRIAN DARYA 1"}
