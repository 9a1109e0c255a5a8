"""``/api/v1/webhooks`` and ``/api/v1/events`` as clients meet them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select

from screening.app import create_app
from screening.domain.events import EventKind
from screening.domain.webhook import BACKOFF
from screening.services.deps import Deps
from screening.services.portfolios import create_portfolio
from screening.services.webhook_delivery import deliver_due
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from screening.store.tables_webhooks import TargetRow
from screening.store.types import exact_text
from tests.accounts import OPERATOR, make_key, showing
from tests.webhook_receiver import receiving
from tests.webhooks import after_all_waits, open_for_webhooks, tell, told

WEBHOOKS = "/api/v1/webhooks"


@pytest.fixture
def reaching(deps: Deps) -> Iterator[Deps]:
    """The installation with the samples in force, which may send to receivers of the test."""
    with closing(open_for_webhooks(deps.database, deps.data_folder)) as opened:
        yield opened


class Client:
    """Asks with a key."""

    def __init__(self, deps: Deps, *scopes: str, **more: Any) -> None:
        self._client: FlaskClient = create_app(deps).test_client()
        self._headers = showing(make_key(deps, *(scopes or ("admin",)), **more).secret)

    def ask(self, method: str, path: str, status: int = 200, **more: Any) -> Any:
        """The JSON of an answer, which has that status."""
        answer = self._client.open(path, method=method, headers=self._headers, **more)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json()


def _audited(deps: Deps, kind: str) -> list[dict[str, Any]]:
    with deps.database.reading() as session:
        query = select(AuditPayloadRow.payload).join(AuditRow, AuditRow.seq == AuditPayloadRow.seq)
        return [json.loads(exact_text(one)) for one in session.scalars(query.where(AuditRow.kind == kind))]


def test_a_target_is_registered_shown_changed_rotated_and_ended(reaching: Deps) -> None:
    client = Client(reaching)
    with receiving() as receiver:
        body = {"title": "onboarding", "url": receiver.url, "kinds": ["alert.approved", "list.held"]}
        made = client.ask("POST", WEBHOOKS, 201, json=body)
        assert made["secret"].startswith("whsec_")
        (shown,) = client.ask("GET", WEBHOOKS)["webhooks"]
        assert shown == {name: value for name, value in made.items() if name != "secret"}
        one = f"{WEBHOOKS}/{made['id']}"
        assert client.ask("PATCH", one, json={"paused": True, "kinds": None})["kinds"] is None
        fresh = client.ask("POST", f"{one}/rotate", 201, json={"overlap_hours": 2})
        assert fresh["secret"] != made["secret"]
        assert fresh["old_until"] is not None
        assert client.ask("DELETE", one)["ended_at"] is not None
        client.ask("GET", one, 404)
        client.ask("DELETE", one, 404)
        assert client.ask("GET", WEBHOOKS)["webhooks"] == []
    kinds = (
        "webhook_target_created",
        "webhook_target_changed",
        "webhook_secret_rotated",
        "webhook_target_ended",
    )
    assert [len(_audited(reaching, kind)) for kind in kinds] == [1, 1, 1, 1]


def test_the_secret_is_nowhere_but_in_the_answer(reaching: Deps) -> None:
    with receiving() as receiver:
        made = Client(reaching).ask("POST", WEBHOOKS, 201, json={"title": "t", "url": receiver.url})
    with reaching.database.reading() as session:
        rows = [str(dict(row._mapping)) for row in session.execute(select(TargetRow.__table__))]
        payloads = [str(one) for one in session.scalars(select(AuditPayloadRow.payload))]
    salt = rows[0].split("'salt': '")[1][:32]
    bare = made["secret"].removeprefix("whsec_")
    assert not any(bare in text for text in (*rows, *payloads))
    assert not any(salt in text for text in payloads)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"url": "https://127.0.0.2/"}, "url", "not public"),
        ({"url": "https://10.0.0.1/"}, "url", "not public"),
        ({"url": "http://93.184.216.34/"}, "url", "plain HTTP"),
        ({"url": "https://nowhere.invalid/"}, "url", "not known"),
        ({"kinds": []}, "kinds", "at least one"),
        ({"kinds": ["alert.eaten"]}, "kinds[0]", "alert.opened"),
        ({"portfolios": ["none"]}, "portfolios[0]", "is no portfolio"),
        ({"title": " "}, "title", "printable"),
        ({"more": 1}, "more", ""),
    ],
)
def test_what_cannot_be_is_refused_with_the_place(
    deps: Deps, changed: dict[str, Any], field: str, said: str
) -> None:
    body = {"title": "t", "url": "https://93.184.216.34/", **changed}
    problem = Client(deps).ask("POST", WEBHOOKS, 422, json=body)
    assert [fault["field"] for fault in problem["faults"]] == [field]
    assert said in problem["faults"][0]["message"]


def test_dead_letters_are_seen_and_sent_again_by_a_person(reaching: Deps) -> None:
    client, status = Client(reaching), [500]
    with receiving(lambda number, one: status[0]) as receiver:
        made = client.ask("POST", WEBHOOKS, 201, json={"title": "t", "url": receiver.url})
        tell(reaching, told("a" * 32), told("b" * 32))
        now = reaching.clock()
        for _ in range(len(BACKOFF) + 1):
            deliver_due(reaching, now)
            now += BACKOFF[-1]
        one = f"{WEBHOOKS}/{made['id']}"
        assert client.ask("GET", one)["dead"] == 2
        dead = client.ask("GET", f"{one}/deliveries?state=dead")
        assert [each["problem"] for each in dead["deliveries"]] == ["the receiver answered 500"] * 2
        first = dead["deliveries"][0]
        again = client.ask("POST", f"{one}/deliveries/{first['event']}/redelivery")
        assert (again["state"], again["attempts"]) == ("pending", 0)
        assert client.ask("POST", f"{one}/redelivery") == {"events": 1}
        client.ask("POST", f"{one}/deliveries/none/redelivery", 404)
        status[0] = 204
        deliver_due(reaching, after_all_waits(now))
        assert client.ask("GET", f"{one}/deliveries?state=dead") == {"deliveries": [], "last": 0}
        counts = client.ask("GET", one)
    assert (counts["pending"], counts["dead"], counts["delivered"]) == (0, 0, 2)
    assert len(_audited(reaching, "webhook_redelivered")) == 2


def test_who_is_kept_to_a_portfolio_registers_for_it_alone(reaching: Deps) -> None:
    for name in ("retail", "wealth"):
        create_portfolio(reaching, name, name, OPERATOR)
    clerk = Client(reaching, "webhooks:manage", name="clerk", portfolios=("retail",))
    with receiving() as receiver:
        body = {"title": "t", "url": receiver.url}
        for portfolios in (None, ["wealth"], ["retail", "wealth"]):
            problem = clerk.ask("POST", WEBHOOKS, 422, json={**body, "portfolios": portfolios})
            assert problem["faults"][0]["field"] == "portfolios"
        mine = clerk.ask("POST", WEBHOOKS, 201, json={**body, "portfolios": ["retail"]})
        others = Client(reaching, name="boss").ask("POST", WEBHOOKS, 201, json=body)
    assert [one["id"] for one in clerk.ask("GET", WEBHOOKS)["webhooks"]] == [mine["id"]]
    for act in (("GET", ""), ("DELETE", ""), ("GET", "/deliveries"), ("POST", "/redelivery")):
        clerk.ask(act[0], f"{WEBHOOKS}/{others['id']}{act[1]}", 404)
    clerk.ask("PATCH", f"{WEBHOOKS}/{mine['id']}", 422, json={"portfolios": None})


def test_an_analyst_may_not_say_where_events_go(deps: Deps) -> None:
    Client(deps, "analyst").ask("GET", WEBHOOKS, 403)


def test_who_polls_misses_nothing_and_filters_by_kind(deps: Deps) -> None:
    client = Client(deps, "auditor")
    known = client.ask("GET", "/api/v1/events?limit=1000")
    assert {one["type"] for one in known["events"]} == {"list.in_force"}
    tell(deps, *(told("a" * 32, number) for number in range(1, 6)))
    read: list[int] = []
    last = known["last"]
    while events := (page := client.ask("GET", f"/api/v1/events?after={last}&limit=2"))["events"]:
        read += [one["data"]["version"] for one in events]
        last = page["last"]
    assert read == [1, 2, 3, 4, 5]
    assert client.ask("GET", f"/api/v1/events?after={known['last']}&kind=list.held")["events"] == []
    client.ask("GET", "/api/v1/events?kind=none", 422)


def test_the_metrics_tell_what_waits_and_how_long(reaching: Deps) -> None:
    client = create_app(reaching).test_client()
    key = showing(make_key(reaching, "metrics:read").secret)
    with receiving(lambda number, one: 500 if number else 204) as receiver:
        Client(reaching, name="boss").ask("POST", WEBHOOKS, 201, json={"title": "t", "url": receiver.url})
        tell(reaching, told("a" * 32, kind=EventKind.ALERT_OPENED), told("b" * 32))
        deliver_due(reaching, reaching.clock())
    text = client.get("/metrics", headers=key).get_data(as_text=True)
    found = {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["screening_webhook_deliveries pending"] == 1
    assert found["screening_webhook_deliveries dead"] == 0
    assert found["screening_webhook_delivered_total"] == 1
    assert found["screening_webhook_failures_total"] == 1
    assert found["screening_webhook_oldest_pending_seconds"] > 0
