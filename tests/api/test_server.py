"""The service as it is really run: processes, sockets, a database of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Service, run_command, running

QUESTION = {"subject": {"name": "Kim Jong Un", "birth_dates": ["1984-01-08"], "nationalities": ["kp"]}}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("service"), "--workers", "2") as service:
        yield service


def test_a_party_is_screened_and_the_answer_read_again(service: Service) -> None:
    posted = service.ask("POST", "/api/v1/screenings", json=QUESTION)
    assert posted.status == 201
    body = posted.json()
    assert body["status"] == "hit"
    assert body["hits"][0]["score"] >= 0.7
    assert {one["list_id"] for one in body["screened_against"]} == {"un_sc_sanctions", "us_ofac_sdn"}
    assert service.ask("GET", posted.headers["Location"]).json() == body


def test_the_answer_is_the_same_from_every_worker(service: Service) -> None:
    bodies = [service.ask("POST", "/api/v1/screenings", json=QUESTION).json() for _ in range(8)]
    assert len({json.dumps(body["hits"]) for body in bodies}) == 1
    assert len({body["id"] for body in bodies}) == 8


def test_faults_are_named_over_the_wire(service: Service) -> None:
    answer = service.ask("POST", "/api/v1/screenings", json={"subject": {}})
    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["faults"][0]["field"] == "subject.name"


def test_a_body_that_never_says_its_length_is_capped(service: Service) -> None:
    chunks = (b"x" * 65_536 for _ in range(18))
    headers = {"Content-Type": "application/json"}
    answer = service.ask("POST", "/api/v1/screenings", body=chunks, headers=headers)
    assert answer.status == 413


def test_probes_answer(service: Service) -> None:
    assert service.ask("GET", "/healthz").status == 200
    assert service.ask("GET", "/readyz").status == 200


def test_a_newly_loaded_list_answers_without_a_restart(official: Path, tmp_path: Path) -> None:
    with running(tmp_path, "--workers", "1") as service:
        published = official / "un-sc" / "consolidated.xml__2026-02-27.xz"
        loaded = run_command(tmp_path, "lists", "load", "un_sc_sanctions", str(published))
        assert loaded.returncode == 0, loaded.stderr
        body = service.ask("POST", "/api/v1/screenings", json=QUESTION).json()
    screened = {one["list_id"]: one for one in body["screened_against"]}
    assert screened["un_sc_sanctions"]["designations"] == 1003
    assert not screened["un_sc_sanctions"]["sample"]
