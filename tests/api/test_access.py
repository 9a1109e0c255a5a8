from __future__ import annotations

import base64

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from screening.api.access import OPEN, is_loopback
from screening.domain.errors import UsageError
from screening.services.deps import Deps
from screening.services.keys import KeyRing
from screening.store.tables_audit import AuditRow

KEY = "a-key-of-more-than-24-characters"
QUESTION = {"subject": {"name": "Kim Jong Un"}}


@pytest.fixture
def keyed(client: FlaskClient, deps: Deps) -> FlaskClient:
    KeyRing(deps.database).install("bank", KEY, at=deps.clock())
    return client


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def test_every_route_but_the_open_ones_demands_a_key(app: Flask, keyed: FlaskClient) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OPEN]
    assert len(rules) >= 9
    for rule in rules:
        path = app.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, "x"))
        for method in rule.methods or ():
            answer = keyed.open(path, method=method)
            assert answer.status_code == 401, f"{method} {path}"


def test_an_unknown_address_demands_a_key_too(keyed: FlaskClient) -> None:
    assert keyed.get("/nowhere").status_code == 401


def test_open_endpoints_are_probes_and_files_only() -> None:
    assert {"ops.healthz", "ops.readyz", "web.static", "docs.static", "docs.swagger_static"} == OPEN


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/static/screening.css", "/api/v1/docs/static/docs.js"]
)
def test_probes_and_files_need_no_key(keyed: FlaskClient, path: str) -> None:
    assert keyed.get(path, buffered=True).status_code == 200


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Authorization", f"Bearer {KEY}"),
        ("Authorization", f"bearer {KEY}"),
        ("Authorization", f"ApiKey {KEY}"),
        ("Authorization", basic("anyone", KEY)),
        ("X-API-Key", KEY),
    ],
)
def test_a_key_is_taken_in_every_usual_place(keyed: FlaskClient, header: str, value: str) -> None:
    assert keyed.get("/api/v1/lists", headers={header: value}).status_code == 200


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Authorization", f"Bearer {KEY}x"),
        ("Authorization", "Bearer"),
        ("Authorization", "Bearer "),
        ("Authorization", "Basic !!!"),
        ("Authorization", basic(KEY, "")),
        ("Authorization", f"Digest {KEY}"),
        ("X-API-Key", ""),
        ("X-API-Key", "ÿ" * 30),
    ],
)
def test_anything_else_is_refused_without_a_hint(keyed: FlaskClient, header: str, value: str) -> None:
    answer = keyed.get("/api/v1/lists", headers={header: value})
    assert answer.status_code == 401
    assert answer.get_json()["detail"] == keyed.get("/api/v1/lists").get_json()["detail"]
    assert any(challenge.startswith("Basic ") for challenge in answer.headers.getlist("WWW-Authenticate"))


def test_the_name_of_the_key_is_the_actor(keyed: FlaskClient, deps: Deps) -> None:
    answer = keyed.post("/api/v1/screenings", json=QUESTION, headers={"X-API-Key": KEY})
    assert answer.status_code == 201
    assert actors(deps) == ["bank"]


def test_without_a_key_the_actor_is_loopback(client: FlaskClient, deps: Deps) -> None:
    assert client.post("/api/v1/screenings", json=QUESTION).status_code == 201
    assert actors(deps) == ["loopback"]


def actors(deps: Deps) -> list[str]:
    """Who asked for the screenings recorded, the oldest first."""
    asked = select(AuditRow.actor).where(AuditRow.kind == "screening").order_by(AuditRow.seq)
    with deps.database.reading() as session:
        return list(session.scalars(asked))


def test_without_a_key_another_machine_is_refused(client: FlaskClient) -> None:
    answer = client.get("/api/v1/lists", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "host", ["attacker.example", "attacker.example:8000", "127.0.0.1.attacker.example", "[", ""]
)
def test_without_a_key_another_host_name_is_refused(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "127.0.0.9", "[::1]:8000"])
def test_loopback_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/api/v1/lists", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://attacker.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_another_site_cannot_ask(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/api/v1/screenings", json=QUESTION, headers=headers).status_code == 403
    assert client.post("/screenings", data={"name": "Kim Jong Un"}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}],
)
def test_own_pages_and_programs_can_ask(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/api/v1/screenings", json=QUESTION, headers=headers).status_code == 201


def test_a_site_cannot_use_the_key_that_a_browser_remembers(keyed: FlaskClient) -> None:
    headers = {"Authorization": basic("anyone", KEY), "Sec-Fetch-Site": "cross-site"}
    assert keyed.post("/screenings", data={"name": "Kim Jong Un"}, headers=headers).status_code == 403


def test_a_short_key_is_no_key(deps: Deps) -> None:
    with pytest.raises(UsageError, match="24 characters"):
        KeyRing(deps.database).install("bank", "x" * 23, at=deps.clock())
    assert not KeyRing(deps.database).is_any()


def test_a_new_key_of_a_name_takes_the_place_of_the_old_one(deps: Deps) -> None:
    keys = KeyRing(deps.database)
    for key in ("first" * 6, "second" * 6, "second" * 6):
        keys.install("bank", key, at=deps.clock())
    assert keys.name_of("first" * 6) is None
    assert keys.name_of("second" * 6) == "bank"
    with pytest.raises(UsageError, match="revoked"):
        keys.install("bank", "first" * 6, at=deps.clock())


def test_the_key_itself_is_not_kept(deps: Deps) -> None:
    KeyRing(deps.database).install("bank", KEY, at=deps.clock())
    deps.database.close()
    files = [file for file in deps.data_folder.iterdir() if file.is_file()]
    assert files
    assert not any(KEY.encode() in file.read_bytes() for file in files)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("192.0.2.7", False),
        ("", False),
    ],
)
def test_loopback_is_told_from_the_rest(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
