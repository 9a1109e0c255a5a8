"""Files are screened over HTTP: asked for, watched, stopped and continued, taken away, deleted."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from screening.app import create_app
from screening.config import Settings
from screening.services.batch import run_batch
from screening.services.batch_request import BatchRequest
from screening.services.batch_worker import BatchWorker
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps, open_deps, utc_now
from screening.services.portfolios import create_portfolio
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from tests.accounts import OPERATOR, make_key, showing
from tests.api.test_http import read_problem
from tests.store.chain import verified

BATCHES = "/api/v1/batches"
FILE = b"id,name\n1,Kim Jong Un\n2,Angela Merkel\n3,\n"
OTHER = b"reference,customer\n1,Kim Jong Un\n"

Headers = Mapping[str, str]
NO_HEADERS: Headers = {}
Work = Callable[[], None]


@pytest.fixture
def work(deps: Deps) -> Work:
    """Carries out what waits, as a worker does."""
    return worker(deps)


def worker(deps: Deps) -> Work:
    """What a worker over ``deps`` does."""
    return BatchWorker(deps, CorpusProvider(deps), processes=1, is_ending=lambda: False).work


def send(
    client: FlaskClient, data: bytes = FILE, query: str = "?name=customers.csv", headers: Headers = NO_HEADERS
) -> TestResponse:
    """Upload a file as the body."""
    return client.post(BATCHES + query, data=data, headers={"Content-Type": "text/csv", **headers})


def ask(
    client: FlaskClient, data: bytes = FILE, query: str = "?name=customers.csv", headers: Headers = NO_HEADERS
) -> dict[str, Any]:
    """A batch that was asked for, as it is answered."""
    answer = send(client, data, query, headers)
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.get_json()
    assert answer.headers["Location"] == body["links"]["self"] == f"{BATCHES}/{body['id']}"
    return body


def read(client: FlaskClient, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    """A batch as it is now."""
    found: dict[str, Any] = client.get(body["links"]["self"], headers=headers).get_json()
    return found


def take(client: FlaskClient, address: str, **headers: str) -> tuple[int, bytes, Any]:
    """The status, bytes and headers of a file that is handed out."""
    with closing(client.get(address, headers=headers)) as answer:
        return answer.status_code, answer.data, answer.headers


def told(deps: Deps, kind: str) -> list[dict[str, Any]]:
    """The payloads of the audit records of a kind; the chain verifies."""
    query = select(AuditPayloadRow.payload).join(AuditRow, AuditRow.seq == AuditPayloadRow.seq)
    with deps.database.reading() as session:
        verified(session)
        found = session.scalars(query.where(AuditRow.kind == kind).order_by(AuditRow.seq))
        return [json.loads(content) for content in found]


def test_a_file_comes_back_as_the_command_line_answers_it(
    client: FlaskClient, deps: Deps, work: Work, tmp_path: Path
) -> None:
    asked = ask(client)
    assert (asked["state"], asked["rows"]) == ("queued", None)
    work()
    done = read(client, asked)
    assert (done["state"], done["rows"], done["rows_done"]) == ("done", 3, 3)
    assert done["counts"] == {"hit": 1, "no_hit": 1, "invalid": 1}

    (tmp_path / "customers.csv").write_bytes(FILE)
    out, hits = tmp_path / "out.csv", tmp_path / "hits.csv"
    request = BatchRequest(source=tmp_path / "customers.csv", out=out, hits=hits)
    summary = run_batch(deps, CorpusProvider(deps), request, actor="cli:test")
    assert take(client, done["links"]["output"])[1] == out.read_bytes()
    assert take(client, done["links"]["hits"])[1] == hits.read_bytes()
    assert done["record"]["corpus"] == summary.corpus


def test_what_was_done_is_in_the_audit(client: FlaskClient, deps: Deps, work: Work) -> None:
    asked = ask(client)
    work()
    links = read(client, asked)["links"]
    take(client, links["output"])
    take(client, links["hits"])
    client.delete(links["self"])
    assert told(deps, "batch_asked")[0]["input_sha256"] == asked["input"]["sha256"]
    assert [one["part"] for one in told(deps, "batch_downloaded")] == ["answers", "hits"]
    assert [one["id"] for one in told(deps, "batch_deleted")] == [asked["id"]]
    assert len(told(deps, "batch")) == 1


def test_a_file_may_be_a_part_of_a_form(client: FlaskClient, deps: Deps, work: Work) -> None:
    form = {"file": (io.BytesIO(FILE), "C:/data/../Kunden «2026».csv")}
    asked = client.post(BATCHES, data=form, content_type="multipart/form-data").get_json()
    assert asked["input"]["name"] == "Kunden _2026_.csv"
    work()
    _, data, headers = take(client, read(client, asked)["links"]["output"])
    assert data.startswith(b"id,name,screening_status")
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "Kunden _2026_.answers.csv" in headers["Content-Disposition"]
    assert list(deps.settings.uploads_folder.iterdir()) == [deps.settings.uploads_folder / asked["id"]]


def test_options_change_what_is_answered(client: FlaskClient, work: Work) -> None:
    query = "?map=name%3Dcustomer&threshold=0.5&limit=1&hits=false"
    asked = ask(client, OTHER, query)
    assert asked["options"]["threshold"] == 0.5
    work()
    done = read(client, asked)
    assert (done["state"], done["record"]["threshold"]) == ("done", 0.5)
    assert "hits" not in done["links"]
    read_problem(client.get(f"{BATCHES}/{asked['id']}/hits"), 409)


@pytest.mark.parametrize(
    ("query", "data", "field"),
    [
        ("?threshold=0.2", FILE, "threshold"),
        ("?threshold=x", FILE, "threshold"),
        ("?map=name", FILE, "map[0]"),
        ("?portfolio=nowhere", FILE, "portfolio"),
        ("?limit=0", FILE, "limit"),
        (
            "?limit=0&format=foo&encoding=foo&map=bad&map=foo%3Dbar",
            FILE,
            "encoding format limit map[0] map[1]",
        ),
        ("?treshold=0.7", FILE, "treshold"),
        ("", b"", "file"),
    ],
)
def test_what_cannot_be_carried_out_is_refused_and_nothing_is_kept(
    client: FlaskClient, deps: Deps, query: str, data: bytes, field: str
) -> None:
    problem = read_problem(send(client, data, query), 422)
    told = [fault["field"] for fault in problem["faults"]]  # type: ignore[attr-defined]
    assert " ".join(sorted(told)) == field
    folder = deps.settings.uploads_folder
    assert not folder.exists() or not list(folder.iterdir())


def test_a_form_without_a_file_is_refused(client: FlaskClient) -> None:
    answer = client.post(BATCHES, data={"name": "x"}, content_type="multipart/form-data")
    assert "required" in str(read_problem(answer, 422))


@pytest.fixture
def small(prepared: Path, tmp_path: Path, deps: Deps) -> Iterator[FlaskClient]:
    """A client of an installation that takes files of a mebibyte."""
    settings = Settings(database_url=deps.settings.database_url, upload_megabytes=1)
    with closing(open_deps(settings)) as opened:
        yield create_app(opened).test_client()


@pytest.mark.parametrize("more", [1, 10_000_000])
@pytest.mark.parametrize("is_form", [False, True])
def test_a_file_over_the_limit_is_413_and_nothing_is_kept(
    small: FlaskClient, deps: Deps, more: int, is_form: bool
) -> None:
    data = FILE + b"x" * (1024 * 1024 - len(FILE) + more)
    kind = "multipart/form-data; boundary=b" if is_form else "text/csv"
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="in.csv"\r\n\r\n'
    body = head + data + b"\r\n--b--\r\n" if is_form else data
    answer = small.post(BATCHES, data=body, content_type=kind)
    read_problem(answer, 413)
    folder = deps.settings.uploads_folder
    assert not folder.exists() or not list(folder.iterdir())
    assert send(small, data[: 1024 * 1024]).status_code == 202


def test_a_request_that_is_sent_again_is_one_batch(client: FlaskClient, deps: Deps) -> None:
    key = {"Idempotency-Key": "night-1"}
    first, again = send(client, headers=key), send(client, headers=key)
    assert first.get_json()["id"] == again.get_json()["id"]
    assert ("Idempotent-Replayed" in first.headers, again.headers["Idempotent-Replayed"]) == (False, "true")
    assert len(list(deps.settings.uploads_folder.iterdir())) == 1
    read_problem(send(client, OTHER, headers=key), 422)
    read_problem(send(client, query="?limit=3", headers=key), 422)
    assert len(list(deps.settings.uploads_folder.iterdir())) == 1
    assert client.get(BATCHES).get_json()["total"] == 1


def test_a_file_is_looked_at_before_it_is_screened(client: FlaskClient, work: Work) -> None:
    asked = ask(client, OTHER, "?preview=true")
    assert asked["state"] == "preview"
    assert asked["links"].keys() == {"self", "preview", "start", "cancel"}
    work()
    assert read(client, asked)["state"] == "preview"
    unread = client.get(asked["links"]["preview"]).get_json()
    assert (unread["can_run"], unread["unmapped"]) == (False, ["customer"])
    refused = read_problem(client.post(asked["links"]["start"] + "?map=name%3DNope"), 422)
    assert refused["detail"] == "map: map name=Nope: no columns have that name"
    started = client.post(asked["links"]["start"] + "?map=name%3Dcustomer").get_json()
    assert (started["state"], started["options"]["columns"]) == ("queued", {"name": "customer"})
    seen = client.get(f"{BATCHES}/{asked['id']}/preview").get_json()
    assert seen["columns"] == [{"name": "reference", "field": "id"}, {"name": "customer", "field": "name"}]
    assert (seen["rows"], seen["first_rows"][0]["subject"]) == (1, {"name": "Kim Jong Un"})
    work()
    assert read(client, asked)["counts"] == {"hit": 1}


def test_a_file_that_cannot_be_read_is_refused_when_it_is_looked_at(client: FlaskClient, work: Work) -> None:
    asked = ask(client, b"\xff\xfe\x00", "?preview=true&name=in.csv")
    problem = read_problem(client.get(asked["links"]["preview"]), 422)
    assert problem["detail"].startswith("file: in.csv: ")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["csv.gz", "jsonl", "xlsx", "parquet"])
def test_answers_are_written_in_the_format_that_is_asked_for(
    client: FlaskClient, work: Work, name: str
) -> None:
    asked = ask(client, FILE, f"?format={name}&name=in.csv")
    work()
    links = read(client, asked)["links"]
    for part, called in (("output", "answers"), ("hits", "hits")):
        status, data, headers = take(client, links[part])
        assert (status, bool(data)) == (200, True)
        assert f"in.{called}.{name}" in headers["Content-Disposition"]


def test_a_batch_that_fails_says_why_and_may_be_started_again(client: FlaskClient, work: Work) -> None:
    asked = ask(client, OTHER)
    work()
    failed = read(client, asked)
    assert failed["state"] == "failed"
    assert failed["error"].startswith("input.csv: ") or failed["error"].startswith("customers.csv: ")
    assert "/" not in failed["error"].split(";")[0]
    client.post(failed["links"]["start"] + "?map=name%3Dcustomer")
    work()
    done = read(client, asked)
    assert (done["state"], done["error"]) == ("done", None)


def test_a_batch_is_cancelled_and_continued(client: FlaskClient, deps: Deps, work: Work) -> None:
    asked = ask(client)
    assert client.post(asked["links"]["cancel"]).get_json()["state"] == "cancelled"
    work()
    cancelled = read(client, asked)
    assert (cancelled["state"], cancelled["rows_done"]) == ("cancelled", 0)
    read_problem(client.post(asked["links"]["cancel"]), 409)
    read_problem(client.get(f"{BATCHES}/{asked['id']}/output"), 409)
    client.post(cancelled["links"]["start"])
    work()
    assert read(client, asked)["state"] == "done"
    assert [one["id"] for one in told(deps, "batch_cancelled")] == [asked["id"]]


def test_files_are_deleted_and_the_record_stays(client: FlaskClient, deps: Deps, work: Work) -> None:
    asked = ask(client)
    read_problem(client.delete(asked["links"]["self"]), 409)
    work()
    links = read(client, asked)["links"]
    gone = client.delete(asked["links"]["self"]).get_json()
    assert gone["files_gone_at"] is not None
    assert gone["counts"] == {"hit": 1, "no_hit": 1, "invalid": 1}
    assert gone["links"].keys() == {"self"}
    read_problem(client.get(links["output"]), 410)
    assert client.delete(asked["links"]["self"]).status_code == 200
    assert list(deps.settings.uploads_folder.iterdir()) == []


def test_files_go_when_their_time_is_over(client: FlaskClient, deps: Deps, work: Work) -> None:
    asked = ask(client)
    work()
    links = read(client, asked)["links"]
    worker(replace(deps, clock=lambda: utc_now() + timedelta(days=29)))()
    assert take(client, links["output"])[0] == 200
    worker(replace(deps, clock=lambda: utc_now() + timedelta(days=31)))()
    read_problem(client.get(links["output"]), 410)
    assert read(client, asked)["state"] == "done"
    assert list(deps.settings.uploads_folder.iterdir()) == []
    assert [one["id"] for one in told(deps, "batch_expired")] == [asked["id"]]


def test_a_part_of_a_file_is_handed_out_and_nothing_where_it_is_known(
    client: FlaskClient, deps: Deps, work: Work
) -> None:
    asked = ask(client)
    work()
    address = read(client, asked)["links"]["output"]
    _, whole, headers = take(client, address)
    assert take(client, address, Range="bytes=10-19")[:2] == (206, whole[10:20])
    assert take(client, address, **{"If-None-Match": headers["ETag"]})[0] == 304
    assert take(client, address, Range="bytes=999999-")[0] == 416
    assert len(told(deps, "batch_downloaded")) == 2


def test_progress_is_asked_for_cheaply(client: FlaskClient, work: Work) -> None:
    asked = ask(client)
    waiting = client.get(asked["links"]["self"])
    assert waiting.headers["Retry-After"] == "1"
    unchanged = {"If-None-Match": waiting.headers["ETag"]}
    assert client.get(asked["links"]["self"], headers=unchanged).status_code == 304
    work()
    done = client.get(asked["links"]["self"], headers=unchanged)
    assert (done.status_code, "Retry-After" in done.headers) == (200, False)


def test_a_batch_is_seen_by_its_portfolio_and_by_who_sees_all(
    client: FlaskClient, deps: Deps, work: Work
) -> None:
    for portfolio in ("retail", "funds"):
        create_portfolio(deps, portfolio, portfolio.title(), OPERATOR)
    kept: dict[str, tuple[str, ...] | None] = {"retail": ("retail",), "funds": ("funds",), "all": None}
    keys = {
        name: showing(make_key(deps, "screener", name=name, portfolios=portfolios).secret)
        for name, portfolios in kept.items()
    }
    asked = ask(client, headers=keys["retail"])
    assert asked["portfolio"] == "retail"
    work()
    path = asked["links"]["self"]
    reads = ((path, 200), (f"{path}/preview", 200), (f"{path}/output", 200), (f"{path}/hits", 200))
    for address, status in reads:
        seen = {name: take(client, address, **key)[0] for name, key in keys.items()}
        assert seen == {"retail": status, "funds": 404, "all": status}, address
    for act in ("start", "cancel"):
        assert client.post(f"{path}/{act}", headers=keys["funds"]).status_code == 404
    assert client.delete(path, headers=keys["funds"]).status_code == 404
    totals = {name: client.get(BATCHES, headers=key).get_json()["total"] for name, key in keys.items()}
    assert totals == {"retail": 1, "funds": 0, "all": 1}


def test_alerts_are_raised_for_the_portfolio_that_asked(client: FlaskClient, deps: Deps, work: Work) -> None:
    create_portfolio(deps, "retail", "Retail", OPERATOR)
    key = showing(make_key(deps, "analyst", name="night", owner="anna", portfolios=("retail",)).secret)
    asked = ask(client, query="?alerts=true", headers=key)
    work()
    assert read(client, asked, **key)["state"] == "done"
    alerts = client.get("/api/v1/alerts", headers=key).get_json()["alerts"]
    assert [(one["reference"], one["portfolio"]) for one in alerts] == [("1", "retail")]


def test_a_key_that_raises_alerts_raises_those_of_its_files(client: FlaskClient, deps: Deps) -> None:
    key = showing(make_key(deps, "screener", name="night", raises_alerts=True).secret)
    assert ask(client, headers=key)["options"]["alerts"]


def test_scopes_are_demanded(client: FlaskClient, deps: Deps) -> None:
    reader = showing(make_key(deps, "screenings:read", name="reader").secret)
    screener = showing(make_key(deps, "screener", name="screener").secret)
    read_problem(send(client, headers=reader), 403)
    read_problem(send(client, query="?threshold=0.9", headers=screener), 403)
    asked = ask(client, headers=screener)
    assert read(client, asked, **reader)["state"] == "queued"
    for method, address in (("POST", "/start"), ("POST", "/cancel"), ("DELETE", "")):
        read_problem(client.open(asked["links"]["self"] + address, method=method, headers=reader), 403)


def test_batches_of_the_command_line_are_listed_beside_the_others(
    client: FlaskClient, deps: Deps, work: Work, tmp_path: Path
) -> None:
    (tmp_path / "night.csv").write_bytes(FILE)
    request = BatchRequest(source=tmp_path / "night.csv", out=tmp_path / "out.csv")
    summary = run_batch(deps, CorpusProvider(deps), request, actor="cli:test")
    asked = ask(client)
    work()
    found = client.get(BATCHES).get_json()
    assert [one["id"] for one in found["batches"]] == [asked["id"], summary.batch_id]
    night = client.get(f"{BATCHES}/{summary.batch_id}").get_json()
    assert (night["state"], night["options"], night["rows"]) == ("done", None, 3)
    assert night["input"]["name"] == "night.csv"
    for act in ("start", "cancel"):
        read_problem(client.post(f"{BATCHES}/{summary.batch_id}/{act}"), 409)
    read_problem(client.get(f"{BATCHES}/{summary.batch_id}/output"), 409)
    mine = client.get(f"{BATCHES}?asked_by=cli:test").get_json()
    assert [one["id"] for one in mine["batches"]] == [summary.batch_id]


def test_batches_are_read_page_by_page_and_by_state(client: FlaskClient, work: Work) -> None:
    ids = [ask(client, FILE + f"{n},x\n".encode())["id"] for n in range(3)]
    page = client.get(f"{BATCHES}?limit=2")
    assert [one["id"] for one in page.get_json()["batches"]] == ids[:0:-1]
    rest = client.get(page.get_json()["next"]).get_json()
    assert [one["id"] for one in rest["batches"]] == ids[:1]
    assert client.get(f"{BATCHES}?state=done").get_json()["total"] == 0
    assert client.get(f"{BATCHES}?state=done&state=queued").get_json()["total"] == 3
    read_problem(client.get(f"{BATCHES}?stat=done"), 422)


def test_a_batch_that_is_not_there_is_404(client: FlaskClient) -> None:
    for method, address in (("GET", ""), ("GET", "/output"), ("POST", "/start"), ("DELETE", "")):
        read_problem(client.open(f"{BATCHES}/{'0' * 32}{address}", method=method), 404)
