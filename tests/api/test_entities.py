"""``/search``, ``/entities``, ``/catalog`` and ``/algorithms``, as clients of OpenSanctions ask them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from screening.api.ftm_schemas import AlgorithmsAnswer, CatalogAnswer, EntityAnswer, SearchAnswer
from screening.services.deps import Deps
from screening.services.lookup import AUDIT_KIND
from screening.services.refresh import load_list, release_version
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from tests.loading import list_xml, write


def search(client: FlaskClient, query: str = "", dataset: str = "default") -> dict[str, Any]:
    answer = client.get(f"/search/{dataset}{query}")
    assert answer.status_code == 200, answer.get_json()
    SearchAnswer.model_validate(answer.get_json())
    body: dict[str, Any] = answer.get_json()
    return body


def names(client: FlaskClient, query: str) -> list[str]:
    return [one["caption"] for one in search(client, query)["results"]]


@pytest.mark.parametrize(
    "q", ["kim jong", "KIM+Jong-un", "jong+kim", "us_ofac_sdn:20157", "20157", "Ким+Чен"]
)
def test_an_entity_is_found_by_words_of_its_name_or_by_its_id(reader: FlaskClient, q: str) -> None:
    found = names(reader, f"?q={q}")
    assert ("KIM, Jong Un" in found) is (q != "Ким+Чен"), "looking up is no screening"


def test_a_number_is_found_whatever_its_punctuation(reader: FlaskClient) -> None:
    assert names(reader, "?q=imo-9116412") == ["ADRIAN DARYA 1"]


def test_without_words_everything_is_found(reader: FlaskClient) -> None:
    found = search(reader)
    assert (len(found["results"]), found["limit"], found["offset"]) == (10, 10, 0)
    assert found["total"]["value"] > 40


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=kim+jong&schema=Person", True),
        ("?q=kim+jong&schema=LegalEntity", True),
        ("?q=kim+jong&schema=Vessel", False),
        ("?q=kim+jong&schema=Address", False),
        ("?q=kim+jong&exclude_schema=Person", False),
        ("?q=kim+jong&countries=kp", True),
        ("?q=kim+jong&countries=ke", False),
        ("?q=kim+jong&countries=ke&countries=kp", True),
        ("?q=kim+jong&countries=ke&countries=kp&filter_op=AND", False),
        ("?q=kim+jong&topics=sanction", True),
        ("?q=kim+jong&topics=role.pep", False),
        ("?q=kim+jong&datasets=un_sc_sanctions", False),
        ("?q=kim+jong&include_dataset=un_sc_sanctions", False),
        ("?q=kim+jong&exclude_dataset=us_ofac_sdn", False),
        ("?q=kim+jong&target=true", True),
        ("?q=kim+jong&target=false", False),
        ("?q=kim+jong&changed_since=2999-01-01T00:00", False),
        ("?q=kim+jong&changed_since=2000-01-01", True),
        ("?q=kim+jong&limit=0", False),
        ("?q=kim+jong&offset=100", False),
        ("?q=invalid/query&simple=true", False),
    ],
)
def test_filters_keep_or_remove(reader: FlaskClient, query: str, expected: bool) -> None:
    assert ("KIM, Jong Un" in names(reader, query)) is expected


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/search/peps", 404),
        ("/search/default?schema=Banana", 400),
        ("/search/default?include_dataset=none", 400),
        ("/search/default?sort=banana", 400),
        ("/search/default?filter=properties.birthDate:1985", 400),
        ("/search/default?limit=10000", 422),
        ("/search/default?offset=9999", 422),
        ("/search/default?facets=banana", 422),
        ("/search/gb_fcdo_sanctions", 503),
        ("/entities/none", 404),
        ("/entities/us_ofac_sdn:none", 404),
    ],
)
def test_what_is_not_there_is_an_error(reader: FlaskClient, address: str, status: int) -> None:
    assert reader.get(address).status_code == status


def test_facets_count_what_was_found(reader: FlaskClient) -> None:
    facets = search(reader, "?q=kim+jong+un&countries=kp")["facets"]
    assert list(facets) == ["countries", "topics", "datasets"]
    assert facets["countries"]["values"] == [{"name": "kp", "label": "North Korea", "count": 1}]
    assert facets["datasets"]["values"][0]["name"] == "us_ofac_sdn"
    assert list(search(reader, "?facets=schema&facets=topics")["facets"]) == ["schema", "topics"]


def test_entities_are_sorted_as_asked(reader: FlaskClient) -> None:
    found = names(reader, "?sort=caption:desc&limit=100")
    assert found == sorted(found, key=str.casefold, reverse=True)


def test_an_entity_is_read_with_what_its_lists_order(reader: FlaskClient) -> None:
    found = reader.get("/entities/us_ofac_sdn:27304").get_json()
    EntityAnswer.model_validate(found)
    (sanction,) = found["properties"]["sanctions"]
    assert sanction["properties"]["program"] == ["SDGT"]
    assert sanction["properties"]["provisions"] == ["asset freeze"]
    plain = reader.get("/entities/us_ofac_sdn:27304?nested=false").get_json()
    assert "sanctions" not in plain["properties"]
    assert plain["properties"]["imoNumber"] == ["IMO 9116412"]


def test_designations_of_one_party_are_one_entity(reader: FlaskClient) -> None:
    entity = next(one for one in search(reader, "?limit=100")["results"] if one["referents"])
    assert len(entity["datasets"]) == 2
    for referent in entity["referents"]:
        answer = reader.get(f"/entities/{referent}?nested=false")
        assert answer.status_code == 308
        assert reader.get(answer.headers["Location"]).get_json()["id"] == entity["id"]
    query = {"schema": entity["schema"], "properties": {"name": entity["caption"]}}
    matched = reader.post("/match/default", json={"queries": {"q": query}}).get_json()["responses"]["q"]
    first = matched["results"][0]
    assert (first["id"], first["datasets"], first["referents"]) == (
        entity["id"],
        entity["datasets"],
        entity["referents"],
    )


def test_a_search_is_told_in_the_audit_once_and_not_what_it_asked(client: FlaskClient, deps: Deps) -> None:
    for offset in (0, 1):
        search(client, f"?q=Kim+Jong&offset={offset}&limit=1")
    query = select(AuditPayloadRow.payload).join(AuditRow, AuditRow.seq == AuditPayloadRow.seq)
    with deps.database.reading() as session:
        (payload,) = session.scalars(query.where(AuditRow.kind == AUDIT_KIND))
    assert b"Kim" not in payload
    assert json.loads(payload)["filters"] == ["dataset", "q", "schema"]


def test_the_catalog_names_every_list_and_says_which_can_be_asked(reader: FlaskClient) -> None:
    body = reader.get("/catalog").get_json()
    CatalogAnswer.model_validate(body)
    datasets = {one["name"]: one for one in body["datasets"]}
    assert datasets["default"]["children"] == body["current"] == ["un_sc_sanctions", "us_ofac_sdn"]
    assert datasets["us_ofac_sdn"]["load"] is True
    assert datasets["gb_fcdo_sanctions"]["load"] is False
    assert body["index_stale"] is False


def test_the_algorithm_is_described(reader: FlaskClient) -> None:
    body = reader.get("/algorithms").get_json()
    AlgorithmsAnswer.model_validate(body)
    assert body["default"] == body["best"] == body["algorithms"][0]["name"]
    assert "birth_date" in body["algorithms"][0]["features"]


def test_a_list_that_changes_is_searched_as_it_is(client: FlaskClient, deps: Deps) -> None:
    assert names(client, "?q=kim+jong+un") == ["KIM, Jong Un"]
    file = write(deps.data_folder / "list.xml", list_xml(people={1: "KIMMEL"}))
    held = load_list(deps, "us_ofac_sdn", [file]).version.version
    release_version(deps, "us_ofac_sdn", held, reason="test", by="test")
    assert names(client, "?q=kim+jong+un") == []
    assert names(client, "?q=kimmel") == ["KIMMEL"]
    assert client.get("/api/v1/designations?q=kimmel").get_json()["total"] == 1


@pytest.mark.parametrize("one", ["un_sc_sanctions:CFi.009", "us_ofac_sdn:11018"])
def test_designations_that_are_only_probably_of_one_party_stand_apart(reader: FlaskClient, one: str) -> None:
    group = reader.get(f"/api/v1/party-groups/{one}").get_json()
    assert (group["certainty"], len(group["members"])) == ("probable", 2)
    found = reader.get(f"/entities/{one}").get_json()
    assert (found["id"], found["referents"], len(found["datasets"])) == (one, [], 1)
