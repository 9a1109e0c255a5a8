"""What an answer says of itself where it is not simply a hit or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from screening.app import create_app
from screening.config import Settings
from screening.domain.access import operator
from screening.domain.alert import Decision, Verdict
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.alert_raising import raise_from_recorded
from screening.services.deps import Deps, open_deps
from screening.services.refresh import load_samples
from tests.accounts import form_token
from tests.loading import Clock

ANNA, BORIS = operator("anna"), operator("boris")
FALSE = DecisionOrder(
    decision=Decision(verdict=Verdict.FALSE_POSITIVE, reason="other", text="Another person."), confirmed=True
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def deps(tmp_path: Path, clock: Clock) -> Iterator[Deps]:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/screening.db")
    with closing(open_deps(settings, clock=clock)) as deps:
        load_samples(deps)
        yield deps


@pytest.fixture
def client(deps: Deps) -> FlaskClient:
    return create_app(deps).test_client()


def screen(client: FlaskClient, **fields: str) -> tuple[str, str]:
    """Ask, and the id and the page of the answer."""
    sent = {"name": "Joseph Kony", "reference": "C-3", "form_token": form_token(client), **fields}
    answer = client.post("/screenings", data=sent)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    place = answer.headers["Location"]
    return place.rpartition("/")[2], client.get(place).get_data(as_text=True)


def test_hits_under_a_suppression_are_shown_as_such_and_offer_no_alert(
    deps: Deps, client: FlaskClient
) -> None:
    screening_id, page = screen(client)
    assert "Raise an alert" in page
    assert "suppressed" not in page
    (alert_id,) = raise_from_recorded(deps, screening_id, by=ANNA)
    proposed = decide(deps, alert_id, 1, FALSE, by=ANNA)
    approve(deps, alert_id, proposed.version, text="Agreed.", by=BORIS)
    _, page = screen(client)
    assert "Every hit is under an approved false positive" in page
    assert "Who approved it, and why" in page
    assert "Raise an alert" not in page


def test_an_answer_from_lists_that_are_too_old_says_not_to_rely_on_it(
    client: FlaskClient, clock: Clock
) -> None:
    clock.move(timedelta(days=30))
    _, page = screen(client, name="Zzyzx Qwertz")
    assert "Incomplete: do not rely on this answer" in page
    assert "longer ago than the policy allows" in page


def test_an_answer_that_was_asked_with_more_than_the_form_holds_says_so(client: FlaskClient) -> None:
    asked = {"subject": {"name": "Joseph Kony", "context": {"officer": "7"}, "aliases": ["Joe"]}}
    body = client.post("/api/v1/screenings", json=asked).get_json()
    page = client.get(f"/screenings/{body['id']}").get_data(as_text=True)
    assert "This form has no field for the context of the party" in page
    assert ">Joe</textarea>" in page
