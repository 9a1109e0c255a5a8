"""What is done after a true match, and the draft of a rationale, over the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from screening.api.alert_schemas import AlertAnswer, RationaleAnswer
from tests.api.test_alerts import FALSE, Headers, do, read, screened
from tests.api.test_alerts import keys as keys

TRUE = {"verdict": "true_match", "reason": "facts_agree", "text": "the same man", "confirmed": True}
TODAY = datetime.now(UTC).date()
FROZEN: dict[str, Any] = {"kind": "frozen", "taken_on": "2026-03-02"}


@pytest.fixture
def alert(client: FlaskClient, keys: dict[str, Headers]) -> str:
    """An alert with an OFAC hit that is proposed to be a true match; its version is 2."""
    found = (read(client, keys["anna"], one) for one in screened(client, keys["bank"])["alerts"])
    address = next(one["url"] for one in found if "us_ofac_sdn" in {hit["list_id"] for hit in one["hits"]})
    assert do(client, keys["anna"], address, "decision", version=1, **TRUE)[0] == 200
    return str(address)


def test_a_report_falls_due_and_is_told_when_it_was_made(
    client: FlaskClient, keys: dict[str, Headers], alert: str
) -> None:
    status, first = do(client, keys["anna"], alert, "response", version=2, **FROZEN)
    AlertAnswer.model_validate(first)
    assert (status, first["state"], first["version"]) == (200, "pending_approval", 3)
    (made,) = first["responses"]
    assert (made["report_due_on"], made["report_rule"][:14]) == ("2026-03-16", "31 CFR 501.603")
    assert do(client, keys["ben"], alert, "approval", version=3)[0] == 200
    told = {**FROZEN, "reported_on": "2026-03-10", "report_reference": "OFAC-1", "text": "sent"}
    status, second = do(client, keys["anna"], alert, "response", version=4, **told)
    assert (status, second["state"]) == (200, "closed")
    assert [one["report_reference"] for one in second["responses"]] == [None, "OFAC-1"]
    assert second["history"][-1]["new"]["response"]["kind"] == "frozen"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**FROZEN, "kind": "sold"}, "kind"),
        ({"kind": "frozen"}, "taken_on"),
        ({**FROZEN, "taken_on": 0}, "taken_on"),
        ({**FROZEN, "taken_on": "0001-01-01"}, "taken_on"),
        ({**FROZEN, "reported_on": "1764028800"}, "reported_on"),
        ({**FROZEN, "taken_on": (TODAY + timedelta(days=2)).isoformat()}, "taken_on"),
        ({**FROZEN, "reported_on": "2026-03-01"}, "reported_on"),
    ],
)
def test_a_response_that_cannot_be_changes_nothing(
    client: FlaskClient, keys: dict[str, Headers], alert: str, body: dict[str, Any], field: str
) -> None:
    status, answer = do(client, keys["anna"], alert, "response", version=2, **body)
    assert (status, [one["field"] for one in answer["faults"]]) == (422, [field])
    assert read(client, keys["anna"], alert)["responses"] == []


def test_only_a_true_match_has_one(client: FlaskClient, keys: dict[str, Headers]) -> None:
    address = screened(client, keys["bank"], reference="client-2")["alerts"][0]
    assert do(client, keys["anna"], address, "response", version=1, **FROZEN)[0] == 409
    do(client, keys["anna"], address, "decision", version=1, **FALSE)
    status, answer = do(client, keys["anna"], address, "response", version=2, **FROZEN)
    assert (status, answer["faults"][0]["field"]) == (422, "kind")
    assert do(client, keys["anna"], address, "response", version=1, **FROZEN)[0] == 409
    assert do(client, keys["funds"], address, "response", version=2, **FROZEN)[0] == 404


def test_a_rationale_is_drafted_from_the_ledger(client: FlaskClient, keys: dict[str, Headers]) -> None:
    subject = {"name": "Kim Jong Un", "birth_dates": ["1999-05-05"], "gender": "female"}
    address = screened(client, keys["bank"], subject=subject)["alerts"][0]
    body = client.get(f"{address}/rationale", headers=keys["ben"]).get_json()
    RationaleAnswer.model_validate(body)
    assert "Birth date differs: 1999-05-05 against 08 Jan 1984 (differs by 15 years)." in body["text"]
    assert "Gender differs: female against male." in body["text"]
    assert client.get(f"{address}/rationale", headers=keys["funds"]).status_code == 404
