from __future__ import annotations

import base64

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from screening.api.permissions import ANYBODY, NEEDED, OPEN
from screening.domain.access import Permission
from screening.hosts import is_loopback
from screening.services.deps import Deps
from screening.services.key_admin import make_first_key, revoke_key
from screening.store.tables_audit import AuditRow
from tests.accounts import OPERATOR, form_token, make_key, showing

QUESTION = {"subject": {"name": "Kim Jong Un"}}


@pytest.fixture
def key(deps: Deps) -> str:
    """A key that may do everything but approve."""
    return make_key(deps).secret


@pytest.fixture
def keyed(client: FlaskClient, key: str) -> FlaskClient:
    """The client of an installation where a key is in use."""
    return client


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and a path of every route, the open ones left out."""
    adapter = app.url_map.bind("localhost")
    return [
        (rule.endpoint, method, adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, "x"), method))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS"})
        if rule.endpoint not in OPEN
    ]


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def test_every_route_is_declared_and_none_else(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == NEEDED.keys() | OPEN | ANYBODY


def test_every_route_but_the_open_ones_demands_a_key(app: Flask, keyed: FlaskClient) -> None:
    assert len(routes(app)) >= 17
    for _, method, path in routes(app):
        answer = keyed.open(path, method=method)
        assert answer.status_code == 401, f"{method} {path}"
        assert answer.content_type == "application/problem+json"


def test_every_route_needs_the_permission_that_is_declared(app: Flask, deps: Deps) -> None:
    """Of each route: a key with all other permissions is refused, one with this alone is not."""
    client, secrets = app.test_client(), {}
    for one in Permission:
        others = [str(other) for other in Permission if other is not one]
        kept = [other for other in others if one is Permission.MANAGE_ACCOUNTS or other != "accounts:manage"]
        secrets[one] = (
            make_key(deps, *(scope for scope in kept if scope != "alerts:approve"), name=f"not-{one.name}"),
            make_key(deps, str(one), name=f"only-{one.name}", owner=f"owner-{one.name}"),
        )
    for endpoint, method, path in routes(app):
        if endpoint in ANYBODY:
            continue
        without, alone = secrets[NEEDED[endpoint]]
        refused = client.open(path, method=method, headers=showing(without.secret))
        assert refused.status_code == 403, f"{method} {path}"
        form = {"form_token": form_token(client)} if endpoint.startswith("web.") else None
        passed = client.open(path, method=method, headers=showing(alone.secret), data=form)
        assert passed.status_code not in {401, 403}, f"{method} {path}"


def test_a_route_that_nobody_declared_answers_nobody(app: Flask, deps: Deps, key: str) -> None:
    app.add_url_rule("/new", "new", lambda: "secret")
    assert app.test_client().get("/new", headers=showing(key)).status_code == 403


def test_an_unknown_address_demands_a_key_too(keyed: FlaskClient) -> None:
    assert keyed.get("/nowhere").status_code == 401


def test_open_endpoints_are_probes_files_and_the_door_only() -> None:
    files = {"web.static", "docs.static", "docs.swagger_static"}
    door = {"web.sign_in", "web.sign_in_again", "web.sso", "web.sso_return"}
    assert files | door | {"ops.healthz", "ops.readyz"} == OPEN


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/static/screening.css", "/api/v1/docs/static/docs.js"]
)
def test_probes_and_files_need_no_key(keyed: FlaskClient, path: str) -> None:
    assert keyed.get(path, buffered=True).status_code == 200


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Authorization", "Bearer {key}"),
        ("Authorization", "bearer {key}"),
        ("Authorization", "ApiKey {key}"),
        ("Authorization", "basic"),
        ("X-API-Key", "{key}"),
    ],
)
def test_a_key_is_taken_in_every_usual_place(keyed: FlaskClient, key: str, header: str, value: str) -> None:
    shown = basic("anyone", key) if value == "basic" else value.format(key=key)
    assert keyed.get("/api/v1/lists", headers={header: shown}).status_code == 200


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Authorization", "Bearer {key}x"),
        ("Authorization", "Bearer"),
        ("Authorization", "Bearer "),
        ("Authorization", "Basic !!!"),
        ("Authorization", "Digest {key}"),
        ("X-API-Key", ""),
        ("X-API-Key", "ÿ" * 30),
    ],
)
def test_anything_else_is_refused_without_a_hint(
    keyed: FlaskClient, key: str, header: str, value: str
) -> None:
    answer = keyed.get("/api/v1/lists", headers={header: value.format(key=key)})
    assert answer.status_code == 401
    assert answer.get_json()["detail"] == keyed.get("/api/v1/lists").get_json()["detail"]
    assert any(challenge.startswith("Basic ") for challenge in answer.headers.getlist("WWW-Authenticate"))


def test_a_key_that_ended_is_refused_like_one_that_never_was(deps: Deps, client: FlaskClient) -> None:
    ended = make_key(deps, name="ended")
    revoke_key(deps, ended.key.id, OPERATOR)
    bodies = [
        client.get("/api/v1/lists", headers=showing(shown)).get_json() for shown in (ended.secret, "x" * 40)
    ]
    assert bodies[0] == bodies[1]
    assert bodies[0]["status"] == 401


def test_the_name_of_the_key_is_the_actor(keyed: FlaskClient, deps: Deps, key: str) -> None:
    answer = keyed.post("/api/v1/screenings", json=QUESTION, headers=showing(key))
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


def test_a_site_cannot_use_the_key_that_a_browser_remembers(keyed: FlaskClient, key: str) -> None:
    headers = {"Authorization": basic("anyone", key), "Sec-Fetch-Site": "cross-site"}
    assert keyed.post("/screenings", data={"name": "Kim Jong Un"}, headers=headers).status_code == 403


def test_what_a_proxy_passes_on_is_not_from_this_machine(client: FlaskClient) -> None:
    assert client.get("/api/v1/lists", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403


def test_this_machine_needs_a_key_once_the_first_one_was_used(client: FlaskClient, deps: Deps) -> None:
    first = make_first_key(deps) or ""
    assert client.get("/api/v1/lists").status_code == 200
    assert client.get("/api/v1/lists", headers=showing("x" * 40)).status_code == 401
    assert client.get("/api/v1/lists").status_code == 200
    assert client.get("/api/v1/keys", headers=showing(first)).status_code == 200
    assert client.get("/api/v1/lists").status_code == 401


def test_nobody_makes_keys_without_one(client: FlaskClient) -> None:
    assert client.get("/api/v1/keys").status_code == 403


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
