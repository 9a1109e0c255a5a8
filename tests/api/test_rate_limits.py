"""A key asks as often as it may; two service processes on one database count together."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from screening.config import Settings
from screening.services.deps import Deps, open_deps
from tests.accounts import form_token, make_key, make_user, showing
from tests.serving import run_command, running


def test_a_key_that_asks_too_often_is_told_when_to_come_back(client: FlaskClient, deps: Deps) -> None:
    slow = showing(make_key(deps, "screener", rate_limit="2/hour").secret)
    assert [client.get("/api/v1/lists", headers=slow).status_code for _ in range(4)] == [200, 200, 429, 429]
    answer = client.get("/api/v1/lists", headers=slow)
    assert answer.content_type == "application/problem+json"
    assert 3500 < int(answer.headers["Retry-After"]) <= 3600
    assert client.get("/", headers={**slow, "Accept": "text/html"}).status_code == 429


def test_one_key_does_not_use_up_anothers_rate(client: FlaskClient, deps: Deps) -> None:
    for name in ("one", "two"):
        key = showing(make_key(deps, "screener", name=name, rate_limit="1/hour").secret)
        assert client.get("/api/v1/lists", headers=key).status_code == 200


def test_sign_ins_of_one_address_are_bounded(client: FlaskClient, deps: Deps) -> None:
    make_user(deps, password=None)
    token = form_token(client)
    found = {
        client.post("/sign-in", data={"form_token": token, "name": "\x00"}).status_code for _ in range(61)
    }
    assert found == {401, 429}


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_two_services_on_one_database_count_together(
    tmp_path: Path, backend: str, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/screening.db"
    if backend == "postgresql":
        url = request.getfixturevalue("postgres_url")
    settings = {"SCREENING_DATABASE_URL": url, "SCREENING_DATA_DIR": str(tmp_path)}
    assert run_command(tmp_path, "db", "upgrade", **settings).returncode == 0
    with closing(open_deps(Settings(database_url=url, data_dir=tmp_path))) as deps:
        key = showing(make_key(deps, "screener", rate_limit="10/hour").secret)
    with ExitStack() as stack:
        services = [stack.enter_context(running(tmp_path, "--workers", "2", **settings)) for _ in range(2)]
        found = [services[n % 2].ask("GET", "/api/v1/lists", headers=key).status for n in range(14)]
    assert found == [200] * 10 + [429] * 4


def test_a_rate_that_is_none_is_refused_at_the_start(tmp_path: Path) -> None:
    done = run_command(tmp_path, "serve", SCREENING_RATE_LIMIT="fast")
    assert done.returncode == 2
    assert "SCREENING_RATE_LIMIT" in done.stderr
