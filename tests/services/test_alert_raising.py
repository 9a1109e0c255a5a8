"""Alerts are raised once for each subject and party, however often and from wherever it is screened."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from screening.domain.access import operator
from screening.domain.alert import Action, Alert, AlertState, Occurrence
from screening.domain.errors import InvalidRequest, UnknownScreening
from screening.domain.party_group import Member
from screening.domain.screening import Screening, ScreeningRequest, Subject
from screening.services.alert_events import advance
from screening.services.alert_raising import party_of, raise_from_recorded
from screening.services.catalogue import Catalogue
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.recorder import Answered, Recorder
from screening.services.refresh import load_list
from screening.services.replay import Outcome, Replayer
from screening.services.retention import purge, tell_relationship
from screening.services.screen import Screener
from screening.services.zero_footprint import confirm_change, request_change
from screening.store.alert_reading import alerts_of, get_alert, get_file, read_alerts
from screening.store.alerts import record_changes
from screening.store.audit_rows import row_findings
from screening.store.database import Database
from tests.loading import LIST_ID, Clock, list_xml, write
from tests.screened import KONY, load_people
from tests.store.answers import make_hit, make_screening
from tests.store.chain import verified
from tests.store.examples import make_designation, make_version, store

BY = operator("bank")
NIGHT = timedelta(days=1)


@pytest.fixture
def screener(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Screener:
    load_people(deps, tmp_path)
    return Screener(deps, corpora)


def asked(name: str = "Joseph Kony", reference: str | None = "client-1", **more: Any) -> ScreeningRequest:
    return ScreeningRequest(subject=Subject(name=name), reference=reference, **{"alert": True, **more})


def only(database: Database, screening: Screening) -> Alert:
    """The one alert of an answer."""
    (alert_id,) = screening.alerts
    with database.reading() as session:
        return get_alert(session, alert_id)


def test_a_hit_is_put_before_an_analyst_where_the_request_asks(deps: Deps, screener: Screener) -> None:
    screening = screener.screen(asked(), by=BY)
    alert = only(deps.database, screening)
    assert (alert.state, alert.version, alert.reference) == (AlertState.OPEN, 1, "client-1")
    assert [hit.member for hit in alert.hits] == [Member(LIST_ID, "36")]
    assert (alert.hits[0].score, alert.hits[0].primary_name) == (10_000, "KONY, Joseph")
    with deps.database.reading() as session:
        assert list(row_findings(session, 0)) == []


def test_no_alert_is_raised_unasked_nor_without_a_hit(screener: Screener) -> None:
    for request in (asked(alert=False), asked("Nobody At All")):
        assert screener.screen(request, by=BY).alerts == ()


def test_three_nights_are_one_alert_with_three_occurrences(
    deps: Deps, screener: Screener, clock: Clock
) -> None:
    nights = []
    for _ in range(3):
        nights.append(screener.screen(asked(), by=BY))
        clock.move(NIGHT)
    assert len({one.alerts for one in nights}) == 1
    with deps.database.reading() as session:
        file = get_file(session, only(deps.database, nights[0]))
        assert list(row_findings(session, 0)) == []
    assert [one.screening_id for one in file.occurrences] == [one.id for one in nights]
    assert (len(file.history), file.alert.version) == (1, 1)


def test_many_in_one_request_are_alerted_each_for_itself(screener: Screener) -> None:
    requests = [asked(), asked(), asked(reference="client-2"), asked("Nobody"), asked(alert=False)]
    alerts = [one.alerts for one in screener.screen_all(requests, by=BY) if isinstance(one, Screening)]
    assert alerts[0] == alerts[1] != alerts[2]
    assert alerts[3:] == [(), ()]


def test_without_a_reference_each_screening_has_an_alert_of_its_own(screener: Screener) -> None:
    first, second = (screener.screen(asked(reference=None), by=BY) for _ in range(2))
    assert len(first.alerts) == len(second.alerts) == 1
    assert first.alerts != second.alerts


@pytest.mark.parametrize("past", ["as_of", "in_force_at"])
def test_a_question_about_the_past_raises_none(
    deps: Deps, screener: Screener, clock: Clock, past: str
) -> None:
    then: dict[str, Any] = {past: clock.now.date() if past == "as_of" else clock.now}
    with pytest.raises(InvalidRequest, match="alert: cannot be raised from an answer about the past"):
        screener.screen(asked(**then), by=BY)
    recorded = screener.screen(asked(alert=False, **then), by=BY)
    assert recorded.hits
    with pytest.raises(InvalidRequest, match="about the past"):
        raise_from_recorded(deps, recorded.id, by=BY)


def test_an_analyst_raises_from_a_recorded_answer_and_once_only(deps: Deps, screener: Screener) -> None:
    recorded = screener.screen(asked(alert=False), by=BY)
    first = raise_from_recorded(deps, recorded.id, by=BY)
    assert first == raise_from_recorded(deps, recorded.id, by=BY)
    with deps.database.reading() as session:
        (alert,) = read_alerts(session, first)
        assert len(get_file(session, alert).occurrences) == 1
    assert Catalogue(deps).screening(recorded.id, seen_by=BY) == replace(recorded, alerts=tuple(first))


def test_one_party_is_raised_and_the_others_are_left(
    deps: Deps, corpora: CorpusProvider, tmp_path: Path
) -> None:
    twin = KONY.replace("<uid>36<", "<uid>40<").replace("1964", "1999")
    load_list(deps, LIST_ID, [write(tmp_path / "twins.xml", list_xml(more=KONY + twin))])
    recorded = Screener(deps, corpora).screen(asked(alert=False), by=BY)
    assert len({party_of(hit) for hit in recorded.hits}) == 2
    raised = raise_from_recorded(deps, recorded.id, by=BY, party=party_of(recorded.hits[0]))
    assert len(raised) == 1
    with pytest.raises(InvalidRequest, match="no hit"):
        raise_from_recorded(deps, recorded.id, by=BY, party="made up")
    assert len(raise_from_recorded(deps, recorded.id, by=BY)) == 2


def test_an_answer_without_hits_or_of_another_portfolio_raises_none(deps: Deps, screener: Screener) -> None:
    without = screener.screen(asked("Nobody At All", alert=False), by=BY)
    with pytest.raises(InvalidRequest, match="no hit"):
        raise_from_recorded(deps, without.id, by=BY)
    recorded = screener.screen(asked(alert=False), by=BY)
    with pytest.raises(UnknownScreening):
        raise_from_recorded(deps, recorded.id, by=replace(BY, portfolios=frozenset({"retail"})))


def test_a_replay_raises_nothing_and_is_the_same(
    deps: Deps, screener: Screener, corpora: CorpusProvider
) -> None:
    screening = screener.screen(asked(), by=BY)
    replay = Replayer(deps, corpora).replay(screening.id, seen_by=BY)
    assert replay.outcome is Outcome.SAME
    with deps.database.reading() as session:
        assert len(get_file(session, only(deps.database, screening)).occurrences) == 1


def test_where_names_are_not_kept_alerts_keep_none_either(deps: Deps, screener: Screener) -> None:
    change = request_change(deps, on=True, reason="law", by="Ann", entered_by="a")
    confirm_change(deps, change.id, by="Ben", entered_by="b")
    screening = screener.screen(asked("Yosef Koni"), by=BY)
    assert only(deps.database, screening).hits[0].primary_name == "KONY, Joseph"
    assert deps.database.file
    kept = b"".join(file.read_bytes() for file in deps.database.file.parent.glob("screening.db*"))
    assert b"Yosef" not in kept


def test_an_alert_stays_when_its_screening_is_purged(deps: Deps, screener: Screener, clock: Clock) -> None:
    screening = screener.screen(asked(), by=BY)
    tell_relationship(deps, "client-1", ended_on=clock.now.date(), reason="closed", by="Ann")
    clock.move(timedelta(days=366 * 11))
    assert purge(deps, reason="the time is over", by="Ann") == 1
    with pytest.raises(UnknownScreening):
        Catalogue(deps).screening(screening.id, seen_by=BY)
    assert only(deps.database, screening).reference == "client-1"
    with deps.database.reading() as session:
        assert list(row_findings(session, 0)) == []


VERSION = make_version(count=2)
LISTED = [make_designation("1"), make_designation("2")]
CORPUS: Any = SimpleNamespace(
    stamp="c" * 64, versions=[VERSION], policy=SimpleNamespace(id="policy-1", content="")
)


def answered(*refs: int, party: str | None = "party", limit: int = 10) -> Answered:
    """An answer that asks for alerts, with hits on those designations, which are of that party."""
    hits = tuple(make_hit(LISTED[ref], VERSION, party_group=party) for ref in refs)
    request = ScreeningRequest(subject=Subject(name="A NAME"), reference="client-1", alert=True, limit=limit)
    screening = make_screening([VERSION], hits=hits, request=request)
    return Answered(screening, CORPUS, BY.name, alerts_for=BY)


def alert_of(database: Database, answer: Answered) -> Alert:
    """The one alert of an answer."""
    with database.reading() as session:
        ((_, alert_id),) = alerts_of(session, [answer.screening.id])[answer.screening.id].items()
        return get_alert(session, alert_id)


def test_answers_that_come_at_once_are_one_alert(database: Database) -> None:
    store(database, VERSION, LISTED)
    answers = [answered(0, 1) for _ in range(8)]
    with ThreadPoolExecutor(len(answers)) as pool:
        errors = list(pool.map(lambda one: Recorder(database).record_all([one]), answers))
    assert errors == [[None]] * len(answers)
    alert = alert_of(database, answers[0])
    assert {alert_of(database, one).id for one in answers} == {alert.id}
    assert [str(hit.member.authority_ref) for hit in alert.hits] == ["1", "2"]
    with database.reading() as session:
        occurrences = get_file(session, alert).occurrences
        assert verified(session) > len(answers)
    assert {one.screening_id for one in occurrences} == {one.screening.id for one in answers}


def test_the_limit_cuts_what_is_shown_never_what_is_alerted(database: Database) -> None:
    store(database, VERSION, LISTED)
    answer = answered(0, 1, party=None, limit=1)
    assert Recorder(database).record_all([answer]) == [None]
    assert len(answer.screening.shown) == 1
    with database.reading() as session:
        assert len(alerts_of(session, [answer.screening.id])[answer.screening.id]) == 2


def test_a_further_designation_joins_the_alert_and_voids_what_was_proposed(database: Database) -> None:
    store(database, VERSION, LISTED)
    first, second = answered(0), answered(0, 1)
    assert Recorder(database).record_all([first]) == [None]
    proposed = advance(
        alert_of(database, first), Action.PROPOSED, by=BY, at=first.screening.screened_at, proposal=2
    )
    with database.writing() as session:
        at = first.screening.screened_at
        record_changes(session, [proposed], at=at, actor="anna", kind="alert_proposed", said={})
    assert Recorder(database).record_all([second]) == [None]
    alert = alert_of(database, second)
    assert (alert.id, alert.version, alert.state) == (proposed.alert.id, 3, AlertState.IN_REVIEW)
    assert (len(alert.hits), alert.proposal) == (2, None)
    with database.reading() as session:
        file = get_file(session, alert)
        assert [one for one in row_findings(session, 0) if "alert" in one.table] == []
    event = file.history[-1]
    assert event.old == {"state": "pending_approval", "proposal": 2}
    assert event.new == {"state": "in_review", "proposal": None, "hits": [f"{LISTED[1].list_id}:2"]}
    again = Occurrence(screening_id=second.screening.id, at=second.screening.screened_at, raised_by="bank")
    assert again in file.occurrences
