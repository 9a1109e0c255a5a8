"""Who may not do a thing does not see its button, and is refused anyway; portfolios are kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from screening.app import create_app
from screening.config import Settings
from screening.services.deps import Deps, open_deps
from screening.services.lookup import AUDIT_KIND
from screening.services.portfolios import create_portfolio
from screening.services.refresh import load_samples
from screening.store.tables_audit import AuditRow
from tests.accounts import OPERATOR, form_token, make_key, showing


@pytest.fixture(scope="module")
def deps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deps]:
    folder: Path = tmp_path_factory.mktemp("roles")
    with closing(open_deps(Settings(database_url=f"sqlite:///{folder}/screening.db"))) as deps:
        load_samples(deps)
        create_portfolio(deps, "retail", "Retail", OPERATOR)
        create_portfolio(deps, "funds", "Funds", OPERATOR)
        yield deps


@pytest.fixture(scope="module")
def client(deps: Deps) -> FlaskClient:
    return create_app(deps).test_client()


@pytest.fixture(scope="module")
def keys(deps: Deps) -> dict[str, dict[str, str]]:
    """The headers of a key of each role."""
    roles = {"analyst": {}, "screener": {}, "admin": {}, "retail": {"portfolios": ("retail",)}}
    roles["funds"] = {"portfolios": ("funds",)}
    scope = {"retail": "analyst", "funds": "analyst"}
    return {
        name: showing(make_key(deps, scope.get(name, name), name=name, **more).secret)
        for name, more in roles.items()
    }


def screen(client: FlaskClient, headers: dict[str, str], name: str = "Kim Jong Un") -> str:
    sent = {"name": name, "form_token": form_token(client)}
    answer = client.post("/screenings", data=sent, headers=headers)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def test_who_may_not_decide_is_offered_no_alert_and_raises_none(
    client: FlaskClient, keys: dict[str, dict[str, str]]
) -> None:
    place = screen(client, keys["screener"])
    assert "Raise an alert" not in client.get(place, headers=keys["screener"]).get_data(as_text=True)
    assert "Raise an alert" in client.get(place, headers=keys["analyst"]).get_data(as_text=True)
    refused = client.post(
        f"{place}/alerts", data={"form_token": form_token(client)}, headers=keys["screener"]
    )
    assert refused.status_code == 403


def test_who_may_not_screen_can_still_look_up(client: FlaskClient, keys: dict[str, dict[str, str]]) -> None:
    home = client.get("/", headers=keys["admin"]).get_data(as_text=True)
    assert 'aria-label="Screen a name"' not in home
    assert 'action="/look-up"' in home
    assert "Past screenings" not in home
    assert ">Look up</a>" in home.partition("</header>")[0]
    screener = client.get("/", headers=keys["screener"]).get_data(as_text=True)
    assert ">Screen</a>" in screener.partition("</header>")[0]
    assert client.get("/screenings", headers=keys["admin"]).status_code == 403
    assert client.get("/look-up?q=kim", headers=keys["admin"]).status_code == 200


def test_answers_of_another_portfolio_are_not_there(
    client: FlaskClient, keys: dict[str, dict[str, str]]
) -> None:
    place = screen(client, keys["retail"], "Portfolio Person")
    ours = client.get("/screenings?name=portfolio", headers=keys["retail"]).get_data(as_text=True)
    theirs = client.get("/screenings?name=portfolio", headers=keys["funds"]).get_data(as_text=True)
    assert place in ours
    assert place not in theirs
    assert client.get(place, headers=keys["funds"]).status_code == 404
    raised = client.post(f"{place}/alerts", data={"form_token": form_token(client)}, headers=keys["funds"])
    assert raised.status_code == 404


def test_a_look_up_is_told_in_the_audit_once_and_its_later_pages_are_not(
    deps: Deps, client: FlaskClient, keys: dict[str, dict[str, str]]
) -> None:
    def told() -> int:
        with deps.database.reading() as session:
            return len(session.scalars(select(AuditRow.seq).where(AuditRow.kind == AUDIT_KIND)).all())

    before = told()
    for path in ("/look-up", "/look-up?q=kim&in=part", "/look-up?q=kim&in=part&offset=50"):
        client.get(path, headers=keys["analyst"])
    assert told() == before + 1
