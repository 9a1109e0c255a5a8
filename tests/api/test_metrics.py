"""What the real service counts: over all workers, of this start alone, and of nobody's names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from screening.app import create_app
from screening.services.deps import Deps
from tests.serving import Service, running

QUESTION = {"subject": {"name": "Kim Jong Un", "birth_dates": ["1984-01-08"]}}
ASKED = 40


def samples(text: str) -> dict[str, float]:
    """Every sample by its name and the values of its labels."""
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("metrics"), "--workers", "2") as service:
        yield service


def test_requests_of_all_workers_are_counted_together(service: Service) -> None:
    found = [service.ask("POST", "/api/v1/screenings", json=QUESTION).json() for _ in range(ASKED)]
    service.ask("GET", "/api/v1/screenings/none")
    counts = samples(service.ask("GET", "/metrics").data.decode())
    lines = [json.loads(line) for line in service.log.read_text("utf-8").splitlines()]
    assert len({line["process"] for line in lines if line["event"] == "request"}) == 2
    assert counts["screening_requests_total POST /api/v1/screenings 201"] == ASKED
    assert counts["screening_requests_total GET /api/v1/screenings/<screening_id> 404"] == 1
    assert counts["screening_request_seconds_count POST /api/v1/screenings"] == ASKED
    assert counts["screening_screenings_total hit"] == ASKED
    assert counts["screening_hits_total us_ofac_sdn"] == sum(
        hit["list_id"] == "us_ofac_sdn" for body in found for hit in body["hits"]
    )
    assert counts["screening_list_stale us_ofac_sdn"] == 0
    assert 0 < counts["screening_corpus_age_seconds"] < 3600


def test_nothing_that_was_asked_is_in_the_metrics(service: Service) -> None:
    service.ask("GET", "/api/v1/Jong")
    assert not re.search("Jong|1984", service.ask("GET", "/metrics").data.decode())


def test_each_start_counts_anew_and_leaves_nothing_behind(tmp_path: Path) -> None:
    for _ in range(2):
        with running(tmp_path, "--workers", "1") as service:
            service.ask("GET", "/healthz")
            counts = samples(service.ask("GET", "/metrics").data.decode())
            assert counts["screening_requests_total GET /healthz 200"] == 1
    assert not list((tmp_path / "metrics").iterdir())


def test_a_stale_list_is_told(app: Flask, deps: Deps, client: FlaskClient) -> None:
    with deps.database.writing() as session:
        session.connection().exec_driver_sql(
            "UPDATE list_version SET checked_at = '2020-01-01 00:00:00.000000' WHERE list_id = 'us_ofac_sdn'"
        )
    counts = samples(client.get("/metrics").get_data(as_text=True))
    assert counts["screening_list_stale us_ofac_sdn"] == 1
    assert counts["screening_list_stale un_sc_sanctions"] == 0
    assert counts["screening_database_up"] == 1


def test_a_database_that_does_not_answer_is_told(deps: Deps) -> None:
    client = create_app(deps).test_client()
    key = {"X-API-Key": "none"}
    assert client.get("/healthz", headers=key).status_code == 200
    with deps.database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE list_version RENAME TO elsewhere")
    counts = samples(client.get("/metrics").get_data(as_text=True))
    assert counts["screening_database_up"] == 0
    assert counts["screening_requests_total GET /healthz 200"] == 1
