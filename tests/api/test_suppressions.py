"""Suppressions over the API: listed, looked at, revoked; seen by their portfolio alone."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from screening.api.schemas import ScreeningAnswer
from screening.api.suppression_schemas import ReviewsAnswer, SuppressionAnswer, SuppressionsAnswer
from screening.services.deps import Deps
from tests.accounts import make_key, showing
from tests.api.test_alerts import FALSE, Headers, do, screened
from tests.api.test_alerts import keys as keys

ADDRESS = "/api/v1/suppressions"


def suppressed(client: FlaskClient, keys: dict[str, Headers], **more: Any) -> dict[str, Any]:
    """The answer to a question all of whose hits were decided to be false, and approved."""
    for address in screened(client, keys["bank"], **more)["alerts"]:
        assert do(client, keys["anna"], address, "decision", version=1, **FALSE)[0] == 200
        assert do(client, keys["ben"], address, "approval", version=2)[0] == 200
    return screened(client, keys["bank"], **more)


def listed(client: FlaskClient, key: Headers, query: str = "") -> list[dict[str, Any]]:
    """A page of suppressions, whose shape is the published one."""
    body = client.get(f"{ADDRESS}{query}", headers=key).get_json()
    SuppressionsAnswer.model_validate(body)
    return list(body["suppressions"])


def test_a_suppressed_answer_names_the_suppression_of_each_hit(
    client: FlaskClient, keys: dict[str, Headers]
) -> None:
    answer = suppressed(client, keys)
    ScreeningAnswer.model_validate(answer)
    assert (answer["status"], answer["alerts"]) == ("suppressed", [])
    addresses = {hit["suppression"] for hit in answer["hits"]}
    found = listed(client, keys["anna"])
    assert {one["url"] for one in found} == addresses
    assert {(one["state"], one["decided_by"], one["approved_by"]) for one in found} == {
        ("in_force", "anna", "ben")
    }
    one = client.get(found[0]["url"], headers=keys["anna"]).get_json()
    SuppressionAnswer.model_validate(one)
    assert one == {**found[0], "wording": []}


def test_suppressions_are_found_by_what_is_asked(client: FlaskClient, keys: dict[str, Headers]) -> None:
    suppressed(client, keys)
    total = len(listed(client, keys["anna"]))
    one = listed(client, keys["anna"])[0]
    of_it = f"list_id={one['list_id']}&authority_ref={one['authority_ref']}"
    expected = {
        "?reference=client-1": total,
        "?reference=client-2": 0,
        f"?{of_it}": 1,
        "?state=in_force": total,
        "?state=revoked": 0,
        "?state=lapsed": 0,
        "?state=expired": 0,
        "?portfolio=%00": 0,
        "?limit=1": 1,
    }
    assert {query: len(listed(client, keys["anna"], query)) for query in expected} == expected
    assert client.get(f"{ADDRESS}?state=none", headers=keys["anna"]).status_code == 422
    reviews = client.get(f"{ADDRESS}/reviews", headers=keys["anna"]).get_json()
    ReviewsAnswer.model_validate(reviews)
    assert reviews["total"] == 0


def test_one_is_revoked_with_words_and_once(client: FlaskClient, keys: dict[str, Headers]) -> None:
    suppressed(client, keys)
    address = listed(client, keys["anna"])[0]["url"]
    assert do(client, keys["bank"], address, "revocation", text="x")[0] == 403
    assert do(client, keys["anna"], address, "revocation", text=" ")[0] == 422
    assert do(client, keys["anna"], address, "review", fingerprint="0" * 64)[0] == 422
    status, body = do(client, keys["anna"], address, "revocation", text="he moved")
    SuppressionAnswer.model_validate(body)
    assert (status, body["state"], body["ended_by"], body["why"]) == (200, "revoked", "anna", "he moved")
    assert do(client, keys["anna"], address, "revocation", text="again")[0] == 409
    assert screened(client, keys["bank"])["status"] == "hit"


def test_one_is_seen_by_its_portfolio_and_by_who_sees_all(
    client: FlaskClient, keys: dict[str, Headers]
) -> None:
    suppressed(client, keys, portfolio="retail")
    address = listed(client, keys["retail"])[0]["url"]
    assert listed(client, keys["funds"]) == []
    assert client.get(address, headers=keys["funds"]).status_code == 404
    for what, body in (("revocation", {"text": "x"}), ("review", {"fingerprint": "x"})):
        assert do(client, keys["funds"], address, what, **body)[0] == 404
    assert client.get(f"{ADDRESS}/none", headers=keys["anna"]).status_code == 404


@pytest.mark.parametrize("expires_on", [None, "2020-01-01", "9999-12-31", "never", 1806537600])
def test_a_suppression_without_a_near_end_is_refused(
    client: FlaskClient, keys: dict[str, Headers], expires_on: Any
) -> None:
    address = screened(client, keys["bank"])["alerts"][0]
    before = client.get(address, headers=keys["anna"]).get_json()
    status, body = do(client, keys["anna"], address, "decision", version=1, **FALSE, expires_on=expires_on)
    assert (status, [one["field"] for one in body["faults"]]) == (422, ["expires_on"])
    assert client.get(address, headers=keys["anna"]).get_json() == before


def test_a_match_by_example_is_suppressed_too(
    client: FlaskClient, keys: dict[str, Headers], deps: Deps
) -> None:
    suppressed(client, keys)
    key = showing(make_key(deps, "screener", name="yente").secret)
    example = {"schema": "Person", "properties": {"name": ["Kim Jong Un"]}, "id": "client-1"}
    answer = client.post("/match/default", json={"queries": {"q": example}}, headers=key).get_json()
    assert answer["responses"]["q"]["results"] != []
