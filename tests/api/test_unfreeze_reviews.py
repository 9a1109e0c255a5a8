"""Unfreeze reviews over the API: listed by portfolio, decided by two persons."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from screening.api.unfreeze_reviews import UnfreezeAnswer, UnfreezesAnswer
from screening.services.deps import Deps
from screening.store.unfreezing import write_reviews
from tests.api.test_alerts import Headers, do, screened
from tests.api.test_alerts import keys as keys
from tests.store.alerts import make_review

ADDRESS = "/api/v1/unfreeze-reviews"


@pytest.fixture
def review(client: FlaskClient, keys: dict[str, Headers], deps: Deps) -> str:
    """The address of a review of the portfolio *retail* that waits to be approved."""
    alert = screened(client, keys["retail"])["alerts"][0].rpartition("/")[2]
    at = datetime.now(UTC)
    one = make_review(alert, "us_ofac_sdn", at=at)
    with deps.database.writing() as session:
        write_reviews(session, [one], at=at, actor="screening", kind="unfreeze_reviews_raised")
    return f"{ADDRESS}/{one.id}"


def total(client: FlaskClient, key: Headers, query: str = "") -> int:
    """How many reviews are shown."""
    body = client.get(f"{ADDRESS}{query}", headers=key).get_json()
    UnfreezesAnswer.model_validate(body)
    return int(body["total"])


def test_a_review_is_decided_by_two_persons(
    client: FlaskClient, keys: dict[str, Headers], review: str
) -> None:
    assert do(client, keys["anna-too"], review, "approval", version=2)[0] == 403
    assert do(client, keys["anna"], review, "approval", version=2)[0] == 403
    body = do(client, keys["ben"], review, "rejection", version=2, text="look again")[1]
    assert [body[name] for name in ("state", "text", "answered_by")] == ["open", "look again", "ben"]
    assert do(client, keys["anna"], review, "decision", version=3, outcome="sold", text="x")[0] == 422
    assert do(client, keys["anna"], review, "decision", version=2, outcome="kept", text="x")[0] == 409
    body = do(client, keys["anna"], review, "decision", version=3, outcome="released", text="off")[1]
    assert [body[name] for name in ("state", "outcome", "text")] == ["pending_approval", "released", "off"]
    assert body["answered_by"] is None
    status, body = do(client, keys["ben"], review, "approval", version=4)
    UnfreezeAnswer.model_validate(body)
    assert (status, body["state"], body["answered_by"]) == (200, "closed", "ben")
    assert do(client, keys["ben"], review, "approval", version=5)[0] == 409
    assert (total(client, keys["anna"]), total(client, keys["anna"], "?state=closed")) == (0, 1)


def test_a_review_is_seen_by_its_portfolio(
    client: FlaskClient, keys: dict[str, Headers], review: str
) -> None:
    assert [total(client, keys[name]) for name in ("retail", "anna", "funds")] == [1, 1, 0]
    assert do(client, keys["funds"], review, "approval", version=2)[0] == 404
    assert do(client, keys["anna"], f"{ADDRESS}/x", "decision", version=1, outcome="kept", text="x")[0] == 404
