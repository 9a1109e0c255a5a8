"""Each change of a subject is told to the audit, and the history says which file changed whom and what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from screening.domain.monitoring import SubjectState
from screening.services.audit_check import verify_audit
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.monitoring_answers import changes_of
from screening.services.subject_body import parse_entry
from screening.services.subjects import SubjectBook
from screening.store.import_changes import changes_of_import
from screening.store.subject_audit import AUDIT_KIND
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from screening.store.tables_monitoring import RescreeningRow, SubjectRevisionRow
from screening.store.types import exact_text
from tests.loading import PEOPLE, command
from tests.monitored import ANNA, Monitoring


@pytest.fixture
def monitoring(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Monitoring:
    made = Monitoring(deps, corpora, tmp_path)
    made.publish(PEOPLE)
    return made


def entry(name: str, reference: str = "A", **more: Any) -> Any:
    return parse_entry({"name": name, **more}, reference=reference, portfolio=None)


def records(deps: Deps) -> Sequence[tuple[str, dict[str, Any]]]:
    """Who changed a subject, and what the record says."""
    query = select(AuditRow.actor, AuditPayloadRow.payload).join(
        AuditPayloadRow, AuditPayloadRow.seq == AuditRow.seq
    )
    with deps.database.reading() as session:
        found = session.execute(query.where(AuditRow.kind == AUDIT_KIND).order_by(AuditRow.seq)).all()
    return [(actor, json.loads(exact_text(payload))) for actor, payload in found]


def test_each_change_is_a_record_of_who_changed_whom_from_what_to_what(
    monitoring: Monitoring, deps: Deps, corpora: CorpusProvider
) -> None:
    book = SubjectBook(deps, corpora)
    book.tell(entry("Angela Merkel"), by=ANNA)
    book.tell(entry("Angela Merkel"), by=ANNA)
    book.amend("A", None, {"branch": "North", "subject": {"name": "Angela Kasner"}}, by=ANNA)
    book.move("A", None, SubjectState.PAUSED, by=ANNA)
    told = records(deps)
    assert [(actor, one["subject_id"], one["revision"], one["revision_before"]) for actor, one in told] == [
        ("Anna", 1, 1, None), ("Anna", 1, 2, 1), ("Anna", 1, 3, 2),
    ]  # fmt: skip
    assert told[0][1]["fields"]["name"] == {"new": "Angela Merkel"}
    assert told[1][1]["fields"] == {
        "branch": {"new": "North"},
        "name": {"old": "Angela Merkel", "new": "Angela Kasner"},
    }
    assert told[2][1]["fields"] == {"state": {"old": "active", "new": "paused"}}
    assert verify_audit(deps).findings == ()


def test_many_that_are_told_together_are_a_record_each(
    monitoring: Monitoring, deps: Deps, corpora: CorpusProvider
) -> None:
    SubjectBook(deps, corpora).tell_many([entry("Ann", "A"), entry("Ben", "B")], by=ANNA)
    assert [one["fields"]["name"]["new"] for _, one in records(deps)] == ["Ann", "Ben"]


def test_a_change_that_is_altered_by_hand_is_found(
    monitoring: Monitoring, deps: Deps, corpora: CorpusProvider
) -> None:
    SubjectBook(deps, corpora).tell(entry("Angela Merkel"), by=ANNA)
    with deps.database.writing() as session:
        session.execute(update(SubjectRevisionRow).values(branch="South"))
    assert [(one.table, one.problem) for one in verify_audit(deps).findings] == [
        ("subject_revision", "it is not as it was recorded")
    ]
    with deps.database.writing() as session:
        session.execute(text("UPDATE subject_revision SET audit_seq = NULL"))
    assert [one.problem for one in verify_audit(deps).findings] == ["it is missing"]


def test_the_history_tells_which_file_changed_whom_and_what(monitoring: Monitoring, tmp_path: Path) -> None:
    monitoring.take_in_text("id,name,branch\n1,Ann,North\n2,Ben,North\n3,Cal,North\n4,Dee,\n5,Eve,\n6,Flo,\n")
    made = monitoring.take_in_text("id,name,branch\n1,Ann,North\n2,Benjamin,South\n3,Cal,\n4,Dee,\n5,Eve,\n")
    with monitoring.deps.database.reading() as session:
        found = {one.after.entry.reference: changes_of(*one) for one in changes_of_import(session, made.id)}
    assert found == {
        "2": {"branch": {"old": "North", "new": "South"}, "name": {"old": "Ben", "new": "Benjamin"}},
        "3": {"branch": {"old": "North"}},
        "6": {"state": {"old": "active", "new": "removed"}},
    }
    shown = command(tmp_path, "subjects", "changes", made.id)
    assert shown.stdout.splitlines() == [
        "2 (active): branch, name",
        "3 (active): branch",
        "6 (removed): state",
    ]
    lines = command(tmp_path, "subjects", "changes", made.id, "--json").stdout.splitlines()
    assert json.loads(lines[0])["fields"]["name"] == {"old": "Ben", "new": "Benjamin"}
    assert f"by Anna, import {made.id}: branch, name" in command(tmp_path, "subjects", "show", "2").stdout


def test_who_changes_groups_while_a_run_is_under_way_is_screened_again(monitoring: Monitoring) -> None:
    """The run leaves alone who changes meanwhile, and nobody would screen that subject against its lists."""
    monitoring.take_in_text("id,name,branch\n1,Ann,North\n2,Ben,North\n")
    monitoring.rescreen(daily=True)
    with monitoring.deps.database.writing() as session:
        session.execute(
            update(RescreeningRow).where(RescreeningRow.cause == "daily").values(finished_at=None)
        )
    monitoring.take_in_text("id,name,branch\n1,Ann,South\n2,Ben,North\n")
    with monitoring.deps.database.reading() as session:
        query = select(SubjectRevisionRow.number, SubjectRevisionRow.screened_at.is_(None))
        assert session.execute(query).all() == [(1, False), (2, False), (3, True)]


def test_a_subject_is_kept_and_waits_where_no_list_is_in_force(deps: Deps, corpora: CorpusProvider) -> None:
    book = SubjectBook(deps, corpora)
    told = book.tell(entry("Ivanov"), by=ANNA)
    assert (told.rescreening, told.subject.screened_at) == (None, None)
    assert "no list" in (told.waits or "").lower()
    many = book.tell_many([entry("Petrov", "B")], by=ANNA)
    assert [bool(getattr(one, "waits", None)) for one in many] == [True]


def test_who_waited_for_a_list_is_screened_by_the_next_rescreening(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path
) -> None:
    SubjectBook(deps, corpora).tell(entry("Ivanov"), by=ANNA)
    monitoring = Monitoring(deps, corpora, tmp_path)
    monitoring.publish(PEOPLE)
    monitoring.rescreen()
    assert monitoring.alerted() == ["A"]
