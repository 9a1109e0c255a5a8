from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from screening.api.permissions import NEEDED
from screening.app import create_app
from screening.domain.access import Permission
from screening.services.batch_worker import BatchWorker
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from tests.accounts import OPERATOR, make_key, showing
from tests.api.test_http import read_problem

BATCHES = "/api/v1/batches"
FILE = b"id,name\n1,Kim Jong Un\n2,Angela Merkel\n3,\n"


@pytest.fixture
def work(deps: Deps) -> Callable[[], None]:
    """Carries out what waits, as a worker does."""
    return BatchWorker(deps, CorpusProvider(deps), processes=1, is_ending=lambda: False).work


def ask(client: FlaskClient, data: bytes = FILE, query: str = "?name=customers.csv", **more: str) -> dict:
    answer = client.post(BATCHES + query, data=data, headers={"Content-Type": "text/csv", **more})
    assert answer.status_code == 202, answer.text
    body = answer.get_json()
    assert answer.headers["Location"] == f"{BATCHES}/{body['id']}"
    return body


def test_a_file_is_screened_and_taken_away(client: FlaskClient, work: Callable[[], None]) -> None:
    asked = ask(client)
    assert asked["state"] == "queued"
    work()
    found = client.get(asked["links"]["self"])
    print(found.text)
    assert found.get_json()["state"] == "done"
    out = client.get(found.get_json()["links"]["output"])
    print(out.text, out.headers)
    hits = client.get(found.get_json()["links"]["hits"])
    print(hits.text[:300], hits.headers)
    print(client.get(BATCHES).text)
