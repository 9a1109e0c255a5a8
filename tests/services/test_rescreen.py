"""Monitored subjects are alerted when a list changes, once, and as a full rescreening would find."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from screening.domain.access import operator
from screening.domain.alert import AlertState, Decision, Verdict
from screening.domain.errors import MonitoringBusy, StaleVersion, UnlawfulAction
from screening.domain.monitoring import FindingKind, ImportState, RescreenCause, Rescreening, SubjectState
from screening.services import subject_names
from screening.services.alert_catalogue import read_file
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.leases import turn
from screening.services.replay import Outcome
from screening.services.rescreen import TURN, is_behind
from screening.services.rescreen_replay import replay_run
from screening.services.rescreen_run import Ground, rescreen_all, start_run
from screening.services.rescreen_workers import Workers
from screening.services.rescreen_writing import CorpusChanged
from screening.services.subject_body import parse_entry
from screening.services.subject_import import answer_import
from screening.services.subjects import SubjectBook
from screening.store.audit_rows import row_findings
from screening.store.findings import findings_of
from tests.loading import PEOPLE, Clock
from tests.monitored import ANNA, NAMES, Monitoring, forget_hits
from tests.screened import COMPANY, KONY

BEN = operator("Ben")
AMENDED = KONY.replace("1964", "1961")
REWORDED = KONY.replace("<program>CAR</program>", "<program>CAR</program>").replace(
    "</sdnEntry>", "<remarks>Somewhere.</remarks></sdnEntry>"
)
FALSE = DecisionOrder(
    decision=Decision(verdict=Verdict.FALSE_POSITIVE, reason="birth_date_differs"), confirmed=True
)


@pytest.fixture
def monitoring(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Monitoring:
    return Monitoring(deps, corpora, tmp_path)


def test_who_is_handed_over_is_screened_against_everything(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in(NAMES)
    (run,) = monitoring.rescreen().runs
    assert (run.cause, run.subjects, run.alerts) == (RescreenCause.SUBJECT_CHANGE, 4, 2)
    assert monitoring.alerted() == ["1", "4"]


def test_a_new_designation_alerts_whom_it_touches_and_no_other(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in(NAMES)
    monitoring.rescreen()
    monitoring.publish(PEOPLE, KONY)
    (run,) = monitoring.rescreen().runs
    assert (run.cause, run.new_hits, run.alerts) == (RescreenCause.LIST_CHANGE, 1, 1)
    assert [(step.added, step.amended, step.removed) for step in run.steps] == [(1, 0, 0)]
    assert monitoring.alerted() == ["1", "2", "4"]
    with monitoring.deps.database.reading() as session:
        assert list(row_findings(session, 0)) == []


def test_an_alert_tells_what_was_changed(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE, KONY)
    monitoring.take_in(NAMES)
    monitoring.rescreen()
    alert = next(one for one in monitoring.alerts() if one.reference == "2")
    approve_false(monitoring, alert.id)
    monitoring.publish(PEOPLE, AMENDED)
    (run,) = monitoring.rescreen().runs
    new = next(one for one in monitoring.alerts() if one.reference == "2" and one.id != alert.id)
    told = read_file(monitoring.deps, new.id, seen_by=ANNA).history[0].new
    assert (told["cause"], told["rescreening"]) == ("list_change", run.id)
    (change,) = told["changes"]
    assert (change["change"], change["fields"][0]["field"]) == ("amended", "birth_dates")


def test_an_open_alert_tells_what_changed_and_no_proposal_outlives_it(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE, KONY)
    monitoring.take_in(NAMES)
    monitoring.rescreen()
    alert = next(one for one in monitoring.alerts() if one.reference == "2")
    decide(monitoring.deps, alert.id, alert.version, FALSE, by=ANNA)
    monitoring.publish(PEOPLE, AMENDED)
    (run,) = monitoring.rescreen().runs
    file = read_file(monitoring.deps, alert.id, seen_by=ANNA)
    told = file.history[-1]
    assert (told.action, told.new["cause"], told.new["rescreening"]) == (
        "facts_changed",
        "list_change",
        run.id,
    )
    assert told.new["changes"][0]["fields"][0]["field"] == "birth_dates"
    assert (file.alert.state, file.alert.proposal) == (AlertState.IN_REVIEW, None)
    with pytest.raises(StaleVersion):
        approve(monitoring.deps, alert.id, alert.version + 1, by=BEN)


def approve_false(monitoring: Monitoring, alert_id: str) -> None:
    file = read_file(monitoring.deps, alert_id, seen_by=ANNA)
    decide(monitoring.deps, alert_id, file.alert.version, FALSE, by=ANNA)
    version = read_file(monitoring.deps, alert_id, seen_by=ANNA).alert.version
    approve(monitoring.deps, alert_id, version, by=BEN)


def test_an_amendment_of_wording_alone_alerts_nobody(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE, KONY)
    monitoring.take_in(NAMES)
    monitoring.rescreen()
    before = len(monitoring.alerts())
    monitoring.publish(PEOPLE, REWORDED)
    (run,) = monitoring.rescreen().runs
    assert (run.steps[0].amended, run.alerts, run.screenings) == (1, 0, 0)
    assert len(monitoring.alerts()) == before
    with monitoring.deps.database.reading() as session:
        assert [one.kind for one in findings_of(session, run.id, 10)] == [FindingKind.CHANGED]


def test_a_removed_designation_is_known_no_longer_and_marks_the_alert(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE, KONY)
    monitoring.take_in(NAMES)
    monitoring.rescreen()
    monitoring.publish(PEOPLE)
    (run,) = monitoring.rescreen().runs
    assert (run.gone_hits, run.new_hits, run.alerts) == (1, 0, 0)
    assert "2" not in monitoring.known()
    (alert,) = [one for one in monitoring.alerts() if one.reference == "2"]
    assert alert.delisted_at is not None


def test_the_same_edition_under_another_date_alerts_nobody(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in(NAMES)
    monitoring.rescreen()
    monitoring.publish(PEOPLE)
    (run,) = monitoring.rescreen().runs
    assert (run.candidates, run.differences) == (0, 0)
    assert monitoring.rescreen().runs == ()


def test_the_daily_run_finds_what_the_deltas_gave(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in(NAMES)
    monitoring.rescreen()
    monitoring.publish(PEOPLE, KONY + COMPANY)
    (delta,) = monitoring.rescreen().runs
    found = monitoring.rescreen(daily=True)
    (daily,) = found.runs
    assert delta.digest == daily.digest == daily.expected
    assert found.incidents == ()


def test_what_was_missed_is_an_incident_and_alerted(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE, KONY)
    monitoring.take_in({"3": "Angela Merkel", "2": "Joseph Kony"})
    monitoring.rescreen()
    forget_hits(monitoring.deps, 2)
    found = monitoring.rescreen(daily=True)
    assert [incident.differences for incident in found.incidents] == [1]
    assert found.runs[-1].digest != found.runs[-1].expected
    assert monitoring.rescreen(daily=True).incidents == ()
    assert "2" in monitoring.known()


@pytest.mark.parametrize("seed", range(4))
def test_deltas_give_what_a_full_rescreening_gives(
    monitoring: Monitoring, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Namesakes crowd: a few words make all names on both sides."""
    monkeypatch.setattr(subject_names, "FEWEST", 10)
    monkeypatch.setattr(subject_names, "PART", 25)
    draw = random.Random(seed)
    words = ("Ali", "Hassan", "Husayn", "Mohamed", "Muhammad", "Khan", "Ivan", "Petrov")

    def name() -> str:
        return " ".join(draw.sample(words, draw.randint(1, 3)))

    monitoring.publish({number: name() for number in range(1, 8)})
    people: dict[int, str] = {}
    for step in range(4):
        monitoring.take_in({str(draw.randint(1, 60)): name() for _ in range(30)}, full=False)
        monitoring.rescreen()
        people = {number: name() for number in range(1, 8)} if not people else dict(people)
        for number in draw.sample(range(1, 10), 3):
            people[number] = name()
        people.pop(draw.choice(sorted(people)), None)
        monitoring.publish(people)
        monitoring.rescreen()
        daily = monitoring.rescreen(daily=True)
        assert daily.incidents == (), step
        assert daily.runs[-1].digest == daily.runs[-1].expected


def test_a_changed_subject_is_screened_at_once(
    monitoring: Monitoring, deps: Deps, corpora: CorpusProvider
) -> None:
    monitoring.publish(PEOPLE, KONY)
    book = SubjectBook(deps, corpora)
    told = book.tell(parse_entry({"name": "Angela Merkel"}, reference="A", portfolio=None), by=ANNA)
    assert told.is_new
    assert told.rescreening
    assert told.rescreening.alerts == 0
    told = book.amend("A", None, {"subject": {"name": "Joseph Kony"}}, by=ANNA)
    assert told.rescreening
    assert told.rescreening.alerts == 1
    assert [one.entry.subject.name for one in book.read("A", None, by=ANNA).history] == [
        "Joseph Kony",
        "Angela Merkel",
    ]
    assert not is_behind(deps, corpora)


def test_who_is_removed_and_brought_back_as_before_changes_no_alert(
    monitoring: Monitoring, deps: Deps, corpora: CorpusProvider
) -> None:
    monitoring.publish(PEOPLE)
    book = SubjectBook(deps, corpora)
    entry = parse_entry({"name": "Ivanov"}, reference="A", portfolio=None)
    book.tell(entry, by=ANNA)
    (alert,) = monitoring.alerts()
    decide(deps, alert.id, alert.version, FALSE, by=ANNA)
    proposed = monitoring.alerts()
    book.move("A", None, SubjectState.REMOVED, by=ANNA)
    assert book.read("A", None, by=ANNA).hits == ()
    back = book.tell(entry, by=ANNA).rescreening
    assert back
    assert (back.new_hits, back.alerts, monitoring.alerts()) == (0, 0, proposed)
    assert replay_run(deps, corpora, back.id).outcome is Outcome.SAME
    assert monitoring.rescreen(daily=True).incidents == ()


def test_findings_say_what_the_lists_changed_also_where_somebody_met_a_version_in_between(
    monitoring: Monitoring, deps: Deps, corpora: CorpusProvider, clock: Clock
) -> None:
    many = PEOPLE | {number: f"Whoever Number{number}" for number in range(100, 140)}
    monitoring.publish(many)
    monitoring.take_in(NAMES)
    monitoring.rescreen()
    clock.move(timedelta(hours=1))
    monitoring.publish(many | {99: "In Between"})
    between = parse_entry({"name": "In Between"}, reference="B", portfolio=None)
    SubjectBook(deps, corpora).tell(between, by=ANNA)
    left = {number: name for number, name in many.items() if name != "PETROV"}
    monitoring.publish(left | {3: "Angela Merkel"}, KONY)
    (run,) = monitoring.rescreen().runs
    with deps.database.reading() as session:
        said = {one.reference: (one.kind, one.change) for one in findings_of(session, run.id, 10)}
    assert run.subjects == run.candidates == 5
    assert said == {
        "2": (FindingKind.NEW, "added"),
        "3": (FindingKind.NEW, "amended"),
        "4": (FindingKind.GONE, "removed"),
        "B": (FindingKind.GONE, "removed"),
    }


def test_who_is_paused_is_not_screened_until_resumed(
    monitoring: Monitoring, deps: Deps, corpora: CorpusProvider
) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in(NAMES)
    monitoring.rescreen()
    book = SubjectBook(deps, corpora)
    book.move("2", None, SubjectState.PAUSED, by=ANNA)
    monitoring.publish(PEOPLE, KONY)
    monitoring.rescreen()
    assert "2" not in monitoring.alerted()
    told = book.move("2", None, SubjectState.ACTIVE, by=ANNA)
    assert told.rescreening
    assert told.rescreening.alerts == 1


def test_a_change_of_groups_alone_screens_nobody(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in_text("id,name,branch\n1,Ivanov,North\n")
    monitoring.rescreen()
    made = monitoring.take_in_text("id,name,branch\n1,Ivanov,South\n")
    assert made.changed == 1
    assert monitoring.rescreen().runs == ()


def test_whoever_else_has_the_turn_is_not_disturbed(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE)
    with turn(monitoring.deps.database, TURN), pytest.raises(MonitoringBusy):
        monitoring.rescreen()
    monitoring.rescreen()


def test_a_file_half_its_usual_size_is_held_until_released(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE)
    names = {str(number): f"Person Number{number}" for number in range(40)}
    monitoring.take_in(names)
    half = dict(list(names.items())[:20])
    held = monitoring.take_in(half)
    assert held.state is ImportState.HELD
    assert held.held_reason.startswith("it names 20 subjects and would close 20 of 40")
    released = answer_import(monitoring.deps, held.id, release=True, text="a branch was sold", by=BEN)
    assert (released.state, released.closed, released.answered_by) == (ImportState.RELEASED, 20, "Ben")
    with pytest.raises(UnlawfulAction, match="is not held"):
        answer_import(monitoring.deps, held.id, release=False, text="again", by=BEN)


def test_rows_that_cannot_be_taken_are_told_and_close_nobody(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in({"1": "Ivanov", "2": "Petrov", "3": "Sidorov"})
    made = monitoring.take_in_text("id,name\n1,Ivanov\n2,\n1,Other\n,Nobody\n3,Sidorov\n")
    assert (made.rows, made.unchanged, made.invalid, made.closed) == (5, 2, 3, 0)
    assert [(one.row_number, one.reason) for one in made.faults] == [
        (2, "name is required"),
        (3, "has the id of row 1, which was taken"),
        (4, "has no id"),
    ]


def test_json_lines_are_taken_in_too(monitoring: Monitoring) -> None:
    monitoring.publish(PEOPLE)
    text = (
        '{"reference": "1", "subject": {"name": "Ivanov", "birth_dates": ["1950"]}, "branch": "North"}\n'
        '{"id": 2, "name": "Petrov"}\n{"id": 3}\nno json\n'
    )
    made = monitoring.take_in_text(text, full=False, suffix=".jsonl")
    assert (made.added, made.invalid) == (2, 2)
    assert [one.row_number for one in made.faults] == [3, 4]


def test_an_import_in_time_leaves_alone_who_was_changed_meanwhile(monitoring: Monitoring, deps: Deps) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in({"1": "Ivanov"})
    monitoring.take_in({"1": "Petrov"})
    (run,) = monitoring.rescreen().runs
    assert run.subjects == 1
    assert {str(hit.member) for hit in monitoring.known()["1"]} == {"xx_test_list:2"}


def test_a_subject_that_is_changed_while_it_is_screened_waits(
    monitoring: Monitoring, deps: Deps, corpora: CorpusProvider
) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in({"1": "Ivanov"})

    def change() -> None:
        monitoring.take_in({"1": "Somebody Else"})

    done = screened_meanwhile(deps, corpora, change)
    assert (done.hits, done.alerts) == (0, 0)
    assert is_behind(deps, corpora)
    monitoring.rescreen()
    assert monitoring.alerted() == []


def test_nobody_counts_as_screened_against_what_is_no_longer_in_force(
    monitoring: Monitoring, deps: Deps, corpora: CorpusProvider
) -> None:
    monitoring.publish(PEOPLE)
    monitoring.take_in({"2": "Joseph Kony"})
    with pytest.raises(CorpusChanged):
        screened_meanwhile(deps, corpora, lambda: monitoring.publish(PEOPLE, KONY))
    monitoring.rescreen()
    assert monitoring.alerted() == ["2"]


def screened_meanwhile(deps: Deps, corpora: CorpusProvider, change: Callable[[], None]) -> Rescreening:
    """Screen who waits, with ``change`` between screening and writing."""
    with Workers(1) as alone:
        ground = Ground(deps, corpora.current(), alone, change)
        return rescreen_all(ground, start_run(ground, RescreenCause.SUBJECT_CHANGE), waiting=True)
