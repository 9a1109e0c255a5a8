"""A key sees the screenings of its own portfolios, on every route that shows them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from screening.api.account_schemas import PortfolioAnswer, PortfoliosAnswer
from screening.services.deps import Deps
from screening.services.portfolios import create_portfolio
from tests.accounts import OPERATOR, form_token, make_key, showing

SHOWING = (
    "/api/v1/screenings/{}",
    "/api/v1/screenings/{}/report",
    "/screenings/{}",
    "/screenings/{}/report",
)
"""Every route that shows a screening."""

RAISING = "/screenings/{}/alerts"
"""For analysts, who raise alerts from those of their portfolios."""

REPLAY = "/api/v1/screenings/{}/replay"
"""For auditors, who see those of their portfolios too."""


@pytest.fixture
def keys(deps: Deps) -> dict[str, dict[str, str]]:
    """The headers of a key for retail, one for funds, one for both, and one for all."""
    for portfolio in ("retail", "funds", "other"):
        create_portfolio(deps, portfolio, portfolio.title(), OPERATOR)
    kept: dict[str, Any] = {
        "retail": ("retail",),
        "funds": ("funds",),
        "both": ("retail", "funds"),
        "all": None,
    }
    return {
        name: showing(make_key(deps, "screener", name=name, portfolios=portfolios).secret)
        for name, portfolios in kept.items()
    }


def ask(client: FlaskClient, key: dict[str, str], **more: object) -> tuple[int, dict[str, Any]]:
    """The status and body of a screening asked for."""
    answer = client.post("/api/v1/screenings", json={"subject": {"name": "Kim Jong Un"}, **more}, headers=key)
    return answer.status_code, answer.get_json()


def test_every_route_that_takes_a_screening_is_tested_here(app: Flask) -> None:
    shown = {rule.rule.replace("<screening_id>", "{}") for rule in app.url_map.iter_rules()}
    assert {rule for rule in shown if "screenings/{}" in rule} == {*SHOWING, RAISING, REPLAY}


@pytest.mark.parametrize("route", SHOWING)
def test_a_screening_is_shown_to_its_portfolio_and_to_who_sees_all(
    client: FlaskClient, keys: dict[str, dict[str, str]], route: str
) -> None:
    _, body = ask(client, keys["retail"])
    assert body["portfolio"] == "retail"
    seen = {name: client.get(route.format(body["id"]), headers=key).status_code for name, key in keys.items()}
    assert seen == {"retail": 200, "funds": 404, "both": 200, "all": 200}


def test_an_analyst_raises_alerts_from_the_screenings_of_their_own_portfolios(
    client: FlaskClient, deps: Deps, keys: dict[str, dict[str, str]]
) -> None:
    _, body = ask(client, keys["retail"])
    seen = {}
    for name in ("retail", "funds"):
        key = showing(make_key(deps, "analyst", name=f"analyst-{name}", portfolios=(name,)).secret)
        form = {"form_token": form_token(client)}
        seen[name] = client.post(RAISING.format(body["id"]), data=form, headers=key).status_code
    assert seen == {"retail": 303, "funds": 404}


def test_an_auditor_replays_the_screenings_of_their_own_portfolios(
    client: FlaskClient, deps: Deps, keys: dict[str, dict[str, str]]
) -> None:
    _, body = ask(client, keys["retail"])
    seen = {}
    for name in ("retail", "funds"):
        key = showing(make_key(deps, "auditor", name=f"auditor-{name}", portfolios=(name,)).secret)
        seen[name] = client.get(REPLAY.format(body["id"]), headers=key).status_code
    assert seen == {"retail": 200, "funds": 404}


@pytest.mark.parametrize("route", SHOWING)
def test_a_screening_of_no_portfolio_is_shown_to_who_sees_all_only(
    client: FlaskClient, keys: dict[str, dict[str, str]], route: str
) -> None:
    _, body = ask(client, keys["all"])
    assert body["portfolio"] is None
    seen = {name: client.get(route.format(body["id"]), headers=key).status_code for name, key in keys.items()}
    assert seen == {"retail": 404, "funds": 404, "both": 404, "all": 200}


def test_what_is_not_shown_is_answered_as_what_is_not_there(
    client: FlaskClient, keys: dict[str, dict[str, str]]
) -> None:
    _, body = ask(client, keys["funds"])
    hidden = client.get(f"/api/v1/screenings/{body['id']}", headers=keys["retail"])
    absent = client.get(f"/api/v1/screenings/{'0' * 32}", headers=keys["retail"])
    assert hidden.get_json()["detail"].replace(body["id"], "0" * 32) == absent.get_json()["detail"]


def test_a_request_names_a_portfolio_that_its_key_may_use(
    client: FlaskClient, keys: dict[str, dict[str, str]]
) -> None:
    assert ask(client, keys["both"], portfolio="funds")[1]["portfolio"] == "funds"
    assert ask(client, keys["all"], portfolio="other")[1]["portfolio"] == "other"
    assert ask(client, keys["retail"], portfolio="retail")[1]["portfolio"] == "retail"


def test_another_portfolio_is_refused_whether_it_is_there_or_not(
    client: FlaskClient, keys: dict[str, dict[str, str]]
) -> None:
    answers = [ask(client, keys["retail"], portfolio=named) for named in ("funds", "none")]
    assert answers[0] == answers[1]
    assert answers[0][0] == 403


def test_a_portfolio_that_must_be_named_or_is_not_there_is_a_fault(
    client: FlaskClient, keys: dict[str, dict[str, str]]
) -> None:
    for key, more in (("both", {}), ("all", {"portfolio": "none"})):
        status, body = ask(client, keys[key], **more)
        assert status == 422
        assert [fault["field"] for fault in body["faults"]] == ["portfolio"]


def test_narrowing_needs_a_scope_of_its_own(client: FlaskClient, deps: Deps) -> None:
    may = showing(make_key(deps, "screener", "screen:narrow", name="may").secret)
    may_not = showing(make_key(deps, "screener", name="may-not").secret)
    for narrowed in ({"lists": ["us_ofac_sdn"]}, {"threshold": 0.9}):
        status, body = ask(client, may, **narrowed)
        assert (status, body["narrowed"]) == (201, True)
        assert ask(client, may_not, **narrowed)[0] == 403
    for wider in ({}, {"threshold": 0.6}, {"lists": ["us_ofac_sdn", "un_sc_sanctions"]}):
        assert ask(client, may_not, **wider)[0] == 201


def test_portfolios_are_made_and_read_over_the_api(client: FlaskClient, deps: Deps) -> None:
    admin = showing(make_key(deps, "admin").secret)
    made = client.post("/api/v1/portfolios", json={"id": "retail", "title": "Retail"}, headers=admin)
    PortfolioAnswer.model_validate(made.get_json())
    for wrong in ({"id": "retail", "title": "x"}, {"id": "A b", "title": "x"}, {"id": "x"}):
        assert client.post("/api/v1/portfolios", json=wrong, headers=admin).status_code == 422
    for title, said in (("\x00", "must be of printable characters"), ("", "is needed")):
        answer = client.post("/api/v1/portfolios", json={"id": "odd", "title": title}, headers=admin)
        assert answer.get_json()["faults"] == [{"field": "title", "message": said}]
    found = PortfoliosAnswer.model_validate(client.get("/api/v1/portfolios", headers=admin).get_json())
    assert [one.id for one in found.portfolios] == ["retail"]
