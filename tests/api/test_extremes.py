"""Values at the ends of what JSON can hold are faults, never a 500: found by made-up requests."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from screening.services.deps import Deps
from tests.accounts import make_key, showing

SCREENINGS = "/api/v1/screenings"


@pytest.mark.parametrize("threshold", ["1e308", "-1e308", "1e400", "-1e400", "NaN", "Infinity"])
def test_a_threshold_as_large_as_json_can_hold(reader: FlaskClient, threshold: str) -> None:
    body = f'{{"subject": {{"name": "x"}}, "threshold": {threshold}}}'
    answer = reader.post(SCREENINGS, data=body, content_type="application/json")
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.get_json()["faults"]] == ["threshold"]


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_at_the_end_of_time(reader: FlaskClient, instant: str) -> None:
    answer = reader.post(SCREENINGS, json={"subject": {"name": "x"}, "in_force_at": instant})
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.get_json()["faults"]] == ["in_force_at"]


def test_a_reason_of_blanks(client: FlaskClient, deps: Deps) -> None:
    key = showing(make_key(deps, "admin").secret)
    body = {"reference": "client-1", "reason": "\u00a0"}
    answer = client.post("/api/v1/relationships", json=body, headers=key)
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.get_json()["faults"]] == ["reason"]
