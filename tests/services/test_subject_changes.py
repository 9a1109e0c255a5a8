"""Each change of a subject is told to the audit, and the history says which file changed whom and what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from screening.domain.errors import DatabaseFailure, InvalidRequest, UnlawfulAction
from screening.domain.monitoring import ImportState, SubjectImport, SubjectState
from screening.services import subject_import, subject_import_rows
from screening.services.audit_check import verify_audit
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.monitoring_answers import changes_of
from screening.services.subject_body import parse_entry
from screening.services.subject_import import answer_import
from screening.services.subjects import SubjectBook
from screening.store.import_changes import changes_of_import
from screening.store.subject_audit import AUDIT_KIND
from screening.store.subject_imports import all_imports
from screening.store.subject_reading import SubjectFilter, subjects_page
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from screening.store.tables_monitoring import RescreeningRow, SubjectRevisionRow
from screening.store.types import exact_text
from tests.loading import PEOPLE, command, write
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


def hold_one_of_four(monitoring: Monitoring) -> SubjectImport:
    """A held file with the first of four subjects."""
    monitoring.take_in({"1": "Ann", "2": "Ben", "3": "Cal", "4": "Dee"})
    held = monitoring.take_in({"1": "Ann Other"})
    assert held.state is ImportState.HELD
    return held


def standing(deps: Deps) -> dict[str, tuple[str, str]]:
    """The name and the state of each subject."""
    with deps.database.reading() as session:
        found = subjects_page(session, SubjectFilter(), 100)
    return {one.entry.reference: (one.entry.subject.name, one.state.value) for one in found}


@pytest.mark.parametrize(
    ("rows", "suffix"),
    [("id,name\n1,Ann\n,Dee\n", ".csv"), ('{"id": "1", "name": "Ann"}\n{"id": "4", "na\n', ".jsonl")],
)
def test_a_whole_file_with_a_row_about_nobody_closes_nobody(
    monitoring: Monitoring, rows: str, suffix: str
) -> None:
    monitoring.take_in({"1": "Ann", "2": "Ben", "3": "Cal", "4": "Dee"})
    made = monitoring.take_in_text(rows, suffix=suffix)
    assert (made.state, made.invalid, made.closed, made.kept) == (ImportState.APPLIED, 1, 0, 3)


def test_a_portfolio_that_is_not_there_is_named_with_how_to_make_one(monitoring: Monitoring) -> None:
    with pytest.raises(InvalidRequest, match="'retail' is none: `screening portfolios create"):
        monitoring.take_in({"1": "Ann"}, portfolio="retail")


def test_a_row_that_is_not_taken_takes_no_id(monitoring: Monitoring, deps: Deps) -> None:
    made = monitoring.take_in_text("id,name\nD1,\nD1,Good Row\n")
    assert (made.added, [one.reason for one in made.faults]) == (1, ["name is required"])
    assert standing(deps)["D1"] == ("Good Row", "active")


def test_a_held_file_that_was_altered_is_not_released(monitoring: Monitoring, deps: Deps) -> None:
    held = hold_one_of_four(monitoring)
    (deps.data_folder / "imports" / held.id / held.file_name).write_text("id,name\n9,Mallory\n")
    with pytest.raises(UnlawfulAction, match="was altered"):
        answer_import(deps, held.id, release=True, text="it is right", by=ANNA)
    assert "9" not in standing(deps)
    discarded = answer_import(deps, held.id, release=False, text="altered", by=ANNA)
    assert discarded.state is ImportState.DISCARDED


def test_a_release_leaves_alone_who_was_changed_after_the_file_was_held(
    monitoring: Monitoring, deps: Deps, corpora: CorpusProvider
) -> None:
    held, book = hold_one_of_four(monitoring), SubjectBook(deps, corpora)
    for reference, name in (("1", "Ann Later"), ("2", "Ben Later"), ("5", "Eve")):
        book.tell(entry(name, reference), by=ANNA)
    done = answer_import(deps, held.id, release=True, text="a branch was sold", by=ANNA)
    assert (done.state, done.closed, done.kept, done.changed) == (ImportState.RELEASED, 2, 3, 0)
    assert standing(deps) == {
        "1": ("Ann Later", "active"), "2": ("Ben Later", "active"), "3": ("Cal", "removed"),
        "4": ("Dee", "removed"), "5": ("Eve", "active"),
    }  # fmt: skip


def test_of_two_releases_at_once_one_applies(
    monitoring: Monitoring, deps: Deps, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, kept = hold_one_of_four(monitoring), subject_import.ImportOrder.open

    def open_late(order: subject_import.ImportOrder) -> Any:
        monkeypatch.setattr(subject_import.ImportOrder, "open", kept)
        answer_import(deps, held.id, release=True, text="the other one", by=ANNA)
        return kept(replace(order, path=other))

    other = write(deps.data_folder / held.file_name, b"id,name\n1,Ann Other")
    monkeypatch.setattr(subject_import.ImportOrder, "open", open_late)
    with pytest.raises(UnlawfulAction, match="it is released"):
        answer_import(deps, held.id, release=True, text="this one", by=ANNA)


def test_an_import_that_is_killed_is_known_and_ended_by_the_next(
    monitoring: Monitoring, deps: Deps, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseFailure("it is gone")

    with monkeypatch.context() as patched:
        patched.setattr(subject_import_rows, "_close", fail)
        with pytest.raises(DatabaseFailure):
            monitoring.take_in({"1": "Ann"})
    with deps.database.reading() as session:
        (begun,) = all_imports(session)
    assert (begun.state, begun.by, begun.rows) == (ImportState.RUNNING, "Anna", 1)
    again = monitoring.take_in({"1": "Ann"})
    with deps.database.reading() as session:
        found = {one.id: (one.state, one.answer) for one in all_imports(session)}
    assert found == {
        begun.id: (ImportState.INTERRUPTED, f"made again as import {again.id}"),
        again.id: (ImportState.APPLIED, ""),
    }
    assert verify_audit(deps).findings == ()


def test_the_command_line_tells_what_could_not_be_read_and_who_waits(
    monitoring: Monitoring, deps: Deps, tmp_path: Path
) -> None:
    monitoring.take_in({"1": "Ann", "2": "Ben", "3": "Cal"})
    held = monitoring.take_in_text("id,name,birth_date\n1,Ann,soon\n")
    released = command(tmp_path, "subjects", "release", held.id, "--reason", "a branch was sold")
    assert (released.returncode, "hold values that could not be read" in released.stderr) == (6, True)
    assert "waits" not in command(tmp_path, "subjects", "list", "--state", "removed").stdout
    unwritten = command(tmp_path, "monitoring", "coverage", "--csv", str(tmp_path / "none" / "x.csv"))
    assert (unwritten.returncode, "cannot be written: No such" in unwritten.stderr) == (2, True)
