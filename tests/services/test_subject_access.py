"""Everything that is kept of one party, for who has a right to see it."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from screening.domain.access import operator
from screening.domain.errors import UsageError
from screening.services.audit_check import verify_audit
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.subject_access import export_subject
from screening.services.subject_body import parse_entry
from screening.services.subjects import SubjectBook
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from tests.recorded import record_everything, screen


@pytest.fixture
def recorded(deps: Deps, tmp_path: Path) -> Deps:
    """An installation that has recorded something of every kind."""
    record_everything(deps, tmp_path)
    return deps


def _subject(deps: Deps, **asked: Any) -> list[dict[str, Any]]:
    out = BytesIO()
    count = export_subject(
        deps, out, **{"reference": None, "name": None, **asked}, reason="asked for", by="Ann"
    )
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert count == sum(line["type"] in {"screening", "batch_hit"} for line in lines)
    return lines


def test_a_reference_gets_its_answers_holds_and_relationship(recorded: Deps) -> None:
    lines = _subject(recorded, reference="client-1")
    assert [line["type"] for line in lines] == ["subject", "alert", "legal_hold", "screening"]
    assert lines[3]["row"]["request"]["subject"]["name"] == "Joseph Kony"
    assert len(lines[3]["hits"]) == 1
    assert lines[1]["dispositions"][0]["decision"]["verdict"] == "true_match"
    lines = _subject(recorded, reference="client-2")
    assert [line["type"] for line in lines] == ["subject", "relationship", "screening"]


def test_a_reference_gets_the_rows_of_files_that_name_it(recorded: Deps) -> None:
    lines = _subject(recorded, reference="2")
    assert [(line["type"], line.get("row_number")) for line in lines] == [("subject", None), ("batch_hit", 2)]


def test_a_name_is_found_in_any_writing(recorded: Deps) -> None:
    for name in ("Joseph Kony", "KONY, joseph", "Kony  Joseph"):
        lines = _subject(recorded, name=name)
        assert [line["type"] for line in lines] == ["subject", "screening", "batch_hit"]
    assert len(_subject(recorded, name="Joseph")) == 1


def test_a_reference_of_nobody_gets_nothing(recorded: Deps) -> None:
    assert [line["type"] for line in _subject(recorded, reference="client-9")] == ["subject"]


def test_who_asked_is_in_the_audit_without_the_name(recorded: Deps) -> None:
    _subject(recorded, name="Joseph Kony")
    with recorded.database.reading() as session:
        query = select(AuditRow.actor, AuditPayloadRow.payload).join(
            AuditPayloadRow, AuditPayloadRow.seq == AuditRow.seq
        )
        ((actor, payload),) = session.execute(query.where(AuditRow.kind == "subject_access")).all()
    assert actor == "Ann"
    assert b"Kony" not in payload
    assert verify_audit(recorded).findings == ()


@pytest.mark.parametrize(
    "asked",
    [
        {"reference": None, "name": None},
        {"reference": "1", "name": "A"},
        {"reference": "1", "name": None, "by": " "},
        {"reference": "1", "name": None, "reason": ""},
    ],
)
def test_what_is_not_asked_for_properly_is_refused(deps: Deps, asked: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        export_subject(deps, BytesIO(), **{"reason": "why", "by": "Ann", **asked})


def test_many_answers_are_streamed(recorded: Deps) -> None:
    for number in range(5):
        screen(recorded, f"Name {number}", reference="client-1")
    assert len(_subject(recorded, reference="client-1")) == 9


def test_what_was_told_of_a_monitored_subject_is_there_by_reference_and_by_name(recorded: Deps) -> None:
    book = SubjectBook(recorded, CorpusProvider(recorded))
    for name in ("Marie Curie", "Maria Sklodowska"):
        book.tell(parse_entry({"name": name}, reference="M", portfolio=None), by=operator("Ann"))
    told = [line for line in _subject(recorded, reference="M") if line["type"] == "monitored_subject"]
    assert [line["subject"]["name"] for line in told] == ["Marie Curie", "Maria Sklodowska"]
    named = [line for line in _subject(recorded, name="CURIE, Marie") if line["type"] == "monitored_subject"]
    assert [line["reference"] for line in named] == ["M"]
