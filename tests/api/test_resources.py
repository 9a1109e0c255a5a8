from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from screening.api.list_schemas import DiffAnswer, ListsAnswer, VersionsAnswer
from screening.api.schemas import DesignationAnswer, ScreeningAnswer
from screening.resources import lists_dir
from screening.services.deps import Deps
from screening.services.refresh import load_list, release_version
from tests.loading import list_xml, write

QUESTION: dict[str, Any] = {
    "subject": {"name": "Kim Jong Un", "type": "individual", "nationalities": ["kp"]},
    "reference": "client-7",
}


@pytest.fixture
def answer(client: FlaskClient) -> dict[str, Any]:
    posted = client.post("/api/v1/screenings", json=QUESTION)
    assert posted.status_code == 201
    body: dict[str, Any] = posted.get_json()
    return body


def test_an_answer_has_the_published_shape(answer: dict[str, Any]) -> None:
    ScreeningAnswer.model_validate(answer)


def test_an_answer_says_that_samples_gave_it(answer: dict[str, Any]) -> None:
    assert all(one["sample"] for one in answer["screened_against"])
    assert any("sample" in warning for warning in answer["warnings"])


def test_the_contributions_add_up_to_the_score(answer: dict[str, Any]) -> None:
    assert answer["status"] == "hit"
    for hit in answer["hits"]:
        total = sum(round(line["contribution"] * 10_000) for line in hit["evidence"])
        assert total == round(hit["score"] * 10_000)


def test_a_recorded_answer_is_read_again_word_for_word(client: FlaskClient) -> None:
    posted = client.post("/api/v1/screenings", json=QUESTION)
    assert client.get(posted.headers["Location"]).get_json() == posted.get_json()


def test_an_unknown_screening_is_404(client: FlaskClient) -> None:
    assert client.get("/api/v1/screenings/none").status_code == 404


def test_a_hit_leads_to_its_designation(client: FlaskClient, answer: dict[str, Any]) -> None:
    hit = answer["hits"][0]
    found = client.get(hit["designation_url"]).get_json()
    DesignationAnswer.model_validate(found)
    assert found["designation"]["authority_ref"] == hit["authority_ref"]
    assert found["list_version"] == hit["provenance"]["list_version"]
    assert found["sample"] is True


def test_a_designation_stands_beside_its_raw_record(client: FlaskClient) -> None:
    found = client.get("/api/v1/designations/us_ofac_sdn/6861").get_json()
    (record,) = found["raw_records"]
    assert record["text"].startswith("<sdnEntry>")
    assert "<uid>6861</uid>" in record["text"]
    sample = (lists_dir() / "us_ofac_sdn" / "sample.xml").read_text("utf-8")
    assert sample.splitlines()[record["line"] - 1].strip() == "<sdnEntry>"
    assert (record["file"], found["raw_note"]) == ("sample.xml", "")
    assert found["programmes"][0]["measure_class"] == "full_block"
    assert found["measures"] == ["asset freeze"]
    without = client.get("/api/v1/designations/us_ofac_sdn/6861?raw=false").get_json()
    assert without["raw_records"] == []


def test_a_designation_is_shown_as_of_a_day_or_in_a_version(client: FlaskClient, deps: Deps) -> None:
    versions = [_load(deps, "2026-01-01", "KIM"), _load(deps, "2026-02-01", "KIMM")]
    names = {}
    for query in ("", "?as_of=2026-01-31", "?as_of=2026-02-01", f"?version={versions[0]}"):
        found = client.get(f"/api/v1/designations/us_ofac_sdn/1{query}").get_json()
        DesignationAnswer.model_validate(found)
        names[query] = found["designation"]["names"][0]["text"]
        assert f"<lastName>{names[query]}</lastName>" in found["raw_records"][0]["text"]
    assert list(names.values()) == ["KIMM", "KIM", "KIMM", "KIM"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("as_of=1999-01-01", 422),
        ("as_of=2999-01-01", 422),
        ("as_of=soon", 422),
        ("version=2020-01-01.00000000", 422),
        ("as_of=2026-01-01&version=x", 422),
    ],
)
def test_a_moment_that_is_not_held_is_a_problem(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"/api/v1/designations/us_ofac_sdn/6861?{query}").status_code == status


@pytest.mark.parametrize("path", ["us_ofac_sdn/none", "none/36", "us_ofac_sdn/a/b%2Fc"])
def test_an_unknown_designation_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(f"/api/v1/designations/{path}").status_code == 404


def test_all_lists_are_shown_with_their_versions(client: FlaskClient) -> None:
    body = client.get("/api/v1/lists").get_json()
    ListsAnswer.model_validate(body)
    states = {one["list_id"]: one["state"] for one in body["lists"]}
    assert states["us_ofac_sdn"] == states["un_sc_sanctions"] == "sample"


def test_the_versions_of_a_list_are_shown(client: FlaskClient) -> None:
    body = client.get("/api/v1/lists/us_ofac_sdn/versions").get_json()
    VersionsAnswer.model_validate(body)
    assert [one["state"] for one in body["versions"]] == ["active"]
    assert client.get("/api/v1/lists/none/versions").status_code == 404


def test_the_delta_of_two_versions_is_shown_with_its_fields(client: FlaskClient, deps: Deps) -> None:
    old = _load(deps, "2026-01-01", "KIM")
    new = _load(deps, "2026-02-01", "KIMM")
    address = f"/api/v1/lists/us_ofac_sdn/diff?old={old}&new={new}"
    body = client.get(address).get_json()
    DiffAnswer.model_validate(body)
    assert [(one["kind"], one["authority_ref"], len(one["fields"])) for one in body["changes"]] == [
        ("amended", "1", 1)
    ]
    assert client.get(address + "&fields=false").get_json()["changes"][0]["fields"] == []
    rest = client.get(address + "&offset=1&limit=1").get_json()
    assert (rest["total"], rest["changes"], rest["next"]) == (1, [], None)


def test_the_versions_of_a_list_come_in_pages(client: FlaskClient, deps: Deps) -> None:
    loaded = [_load(deps, f"2026-0{month}-01", "KIM") for month in (1, 2)]
    first = client.get("/api/v1/lists/us_ofac_sdn/versions?limit=2")
    VersionsAnswer.model_validate(first.get_json())
    assert [one["version"] for one in first.get_json()["versions"]] == loaded[::-1]
    following = first.get_json()["next"]
    assert first.headers["Link"] == f'<{following}>; rel="next"'
    last = client.get(following).get_json()
    assert ([one["sample"] for one in last["versions"]], last["next"]) == ([True], None)


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 422), ("?old=x&new=y", 422), ("?old=x", 422), ("?old=x&new=y&limit=0", 422)],
)
def test_a_delta_that_cannot_be_told_is_a_problem(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"/api/v1/lists/us_ofac_sdn/diff{query}").status_code == status
    assert client.get("/api/v1/lists/none/diff?old=x&new=y").status_code == 404


def _load(deps: Deps, published: str, name: str) -> str:
    """Put a list of one entry in force; its version id."""
    content = list_xml(date.fromisoformat(published), {1: name})
    file = write(deps.data_folder / "list.xml", content)
    held = load_list(deps, "us_ofac_sdn", [file]).version.version
    return release_version(deps, "us_ofac_sdn", held, reason="test", by="test").version


def test_a_lone_surrogate_and_a_nul_come_back_as_they_were_sent(client: FlaskClient) -> None:
    question = {"subject": {"name": "Kim\ud800 Jong\x00 Un"}, "reference": "\ud800\x00"}
    posted = client.post("/api/v1/screenings", json=question)
    assert posted.status_code in {201, 422}
    if posted.status_code == 201:
        assert client.get(posted.headers["Location"]).get_json()["reference"] == "\ud800\x00"
        assert client.get(f"/screenings/{posted.get_json()['id']}").status_code == 200
