"""``Idempotency-Key`` over HTTP: sent again, a request is answered again and recorded once."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

ONE = "/api/v1/screenings"
MANY = "/api/v1/screenings/bulk"
KIM = {"subject": {"name": "Kim Jong Un"}}
BODIES: dict[str, dict[str, Any]] = {ONE: KIM, MANY: {"subjects": [KIM, {"subject": {}}, {"name": "Nobody"}]}}


@pytest.mark.parametrize("address", [ONE, MANY])
def test_sent_again_it_is_the_same_answer(reader: FlaskClient, address: str) -> None:
    headers = {"Idempotency-Key": f"again-{address}"}
    first, second = (reader.post(address, json=BODIES[address], headers=headers) for _ in range(2))
    assert (first.status_code, first.get_json()) == (second.status_code, second.get_json())
    assert first.headers.get("Location") == second.headers.get("Location")
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert reader.post(address, json=BODIES[address]).get_json() != first.get_json()


@pytest.mark.parametrize("address", [ONE, MANY])
def test_another_body_under_the_same_key_is_refused(reader: FlaskClient, address: str) -> None:
    headers = {"Idempotency-Key": f"other-{address}"}
    reader.post(address, json=BODIES[address], headers=headers)
    other = {**BODIES[address], "limit": 3}
    answer = reader.post(address, json=other, headers=headers)
    assert (answer.status_code, answer.get_json()["type"]) == (422, "urn:screening:problem:key-reused")


def test_layout_is_no_difference(reader: FlaskClient) -> None:
    headers = {"Idempotency-Key": "layout", "Content-Type": "application/json"}
    bodies = ('{"limit": 3, "subject": {"name": "x"}}', '{"subject":{"name":"x"},"limit":3}')
    answers = [reader.post(ONE, data=body, headers=headers).get_json() for body in bodies]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("key", ["x" * 256, "", "a b", "\N{LATIN SMALL LETTER E WITH ACUTE}"])
def test_what_is_no_key_is_a_fault(reader: FlaskClient, key: str) -> None:
    answer = reader.post(ONE, json=KIM, headers={"Idempotency-Key": key})
    (fault,) = answer.get_json()["faults"]
    assert fault["field"] == "Idempotency-Key"
    assert fault["message"] == "must be 1 to 255 visible characters"


def test_a_request_that_was_refused_may_be_sent_better(reader: FlaskClient) -> None:
    headers = {"Idempotency-Key": "better"}
    assert reader.post(ONE, json={"subject": {}}, headers=headers).status_code == 422
    assert reader.post(ONE, json=KIM, headers=headers).status_code == 201
