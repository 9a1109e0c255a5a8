"""Monitored subjects over the API: told, changed, paused, removed, read; and what rescreenings did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from screening.api.import_schemas import ImportAnswer, ImportsAnswer
from screening.api.monitoring_schemas import (
    CoverageAnswer,
    FindingsAnswer,
    IncidentsAnswer,
    RescreeningAnswer,
    RescreeningsAnswer,
    RunReplayAnswer,
    TriedAnswer,
)
from screening.api.schemas import Problem
from screening.api.subject_schemas import (
    SubjectAnswer,
    SubjectFileAnswer,
    SubjectResultsAnswer,
    SubjectsAnswer,
    ToldAnswer,
)
from screening.app import create_app
from screening.domain.access import operator
from screening.domain.monitoring import ImportMode
from screening.services.coverage_pairs import Promptness
from screening.services.deps import Deps
from screening.services.subject_import import ImportOrder, import_subjects
from screening.services.zero_footprint import confirm_change, request_change
from tests.api.test_alerts import KIM
from tests.loading import write

ADDRESS = "/api/v1/subjects"
MONITORING = "/api/v1/monitoring"
IMPORTS = f"{MONITORING}/imports"


def test_a_subject_is_told_changed_paused_and_removed(client: FlaskClient) -> None:
    made = client.put(f"{ADDRESS}/c%2F1", json={"subject": KIM, "branch": "north"})
    body = ToldAnswer.model_validate(made.get_json())
    assert (made.status_code, body.reference, body.state, body.branch) == (201, "c/1", "active", "north")
    assert body.screened_at is not None
    run = client.get(body.rescreening or "").get_json()
    assert RescreeningAnswer.model_validate(run).alerts >= 1
    again = client.put(f"{ADDRESS}/c%2F1", json={"subject": KIM, "branch": "north"})
    assert (again.status_code, again.get_json()["rescreening"]) == (200, None)
    changed = client.patch(f"{ADDRESS}/c%2F1", json={"subject": {"birth_dates": ["1999-05-05"]}})
    assert changed.get_json()["subject"]["birth_dates"] == ["1999-05-05"]
    assert client.post(f"{ADDRESS}/c%2F1/pause").get_json()["state"] == "paused"
    assert client.post(f"{ADDRESS}/c%2F1/resume").get_json()["state"] == "active"
    file = SubjectFileAnswer.model_validate(client.get(f"{ADDRESS}/c%2F1").get_json())
    assert [one.changed for one in file.history[:3]] == [["state"], ["state"], ["birth_dates"]]
    assert file.hits
    gone = client.delete(f"{ADDRESS}/c%2F1")
    assert SubjectAnswer.model_validate(gone.get_json()).state == "removed"
    refused = client.patch(f"{ADDRESS}/c%2F1", json={"branch": "south"})
    Problem.model_validate(refused.get_json())
    assert refused.status_code == 404


def test_a_subject_told_where_no_list_is_in_force_is_kept_and_said_to_wait(
    empty: Deps,
) -> None:
    client = create_app(empty).test_client()
    made = client.put(f"{ADDRESS}/1", json={"subject": KIM})
    body = ToldAnswer.model_validate(made.get_json())
    assert (made.status_code, body.state, body.screened_at, body.rescreening) == (202, "active", None, None)
    assert "no list" in (body.waits or "").lower()
    again = client.post(f"{ADDRESS}/bulk", json={"subjects": [{"reference": "1", "subject": KIM}]})
    (one,) = SubjectResultsAnswer.model_validate(again.get_json()).results
    assert one.subject
    assert one.subject.waits == body.waits
    waiting = client.get(ADDRESS, query_string={"waiting": "true"}).get_json()["subjects"]
    assert [one["reference"] for one in waiting] == ["1"]


def test_one_of_many_that_cannot_be_taken_is_answered_in_its_place(client: FlaskClient) -> None:
    subjects = [
        {"reference": "1", "subject": {"name": "Angela Merkel"}},
        {"reference": "2", "subject": {}},
        {"subject": {"name": "Nobody"}},
        {"reference": "1", "subject": {"name": "Other"}},
    ]
    answer = client.post(f"{ADDRESS}/bulk", json={"subjects": subjects})
    results = SubjectResultsAnswer.model_validate(answer.get_json()).results
    assert [one.problem is None for one in results] == [True, False, False, False]
    page = SubjectsAnswer.model_validate(client.get(ADDRESS, query_string={"limit": 1}).get_json())
    assert ([one.reference for one in page.subjects], page.after) == (["1"], page.subjects[0].id)
    assert client.get(ADDRESS, query_string={"after": page.after}).get_json()["subjects"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "subject"),
        ({"subject": {"name": "A", "birth_dates": ["x"]}}, "birth_dates[0]"),
        ({"subject": {"name": "Ann"}, "colour": "red"}, "colour"),
        ([], "body"),
    ],
)
def test_what_cannot_be_told_is_refused_naming_the_place(client: FlaskClient, body: Any, field: str) -> None:
    answer = client.put(f"{ADDRESS}/1", json=body)
    assert answer.status_code == 422
    assert field in [fault["field"] for fault in answer.get_json()["faults"]]
    assert client.get(f"{ADDRESS}/1").status_code == 404


def test_too_many_at_once_are_refused(client: FlaskClient) -> None:
    many = [{"reference": str(n), "subject": {"name": "Ann"}} for n in range(1_001)]
    assert client.post(f"{ADDRESS}/bulk", json={"subjects": many}).status_code == 413
    assert client.post(f"{ADDRESS}/bulk", json={"subjects": []}).status_code == 422


def test_rescreenings_and_their_proof_are_read(client: FlaskClient) -> None:
    told = client.put(f"{ADDRESS}/1", json={"subject": KIM}).get_json()
    runs = RescreeningsAnswer.model_validate(client.get(f"{MONITORING}/rescreenings").get_json())
    assert [one.cause for one in runs.rescreenings] == ["subject_change", "list_change"]
    findings = client.get(f"{told['rescreening']}/findings").get_json()
    found = FindingsAnswer.model_validate(findings).findings
    assert {(one.reference, one.kind) for one in found} == {("1", "new")}
    screening = client.get(found[0].screening or "").get_json()
    assert screening["reference"] == "1"
    assert client.get(f"{MONITORING}/rescreenings/99").status_code == 404
    again = RunReplayAnswer.model_validate(client.get(f"{told['rescreening']}/replay").get_json())
    assert (again.outcome, again.subjects, again.digest_replayed) == ("same", 1, again.digest_recorded)
    assert client.get(f"{told['rescreening']}/replay", query_string={"sample": 0}).status_code == 422
    assert IncidentsAnswer.model_validate(client.get(f"{MONITORING}/incidents").get_json()).incidents == []
    assert client.post(f"{MONITORING}/incidents/1/closing", json={"text": "seen"}).status_code == 404


def test_coverage_is_told_as_json_and_csv(client: FlaskClient) -> None:
    client.put(f"{ADDRESS}/1", json={"subject": KIM})
    period = {"since": "2020-01-01T00:00:00Z", "until": "2029-12-31T00:00:00Z"}
    found = CoverageAnswer.model_validate(
        client.get(f"{MONITORING}/coverage", query_string=period).get_json()
    )
    assert found.subject_changes[Promptness.IN_TIME] == 1
    text = client.get(f"{MONITORING}/coverage", query_string={**period, "format": "csv"})
    assert text.content_type == "text/csv; charset=utf-8"
    assert text.get_data(as_text=True).startswith("what,name,version,at,outcome,")
    wrong = {"since": period["until"], "until": period["since"]}
    assert client.get(f"{MONITORING}/coverage", query_string=wrong).status_code == 422


def test_a_policy_is_tried_on_monitored_subjects(client: FlaskClient) -> None:
    client.put(f"{ADDRESS}/1", json={"subject": {**KIM, "name": KIM["name"] + "x"}})
    found = client.post(f"{MONITORING}/simulations", json={"threshold": 1.0}).get_json()
    assert TriedAnswer.model_validate(found).subjects == 1
    assert client.post(f"{MONITORING}/simulations", json={"policy": "none"}).status_code == 404
    assert client.post(f"{MONITORING}/simulations", json={"sample": 0}).status_code == 422


def test_a_held_file_is_read_and_answered(client: FlaskClient, deps: Deps, tmp_path: Path) -> None:
    held = _held(deps, tmp_path)
    found = ImportsAnswer.model_validate(client.get(IMPORTS, query_string={"held": "true"}).get_json())
    assert [(one.id, one.state, one.rows) for one in found.imports] == [(held, "held", 1)]
    told = [one for one in client.get("/api/v1/events").get_json()["events"] if one["type"] == "import.held"]
    one = ImportAnswer.model_validate(client.get(told[0]["data"]["url"]).get_json())
    assert one.held_reason.startswith("it names 1 subjects and would close 3 of 4")
    for body in ({"release": True, "text": " "}, {"release": True}, {"text": "x", "release": "maybe"}):
        assert client.post(f"{IMPORTS}/{held}/answer", json=body).status_code == 422
    done = client.post(f"{IMPORTS}/{held}/answer", json={"release": False, "text": "a mistake"})
    assert ImportAnswer.model_validate(done.get_json()).state == "discarded"
    again = client.post(f"{IMPORTS}/{held}/answer", json={"release": True, "text": "after all"})
    assert (again.status_code, client.get(f"{IMPORTS}/none").status_code) == (409, 404)


def _held(deps: Deps, folder: Path) -> str:
    """The id of a file that is held."""
    whole = write(folder / "whole.csv", b"id,name\n1,Ann\n2,Ben\n3,Cal\n4,Dee\n")
    few = write(folder / "few.csv", b"id,name\n1,Ann\n")
    ids = [
        import_subjects(deps, ImportOrder(path=path, mode=ImportMode.FULL), by=operator("Ann")).id
        for path in (whole, few)
    ]
    return ids[-1]


def test_where_nothing_of_subjects_may_be_kept_none_is_taken(client: FlaskClient, deps: Deps) -> None:
    asked = request_change(deps, on=True, reason="a test", by="Ann", entered_by="Ann")
    confirm_change(deps, asked.id, by="Ben", entered_by="Ben")
    refused = client.put(f"{ADDRESS}/1", json={"subject": KIM})
    assert (refused.status_code, "zero footprint" in refused.get_json()["detail"]) == (409, True)


def test_how_many_files_are_held_is_a_metric(client: FlaskClient, deps: Deps, tmp_path: Path) -> None:
    assert "screening_subject_imports_held 0.0" in client.get("/metrics").get_data(as_text=True)
    _held(deps, tmp_path)
    assert "screening_subject_imports_held 1.0" in client.get("/metrics").get_data(as_text=True)


def test_spaces_around_a_reference_are_no_part_of_it(client: FlaskClient) -> None:
    assert client.put(f"{ADDRESS}/PAD9", json={"subject": {"name": "Ann"}}).status_code == 201
    assert client.put(f"{ADDRESS}/PAD9%20", json={"subject": {"name": "Ann"}}).status_code == 200
    many = [{"reference": " PAD9", "subject": {"name": "Ben"}}]
    client.post(f"{ADDRESS}/bulk", json={"subjects": many})
    found = client.get(ADDRESS).get_json()["subjects"]
    assert [(one["reference"], one["subject"]["name"]) for one in found] == [("PAD9", "Ben")]


def test_the_feed_refuses_a_number_that_is_not_given_yet(client: FlaskClient) -> None:
    last = client.get("/api/v1/events").get_json()["last"]
    assert client.get("/api/v1/events", query_string={"after": last}).status_code == 200
    refused = client.get("/api/v1/events", query_string={"after": last + 1})
    assert (refused.status_code, refused.get_json()["faults"][0]["field"]) == (422, "after")
