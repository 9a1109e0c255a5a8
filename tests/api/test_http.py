from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from screening.api.http import STATUSES, KeyRequired, problem_of, status_of
from screening.app import MOST_BYTES, create_app
from screening.domain import errors
from screening.services.deps import Deps

SCREENINGS = "/api/v1/screenings"


def read_problem(answer: TestResponse, status: int) -> dict[str, object]:
    """The problem in ``answer``, which has the shape that all problems have."""
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert isinstance(body, dict)
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == status
    return body


@pytest.mark.parametrize("error", STATUSES)
def test_every_error_of_the_table_is_a_problem(app: Flask, error: type[errors.ScreeningError]) -> None:
    has_faults = issubclass(error, errors.InvalidRequest)
    raised = error([]) if has_faults else error("a sentence")
    with app.test_request_context():
        answer = problem_of(raised)
    assert answer.status_code == STATUSES[error]
    assert ("faults" in json.loads(answer.data)) is has_faults


def test_an_error_takes_the_status_of_its_nearest_ancestor() -> None:
    class Cousin(KeyRequired): ...

    assert status_of(Cousin()) == 401
    assert status_of(errors.ScreeningError()) == 500


def test_errors_that_no_request_can_cause_keep_their_words_to_themselves(app: Flask) -> None:
    for error in (errors.BadListFile, errors.BadInputFile, errors.UsageError, errors.ScreeningError):
        with app.test_request_context():
            answer = problem_of(error("/secret/path"))
        assert answer.status_code == 500
        assert b"secret" not in answer.data


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b"\xff\xfe", b'{"subject": ', b"[" * 100_000])
def test_malformed_json_is_400(client: FlaskClient, body: bytes) -> None:
    read_problem(client.post(SCREENINGS, data=body, content_type="application/json"), 400)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"subject":\n {"name": }}', "not JSON: line 2, column 11 "),
        (b'{"subject": {"name": "Kim \xff"}}', "not UTF-8: byte 27 "),
        (b'{"subject": {"name": "Kim \xed\xa0\x80"}}', "not UTF-8: byte 27 "),
        (b'{"limit": ' + b"9" * 5_000 + b"}", "a number in it is too long"),
        (b"[" * 100_000, "nested more than 32 deep"),
        (b" " * (MOST_BYTES + 1), "larger than 1,048,576 bytes"),
    ],
)
def test_a_body_that_cannot_be_read_is_told_where(client: FlaskClient, body: bytes, place: str) -> None:
    answer = client.post(SCREENINGS, data=body, content_type="application/json")
    assert place in str(read_problem(answer, answer.status_code)["detail"])


def test_a_byte_order_mark_before_a_body_is_read_over(client: FlaskClient) -> None:
    body = b'\xef\xbb\xbf{"subject": {"name": "Kim Jong Un"}}'
    assert client.post(SCREENINGS, data=body, content_type="application/json").status_code == 201


@pytest.mark.parametrize("body", [b"[]", b"null", b'"{}"', b"7", b"{}"])
def test_json_that_is_no_request_is_422(client: FlaskClient, body: bytes) -> None:
    found = read_problem(client.post(SCREENINGS, data=body, content_type="application/json"), 422)
    assert found["faults"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_media_type_is_415(client: FlaskClient, content_type: str) -> None:
    answer = client.post(SCREENINGS, data=b'{"subject": {"name": "x"}}', content_type=content_type)
    read_problem(answer, 415)


def test_a_body_over_the_limit_is_413(client: FlaskClient) -> None:
    body = b'{"subject": {"name": "' + b"x" * MOST_BYTES + b'"}}'
    read_problem(client.post(SCREENINGS, data=body, content_type="application/json"), 413)


def test_an_unknown_address_is_404(client: FlaskClient) -> None:
    read_problem(client.get("/nowhere"), 404)


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/alerts/x/decision", 405), ("/discount-rules/simulation", 405)]
)
def test_a_browser_gets_a_page_and_the_api_a_problem(client: FlaskClient, path: str, status: int) -> None:
    browser = {"Accept": "text/html,*/*;q=0.8"}
    answer = client.get(path, headers=browser)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert "Back to the search" in answer.get_data(as_text=True)
    assert ("Allow" in answer.headers) is (status == 405)
    read_problem(client.get("/api/v1/nowhere", headers=browser), 404)


def test_a_wrong_method_is_405_and_says_which_are_right(client: FlaskClient) -> None:
    answer = client.delete(SCREENINGS)
    read_problem(answer, 405)
    assert "POST" in answer.headers["Allow"]


def test_every_fault_is_named_at_once_and_nothing_is_repeated(client: FlaskClient) -> None:
    subject = {"name": " ", "birth_dates": ["SECRET"], "nationalities": ["SECRET"], "surprise": "SECRET"}
    answer = client.post(SCREENINGS, json={"subject": subject, "threshold": 7, "lists": ["SECRET"]})
    faults = read_problem(answer, 422)["faults"]
    assert isinstance(faults, list)
    assert {fault["field"] for fault in faults} == {
        "subject.name",
        "subject.birth_dates[0]",
        "subject.nationalities[0]",
        "subject.surprise",
        "threshold",
        "lists[0]",
    }
    assert "SECRET" not in answer.get_data(as_text=True)


def test_a_field_that_is_given_twice_is_refused(client: FlaskClient) -> None:
    body = '{"subject": {"name": "Joseph Kony", "name": "Angela Merkel"}}'
    problem = read_problem(client.post(SCREENINGS, data=body, content_type="application/json"), 422)
    assert problem["faults"] == [{"field": "name", "message": "is given twice"}]


def test_faults_of_a_query_are_said_as_those_of_a_body(client: FlaskClient) -> None:
    problem = read_problem(client.get("/api/v1/designations/us_ofac_sdn/20157?as_of=soon"), 422)
    assert problem["detail"] == "as_of: must be an ISO 8601 date: 2024-05-07"


def test_a_date_before_the_first_version_is_an_error(client: FlaskClient) -> None:
    answer = client.post(SCREENINGS, json={"subject": {"name": "Kim Jong Un"}, "as_of": "1999-01-01"})
    read_problem(answer, 422)


def test_without_a_list_nothing_is_answered(empty: Deps) -> None:
    client = create_app(empty).test_client()
    read_problem(client.post(SCREENINGS, json={"subject": {"name": "Kim Jong Un"}}), 503)
    read_problem(client.get("/readyz"), 503)
    assert client.get("/healthz").status_code == 200


def test_without_a_database_nothing_is_answered(deps: Deps, client: FlaskClient) -> None:
    deps.database.close()
    for file in deps.data_folder.glob("screening.db*"):
        file.write_bytes(b"no database at all" * 500)
    read_problem(client.post(SCREENINGS, json={"subject": {"name": "Kim Jong Un"}}), 503)
    read_problem(client.get("/readyz"), 503)
    assert client.get("/healthz").status_code == 200


def test_what_nobody_expected_is_logged_and_says_nothing(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise RuntimeError("a secret")

    app.view_functions["lists.read_lists"] = broken
    answer = app.test_client().get("/api/v1/lists")
    read_problem(answer, 500)
    assert "secret" not in answer.get_data(as_text=True)
    assert "a secret" in caplog.text


@pytest.mark.parametrize("path", ["/", "/api/v1/lists", "/nowhere", "/static/screening.css"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    ours = {"/api/v1/lists": "private, no-cache", "/": "no-store", "/nowhere": "no-store"}
    assert headers["Cache-Control"] == ours.get(path, headers["Cache-Control"])


@pytest.mark.parametrize(
    ("address", "field", "message"),
    [
        (
            "/api/v1/designations?type=person",
            "type[0]",
            "must be 'individual', 'entity', 'vessel' or 'aircraft'",
        ),
        ("/api/v1/designations?name=", "name", "is needed"),
        ("/search/default?filter_op=XOR", "filter_op", "must be 'AND' or 'OR'"),
        (
            "/search/default?changed_since=monday",
            "changed_since",
            "is not of the form that the description tells",
        ),
    ],
)
def test_a_fault_of_a_parameter_is_said_in_the_words_of_all_faults(
    client: FlaskClient, address: str, field: str, message: str
) -> None:
    found = read_problem(client.get(address), 422)
    assert found["faults"] == [{"field": field, "message": message}]
