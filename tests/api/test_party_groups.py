"""``/api/v1/party-groups``."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from screening.api.schemas import PartyGroupAnswer
from screening.domain.party_group import DecisionKind, parse_member
from screening.services.deps import Deps
from screening.services.party_catalogue import decide

KONY = "us_ofac_sdn:11018"


def test_a_hit_leads_to_its_group_with_the_evidence(client: FlaskClient) -> None:
    hit = client.post("/api/v1/screenings", json={"subject": {"name": "Joseph Kony"}}).get_json()["hits"][0]
    found = client.get(f"/api/v1/party-groups/{quote(hit['party_group'], safe='')}")
    body = PartyGroupAnswer.model_validate(found.get_json())
    assert body.id == hit["party_group"]
    assert {f"{one.list_id}:{one.authority_ref}" for one in body.members} == {body.id, KONY}
    assert body.links[0].evidence
    assert all(client.get(one.designation_url).status_code == 200 for one in body.members)


def test_a_member_leads_to_its_group_and_a_loner_is_a_group_of_one(client: FlaskClient) -> None:
    of_member = client.get(f"/api/v1/party-groups/{KONY}").get_json()
    assert of_member == client.get(f"/api/v1/party-groups/{of_member['id']}").get_json()
    alone = client.get("/api/v1/party-groups/us_ofac_sdn:6861").get_json()
    PartyGroupAnswer.model_validate(alone)
    assert (alone["id"], len(alone["members"])) == ("us_ofac_sdn:6861", 1)


def test_decisions_show_on_the_group(client: FlaskClient, deps: Deps) -> None:
    pair = parse_member(KONY), parse_member("un_sc_sanctions:CFi.009")
    decide(deps, *pair, DecisionKind.APART, by="A. Analyst", reason="two mothers")
    body = client.get(f"/api/v1/party-groups/{KONY}").get_json()
    PartyGroupAnswer.model_validate(body)
    assert [(one["decision"], one["by"]) for one in body["decisions"]] == [("apart", "A. Analyst")]
    assert len(body["members"]) == 1


@pytest.mark.parametrize("group_id", ["us_ofac_sdn:0", "nobody", "us_ofac_sdn:%00", "a/b:c"])
def test_an_unknown_group_is_404(client: FlaskClient, group_id: str) -> None:
    answer = client.get(f"/api/v1/party-groups/{group_id}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_a_recorded_answer_keeps_the_groups_that_it_was_given_with(client: FlaskClient, deps: Deps) -> None:
    posted = client.post("/api/v1/screenings", json={"subject": {"name": "Joseph Kony"}})
    pair = parse_member(KONY), parse_member("un_sc_sanctions:CFi.009")
    decide(deps, *pair, DecisionKind.APART, by="A. Analyst", reason="two mothers")
    assert client.get(posted.headers["Location"]).get_json() == posted.get_json()
    again = client.post("/api/v1/screenings", json={"subject": {"name": "Joseph Kony"}}).get_json()
    assert [hit["score"] for hit in again["hits"]] == [hit["score"] for hit in posted.get_json()["hits"]]
    assert {hit["party_group"] for hit in again["hits"]} == {KONY, "un_sc_sanctions:CFi.009"}
