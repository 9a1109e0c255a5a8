from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def description(client: FlaskClient) -> dict[str, Any]:
    body: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return body


def test_it_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1.")


def test_it_describes_every_route_of_the_api(app: Flask, description: dict[str, Any]) -> None:
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(("docs.", "web."))
    }
    assert set(description["paths"]) == routes


def test_the_example_is_answered(client: FlaskClient, description: dict[str, Any]) -> None:
    body = description["paths"]["/api/v1/screenings"]["post"]["requestBody"]
    example = body["content"]["application/json"]["example"]
    assert client.post("/api/v1/screenings", json=example).status_code == 201


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', repr(description).replace("'", '"')))
    assert references
    assert references <= set(schemas)


OPEN_PATHS = {"/healthz", "/readyz"}


def test_every_endpoint_but_the_probes_takes_a_key(description: dict[str, Any]) -> None:
    for path, methods in description["paths"].items():
        for operation in methods.values():
            assert bool(operation.get("security")) is (path not in OPEN_PATHS), path


def test_every_error_is_a_problem(description: dict[str, Any]) -> None:
    for methods in description["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if status >= "4" and status != "414":  # which the server answers before anything of ours
                    assert list(answer["content"]) == ["application/problem+json"], (operation, status)


def test_the_page_refers_to_nothing_elsewhere(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs").get_data(as_text=True)
    assert "//" not in page
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert client.get(urljoin("/api/v1/docs", address), buffered=True).status_code == 200
