"""A client's system tells of the end of a relationship: its records are kept from then."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from screening.api.schemas import RelationshipAnswer
from screening.services.deps import Deps
from screening.services.portfolios import create_portfolio
from tests.accounts import OPERATOR, make_key, showing

PATH = "/api/v1/relationships"
ENDED = {"reference": "client/1", "ended_on": "2026-02-01", "jurisdictions": ["eu"], "reason": "closed"}


@pytest.fixture
def key(deps: Deps) -> dict[str, str]:
    return showing(make_key(deps, "admin").secret)


def test_what_is_told_is_read_again(client: FlaskClient, key: dict[str, str]) -> None:
    told = client.post(PATH, json=ENDED | {"reference": "client-1"}, headers=key)
    assert told.status_code == 200
    answer = RelationshipAnswer.model_validate(told.get_json())
    assert (answer.reference, str(answer.ended_on), answer.jurisdictions) == (
        "client-1",
        "2026-02-01",
        ["eu"],
    )
    assert client.get(f"{PATH}/client-1", headers=key).get_json() == told.get_json()


def test_a_reference_of_which_nothing_was_told_is_not_found(client: FlaskClient, key: dict[str, str]) -> None:
    assert client.get(f"{PATH}/client-1", headers=key).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({**ENDED, "ended_on": "soon"}, 422),
        ({**ENDED, "ended_on": 1764028800}, 422),
        ({**ENDED, "reason": ""}, 422),
        ({**ENDED, "ended_on": "2999-01-01"}, 422),
        ({**ENDED, "jurisdictions": ["xx"]}, 422),
        ({**ENDED, "other": 1}, 422),
        ([], 422),
    ],
)
def test_what_cannot_be_is_refused(
    client: FlaskClient, key: dict[str, str], body: object, status: int
) -> None:
    assert client.post(PATH, json=body, headers=key).status_code == status


def test_an_account_of_one_portfolio_cannot_end_the_relationships_of_others(
    client: FlaskClient, deps: Deps
) -> None:
    create_portfolio(deps, "retail", "Retail", OPERATOR)
    key = showing(make_key(deps, "admin", portfolios=("retail",)).secret)
    assert client.post(PATH, json=ENDED, headers=key).status_code == 403
    assert client.get(f"{PATH}/client-1", headers=key).status_code == 403
