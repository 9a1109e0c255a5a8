"""The log of the real service tells what happened to a request, and nothing of what was asked."""

from __future__ import annotations

import json
import logging
import re
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from screening.logs import JsonLines
from tests.serving import Service, running

_MADE_BY_CHANCE = re.compile(r"\b[0-9a-f]{32}\b|\"process\": \d+|\"milliseconds\": [\d.]+")
"""What a line has that may hold any digits."""

QUESTION = {"subject": {"name": "Qadhdhafi", "birth_dates": ["1942-06-07"]}}


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The lines of a service that was asked a few things, in order."""
    folder = tmp_path_factory.mktemp("logged")
    key = {"X-API-Key": "a-key-of-more-than-24-characters"}
    with running(
        folder, "--workers", "1", SCREENING_BOOTSTRAP_KEY="a-key-of-more-than-24-characters"
    ) as service:
        asked = {**key, "X-Request-ID": "from-a.proxy_1"}
        answer = service.ask("POST", "/api/v1/screenings", json=QUESTION, headers=asked)
        assert answer.headers["X-Request-ID"] == "from-a.proxy_1"
        service.ask("GET", answer.headers["Location"] + "?name=Qadhdhafi", headers=key)
        service.ask("GET", "/Qadhdhafi")
        service.ask("GET", "/healthz", headers={"X-Request-ID": "Qadhdhafi, 1942"})
        _send(service, b"GET /?name=Qadhdhafi nonsense\r\n\r\n")
    return [json.loads(line) for line in service.log.read_text("utf-8").splitlines()]


def _send(service: Service, request: bytes) -> None:
    address = urlsplit(service.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0))) as connection:
        connection.sendall(request)
        assert b" 400 " in connection.recv(4096)


def test_a_line_a_request_tells_what_happened(logged: list[dict[str, Any]]) -> None:
    lines = [line for line in logged if line["event"] == "request"]
    told = [(line["method"], line["route"], line["status"]) for line in lines]
    assert told == [
        ("POST", "/api/v1/screenings", 201),
        ("GET", "/api/v1/screenings/<screening_id>", 200),
        ("GET", "none", 401),
        ("GET", "/healthz", 200),
    ]
    assert lines[0]["request_id"] == "from-a.proxy_1"
    assert len(lines[0]["key"]) == 12
    assert lines[2]["key"] is None
    assert all(line["milliseconds"] > 0 for line in lines)


def test_an_id_that_is_not_sane_is_replaced(logged: list[dict[str, Any]]) -> None:
    ids = [line["request_id"] for line in logged if line["event"] == "request"]
    assert len(set(ids)) == 4
    assert {len(made) for made in ids[1:]} == {32}


def test_nothing_that_was_asked_is_logged(logged: list[dict[str, Any]]) -> None:
    text = _MADE_BY_CHANCE.sub("", json.dumps(logged))
    assert "Invalid request" in text
    for said in ("Qadhdhafi", "1942", "127.0.0.1", "a-key-of"):
        assert said not in text


def _failed_line(*, with_details: bool) -> dict[str, Any]:
    try:
        raise ValueError("Qadhdhafi")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "of %s", ("Muammar",), sys.exc_info())
    line: dict[str, Any] = json.loads(JsonLines(with_details=with_details).format(record))
    return line


def test_an_error_is_told_by_its_class_and_place() -> None:
    line = _failed_line(with_details=False)
    assert (line["event"], line["error"]) == ("of %s", "ValueError")
    assert line["trace"][0].startswith(str(Path(__file__)))
    assert "Qadhdhafi" not in json.dumps(line)
    assert "Muammar" not in json.dumps(line)


def test_the_words_of_an_error_are_logged_where_asked_for() -> None:
    details = _failed_line(with_details=True)["details"]
    assert "of Muammar" in details
    assert "ValueError: Qadhdhafi" in details
