from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as sql_event

from screening.domain.access import operator
from screening.domain.errors import DatabaseFailure, InvalidRequest, ListNotReady, UnknownVersion
from screening.domain.screening import Screening, ScreeningRequest, ScreeningStatus, Subject
from screening.services.answers import warnings_of
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.refresh import load_list, load_samples
from screening.services.screen import Screener
from screening.services.subject_input import parse_screening_request
from screening.store.screenings import get_screening
from tests.loading import LIST_ID, OLD, Clock
from tests.screened import load_people, load_without_kony
from tests.store.chain import verified

Ask = Callable[..., Screening]
OTHER = "us_ofac_sdn"


@pytest.fixture
def screener(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Screener:
    load_people(deps, tmp_path)
    return Screener(deps, corpora)


@pytest.fixture
def ask(screener: Screener) -> Ask:
    def screen(name: str, **more: object) -> Screening:
        return screener.screen(
            parse_screening_request({"subject": {"name": name}, **more}), by=operator("test")
        )

    return screen


def _recorded(deps: Deps, screening_id: str) -> Screening:
    with deps.database.reading() as session:
        return get_screening(session, screening_id)


def test_a_listed_name_is_a_hit_with_its_whole_ledger(ask: Ask) -> None:
    screening = ask("Joseph Kony")
    assert screening.status is ScreeningStatus.HIT
    hit = screening.hits[0]
    assert (hit.list_id, hit.authority_ref, hit.score) == (LIST_ID, "36", 10_000)
    assert sum(line.contribution for line in hit.evidence) == hit.score
    assert hit.url == "https://lists.example/entries/36"
    assert screening.screened_against[0].version.list_id == LIST_ID


def test_an_unlisted_name_is_no_hit(ask: Ask) -> None:
    screening = ask("Angela Merkel")
    assert (screening.status, screening.hits, screening.reason) == (ScreeningStatus.NO_HIT, (), "")


@pytest.mark.parametrize("name", ["Joseph Kony", "Angela Merkel", "a\x00b", "\ud800Kony", "Kony\t\u200b"])
def test_an_answer_is_recorded_exactly_as_it_is_returned(deps: Deps, ask: Ask, name: str) -> None:
    screening = ask(name, reference="C-1", limit=1)
    assert _recorded(deps, screening.id) == screening
    with deps.database.reading() as session:
        verified(session)


@given(name=st.text(min_size=1, max_size=60))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_any_text_is_answered_or_refused(deps: Deps, screener: Screener, name: str) -> None:
    try:
        request = parse_screening_request({"subject": {"name": name}})
    except InvalidRequest as refused:
        event(str(refused))
        return
    screening = screener.screen(request, by=operator("test"))
    assert _recorded(deps, screening.id) == screening


def test_without_any_list_there_is_no_answer(deps: Deps, corpora: CorpusProvider) -> None:
    with pytest.raises(ListNotReady):
        Screener(deps, corpora).screen(ScreeningRequest(subject=Subject(name="A")), by=operator("test"))


def test_a_list_that_is_asked_for_and_not_loaded_is_an_error(ask: Ask) -> None:
    with pytest.raises(ListNotReady, match=OTHER):
        ask("Joseph Kony", lists=[LIST_ID, OTHER])


def test_what_cannot_be_recorded_is_not_answered(deps: Deps, screener: Screener, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "screening.db") as raw:
        raw.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit_record BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    raw.close()
    with pytest.raises(DatabaseFailure):
        screener.screen(ScreeningRequest(subject=Subject(name="Joseph Kony")), by=operator("test"))
    with sqlite3.connect(tmp_path / "screening.db") as raw:
        assert raw.execute("SELECT count(*) FROM screening").fetchone() == (0,)
    raw.close()


def test_the_policy_says_which_threshold_holds(ask: Ask) -> None:
    assert ask("Joseph Kony").threshold == 7000
    assert ask("Joseph Kony", threshold=0.5).threshold == 5000
    assert ask("Joseph Kony", threshold=0.5).narrowed is False


@pytest.mark.parametrize("threshold", [0.0, 0.4999])
def test_a_threshold_under_the_floor_is_refused(ask: Ask, threshold: float) -> None:
    with pytest.raises(InvalidRequest, match=r"threshold: must be from 0\.50"):
        ask("Joseph Kony", threshold=threshold)


def test_a_higher_threshold_narrows_and_never_reads_no_hit(deps: Deps, ask: Ask) -> None:
    screening = ask("Angela Merkel", threshold=0.9)
    assert (screening.status, screening.reason) == (ScreeningStatus.INCOMPLETE, "narrowed")
    assert screening.narrowed
    assert _recorded(deps, screening.id).narrowed


def test_fewer_lists_narrow_and_never_read_no_hit(deps: Deps, ask: Ask, official: Path) -> None:
    load_list(deps, "un_sc_sanctions", [official / "un-sc" / "consolidated.xml__2026-02-27.xz"])
    assert ask("Angela Merkel").status is ScreeningStatus.NO_HIT
    narrowed = ask("Angela Merkel", lists=[LIST_ID])
    assert (narrowed.status, narrowed.reason) == (ScreeningStatus.INCOMPLETE, "narrowed")
    assert [one.version.list_id for one in narrowed.screened_against] == [LIST_ID]
    assert {hit.list_id for hit in ask("Joseph Kony", lists=[LIST_ID]).hits} == {LIST_ID}


def test_naming_every_list_is_no_narrowing(ask: Ask) -> None:
    assert ask("Angela Merkel", lists=[LIST_ID]).status is ScreeningStatus.NO_HIT


def test_a_stale_list_never_reads_no_hit(ask: Ask, clock: Clock) -> None:
    clock.move(timedelta(hours=26))
    assert ask("Angela Merkel").status is ScreeningStatus.NO_HIT
    clock.move(timedelta(seconds=1))
    screening = ask("Angela Merkel")
    assert (screening.status, screening.reason) == (ScreeningStatus.INCOMPLETE, f"{LIST_ID} is stale")
    hit = ask("Joseph Kony")
    assert (hit.status, hit.reason) == (ScreeningStatus.HIT, f"{LIST_ID} is stale")


def test_as_of_answers_from_what_was_published_by_then(
    deps: Deps, ask: Ask, clock: Clock, tmp_path: Path
) -> None:
    clock.move(timedelta(hours=1))
    load_without_kony(deps, tmp_path)
    assert ask("Joseph Kony").hits == ()
    past = ask("Joseph Kony", as_of=OLD.isoformat())
    assert past.status is ScreeningStatus.HIT
    assert past.screened_against[0].version.published_on == OLD
    with pytest.raises(UnknownVersion):
        ask("Joseph Kony", as_of=(OLD - timedelta(days=1)).isoformat())


def test_as_of_says_how_far_back_the_version_lies_that_it_rests_on(
    deps: Deps, ask: Ask, tmp_path: Path
) -> None:
    load_without_kony(deps, tmp_path)
    past = ask("Joseph Kony", as_of=date(2026, 1, 30).isoformat())
    version = past.screened_against[0].version.version
    gap = (
        f"{LIST_ID} {version} was published on 2026-01-01, 29 days before 2026-01-30: whether anything was"
        " published in between is not known here"
    )
    assert warnings_of(past) == warnings_of(_recorded(deps, past.id)) == [gap]
    assert "1 day before" in warnings_of(ask("Joseph Kony", as_of=date(2026, 1, 2).isoformat()))[0]


def test_as_of_says_nothing_of_a_version_that_was_the_last_one_that_day(ask: Ask, clock: Clock) -> None:
    assert warnings_of(ask("Joseph Kony")) == []
    assert warnings_of(ask("Joseph Kony", as_of=OLD.isoformat())) == []
    assert warnings_of(ask("Joseph Kony", as_of=clock().date().isoformat())) == []


def test_a_screening_without_hits_asks_eight_statements(deps: Deps, ask: Ask) -> None:
    """One of what is in force, seven to record; more would be felt with every request."""
    ask("Nobody In Particular")
    asked: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement.split()[0])

    sql_event.listen(deps.database.engine, "before_cursor_execute", note)
    ask("Nobody In Particular")
    assert asked == ["SELECT", "BEGIN", "SELECT", "SELECT", "INSERT", "INSERT", "UPDATE", "INSERT"]


def test_in_force_at_answers_from_what_was_screened_against_then(
    deps: Deps, ask: Ask, clock: Clock, tmp_path: Path
) -> None:
    then = clock().isoformat()
    clock.move(timedelta(days=2))
    load_without_kony(deps, tmp_path)
    assert ask("Joseph Kony").hits == ()
    past = ask("Joseph Kony", in_force_at=then)
    assert (past.status, past.reason) == (ScreeningStatus.HIT, "")
    assert past.screened_against[0].version.published_on == OLD


def test_a_list_that_came_later_does_not_narrow_an_answer_for_before(
    deps: Deps, ask: Ask, clock: Clock
) -> None:
    before = clock().isoformat()
    clock.move(timedelta(hours=1))
    load_samples(deps)
    past = ask("Angela Merkel", in_force_at=before)
    assert (past.status, past.narrowed, past.reason) == (ScreeningStatus.NO_HIT, False, "")
    after = ask("Angela Merkel", in_force_at=clock().isoformat(), lists=[LIST_ID])
    assert (after.narrowed, after.reason) == (True, "narrowed")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"as_of": "2026-03-02"}, "as_of"),
        ({"in_force_at": "2026-03-01T12:00:01Z"}, "in_force_at"),
        ({"as_of": "2026-02-01", "in_force_at": "2026-02-01T00:00:00Z"}, "in_force_at"),
    ],
)
def test_a_date_to_come_or_two_dates_are_refused(ask: Ask, asked: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        ask("Joseph Kony", **asked)
    assert [fault.field for fault in refused.value.faults] == [field]


def test_a_day_after_the_last_check_is_stale_when_asked_about(ask: Ask, clock: Clock) -> None:
    clock.move(timedelta(days=30))
    assert ask("Angela Merkel", as_of=date(2026, 3, 1).isoformat()).status is ScreeningStatus.NO_HIT
    assert ask("Angela Merkel", as_of=date(2026, 3, 20).isoformat()).status is ScreeningStatus.INCOMPLETE
