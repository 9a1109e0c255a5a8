"""An approved false positive holds for its subject and designation, as long as neither changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.config import Settings
from screening.domain.access import operator
from screening.domain.alert import Alert, Decision, Verdict
from screening.domain.errors import InvalidRequest, UnknownSuppression, UnlawfulAction
from screening.domain.screening import Screening, ScreeningRequest, ScreeningStatus, Subject
from screening.domain.suppression import Suppression, SuppressionState
from screening.services import activation
from screening.services.alert_decisions import DecisionOrder, approve, decide, reject
from screening.services.alert_raising import raise_from_recorded
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.refresh import load_list
from screening.services.replay import Outcome, Replayer
from screening.services.screen import Screener
from screening.services.suppression_book import (
    read_reviews,
    read_suppression,
    read_suppressions,
    revoke,
    see_wording,
)
from screening.services.zero_footprint import confirm_change, request_change
from screening.store.alert_reading import get_alert
from screening.store.audit_rows import row_findings
from screening.store.counters import Counters
from screening.store.database import Database
from screening.store.suppression_reading import SuppressionFilter
from tests.loading import LIST_ID, Clock, list_xml, plugged_in, write
from tests.screened import COMPANY, KONY, load_people, load_without_kony
from tests.store.chain import keep

BANK, ANNA, BEN = operator("bank"), operator("Anna"), operator("Ben")
FALSE = Decision(verdict=Verdict.FALSE_POSITIVE, reason="birth_date_differs")
ORDER = DecisionOrder(decision=FALSE, confirmed=True)
NAME = Subject(name="Joseph Kony", birth_dates=("1999",))
NIGHT = timedelta(days=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def deps(database: Database, tmp_path: Path, clock: Clock) -> Iterator[Deps]:
    """An installation with a list, on each back end."""
    settings = Settings(database_url=database.url, data_dir=tmp_path)
    made = Deps(database, tmp_path, settings, keep(database), Counters(database), clock)
    with plugged_in():
        load_people(made, tmp_path)
        yield made


@pytest.fixture
def screener(deps: Deps) -> Screener:
    return Screener(deps, CorpusProvider(deps))


def ask(screener: Screener, subject: Subject = NAME, **more: Any) -> Screening:
    """The answer to a question that asks for alerts."""
    terms = {"reference": "client-1", "alert": True, **more}
    return screener.screen(ScreeningRequest(subject=subject, **terms), by=BANK)


def alert_of(deps: Deps, screening: Screening) -> Alert:
    """The one alert of an answer."""
    (alert_id,) = screening.alerts
    with deps.database.reading() as session:
        return get_alert(session, alert_id)


def decided(deps: Deps, screening: Screening, order: DecisionOrder = ORDER) -> Alert:
    """The alert of an answer, decided and approved."""
    alert = alert_of(deps, screening)
    decide(deps, alert.id, alert.version, order, by=ANNA)
    return approve(deps, alert.id, alert.version + 1, by=BEN)


def suppressions(deps: Deps, **wanted: Any) -> list[Suppression]:
    """All that there are, the latest first."""
    asked = SuppressionFilter(at=deps.clock(), **wanted)
    return read_suppressions(deps, asked, offset=0, limit=100, seen_by=BANK)[1]


def amend(deps: Deps, folder: Path, old: str, new: str, day: int = 1) -> None:
    """Load a later version of the list, in which Kony's entry reads otherwise."""
    assert old in KONY
    published = date(2026, 2, day)
    content = list_xml(published, more=KONY.replace(old, new) + COMPANY)
    load_list(deps, LIST_ID, [write(folder / f"amended-{day}.xml", content)])


def verified(deps: Deps) -> bool:
    """Whether all rows are as the audit says."""
    with deps.database.reading() as session:
        return list(row_findings(session, 0)) == []


def test_a_suppressed_hit_is_returned_and_recorded_and_raises_no_alert(
    deps: Deps, screener: Screener
) -> None:
    first = ask(screener)
    assert first.status is ScreeningStatus.HIT
    decided(deps, first)
    again = ask(screener)
    (one,) = suppressions(deps)
    assert again.status is ScreeningStatus.SUPPRESSED
    assert [hit.suppression for hit in again.hits] == [one.id]
    assert [hit.score for hit in again.hits] == [hit.score for hit in first.hits]
    assert again.alerts == ()
    assert Replayer(deps, CorpusProvider(deps)).replay(again.id, seen_by=BANK).outcome is Outcome.SAME
    with pytest.raises(InvalidRequest, match="no hit"):
        raise_from_recorded(deps, again.id, by=ANNA)
    assert verified(deps)


def test_nothing_is_suppressed_before_approval_nor_after_rejection(deps: Deps, screener: Screener) -> None:
    alert = alert_of(deps, ask(screener))
    decide(deps, alert.id, 1, ORDER, by=ANNA)
    assert ask(screener).status is ScreeningStatus.HIT
    reject(deps, alert.id, 2, text="no", by=BEN)
    assert ask(screener).status is ScreeningStatus.HIT
    assert suppressions(deps) == []


def test_a_true_match_suppresses_nothing(deps: Deps, screener: Screener) -> None:
    true = Decision(verdict=Verdict.TRUE_MATCH, reason="facts_agree", text="the same man")
    decided(deps, ask(screener), replace(ORDER, decision=true))
    assert suppressions(deps) == []
    assert ask(screener).alerts != ()


@pytest.mark.parametrize(
    "other",
    [{"reference": "client-2"}, {"reference": None}, {"portfolio": "retail"}],
    ids=["another client", "no reference", "another portfolio"],
)
def test_another_subject_is_not_suppressed(deps: Deps, screener: Screener, other: dict[str, Any]) -> None:
    from screening.services.portfolios import create_portfolio

    create_portfolio(deps, "retail", "Retail", BANK)
    decided(deps, ask(screener))
    answer = ask(screener, **other)
    assert answer.status is ScreeningStatus.HIT
    assert answer.alerts != ()
    assert ask(screener).status is ScreeningStatus.SUPPRESSED


def test_without_a_reference_a_decision_suppresses_nothing(deps: Deps, screener: Screener) -> None:
    decided(deps, ask(screener, reference=None))
    assert suppressions(deps) == []


@pytest.mark.parametrize("past", ["as_of", "in_force_at"])
def test_a_question_about_the_past_is_not_suppressed(
    deps: Deps, screener: Screener, clock: Clock, past: str
) -> None:
    decided(deps, ask(screener))
    then: dict[str, Any] = {past: clock.now.date() if past == "as_of" else clock.now}
    assert ask(screener, alert=False, **then).status is ScreeningStatus.HIT


def test_it_ends_after_twelve_months_or_on_the_day_that_was_asked(
    deps: Deps, screener: Screener, clock: Clock
) -> None:
    decided(deps, ask(screener))
    soon = replace(ORDER, expires_on=(clock.now + 10 * NIGHT).date())
    decided(deps, ask(screener, reference="client-2"), soon)
    clock.move(10 * NIGHT)
    assert ask(screener, reference="client-2").status is not ScreeningStatus.HIT
    clock.move(NIGHT)
    assert ask(screener, reference="client-2").status is ScreeningStatus.HIT
    clock.move(timedelta(days=365 - 11, seconds=-1))
    assert ask(screener).status is not ScreeningStatus.HIT
    clock.move(timedelta(seconds=1))
    late = ask(screener)
    assert (late.status, len(late.alerts)) == (ScreeningStatus.HIT, 1)
    assert {one.state_at(clock.now) for one in suppressions(deps)} == {SuppressionState.EXPIRED}


def test_the_time_is_counted_from_the_decision_however_late_it_is_approved(
    deps: Deps, screener: Screener, clock: Clock
) -> None:
    alert, soon = alert_of(deps, ask(screener)), alert_of(deps, ask(screener, reference="client-2"))
    decided_at = clock.now
    decide(deps, alert.id, 1, ORDER, by=ANNA)
    decide(deps, soon.id, 1, replace(ORDER, expires_on=(clock.now + 10 * NIGHT).date()), by=ANNA)
    clock.move(30 * NIGHT)
    for one in (alert, soon):
        approve(deps, one.id, 2, by=BEN)
    assert [(one.reference, one.expires_at) for one in suppressions(deps)] == [
        ("client-1", decided_at.replace(year=decided_at.year + 1))
    ]


def test_a_change_that_was_not_followed_is_met_when_the_hit_is(
    deps: Deps, screener: Screener, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(deps, ask(screener))
    clock.move(NIGHT)
    monkeypatch.setattr(activation, "follow_list", lambda *_, **__: None)
    amend(deps, tmp_path, *AMENDMENTS["programme"])
    assert suppressions(deps)[0].ending is None
    answer = ask(screener)
    assert (answer.status, len(answer.alerts)) == (ScreeningStatus.HIT, 1)
    (one,) = suppressions(deps, state=SuppressionState.LAPSED)
    assert one.ending
    assert one.ending.why == "the designation changed: programme"


def test_a_stale_list_makes_a_suppressed_answer_incomplete(
    deps: Deps, screener: Screener, clock: Clock
) -> None:
    decided(deps, ask(screener))
    clock.move(30 * NIGHT)
    assert ask(screener).status is ScreeningStatus.INCOMPLETE


@pytest.mark.parametrize("days", [-1, 0, 366, 100_000])
def test_a_suppression_without_a_near_end_is_refused(deps: Deps, screener: Screener, days: int) -> None:
    alert = alert_of(deps, ask(screener))
    order = replace(ORDER, expires_on=deps.clock().date() + days * NIGHT)
    with pytest.raises(InvalidRequest, match="expires_on: must be after today"):
        decide(deps, alert.id, 1, order, by=ANNA)
    assert alert_of(deps, ask(screener)) == alert


def test_another_fact_of_the_subject_voids_it_for_good(deps: Deps, screener: Screener, clock: Clock) -> None:
    decided(deps, ask(screener))
    clock.move(NIGHT)
    changed = ask(screener, replace(NAME, birth_dates=("1964",)))
    assert (changed.status, len(changed.alerts)) == (ScreeningStatus.HIT, 1)
    (one,) = suppressions(deps, state=SuppressionState.LAPSED)
    assert one.ending
    assert one.ending.why == "the subject changed: birth"
    clock.move(NIGHT)
    back = ask(screener)
    assert (back.status, back.alerts) == (ScreeningStatus.HIT, changed.alerts)
    assert verified(deps)


def test_other_case_and_context_of_the_subject_void_nothing(deps: Deps, screener: Screener) -> None:
    decided(deps, ask(screener))
    same = replace(NAME, name="joseph  KONY", context={"branch": "north"})
    assert ask(screener, same).status is ScreeningStatus.SUPPRESSED


AMENDMENTS = {
    "names": ("<lastName>WALUPERE</lastName>", "<lastName>VALUPERE</lastName>"),
    "birth": ("<dateOfBirth>1964</dateOfBirth>", "<dateOfBirth>1965</dateOfBirth>"),
    "programme": ("<program>CAR</program>", "<program>CAR2</program>"),
}


@pytest.mark.parametrize("fact", AMENDMENTS)
def test_a_material_amendment_voids_it_the_moment_it_is_in_force(
    deps: Deps, screener: Screener, clock: Clock, tmp_path: Path, fact: str
) -> None:
    decided(deps, ask(screener))
    before = ask(screener)
    clock.move(NIGHT)
    amend(deps, tmp_path, *AMENDMENTS[fact])
    (one,) = suppressions(deps)
    assert one.ending
    assert (one.ending.state, one.ending.at) == (SuppressionState.LAPSED, clock.now)
    assert one.ending.why == f"the designation changed: {fact}"
    clock.move(NIGHT)
    after = ask(screener)
    assert (after.status, len(after.alerts)) == (ScreeningStatus.HIT, 1)
    replayer = Replayer(deps, CorpusProvider(deps))
    assert {replayer.replay(one.id, seen_by=BANK).outcome for one in (before, after)} == {Outcome.SAME}
    assert verified(deps)


def test_a_change_of_wording_goes_to_the_review_list_and_no_further(
    deps: Deps, screener: Screener, clock: Clock, tmp_path: Path
) -> None:
    decided(deps, ask(screener))
    clock.move(NIGHT)
    amend(deps, tmp_path, "</akaList>", "</akaList><remarks>A new remark</remarks>")
    assert ask(screener).status is ScreeningStatus.SUPPRESSED
    total, found = read_reviews(deps, SuppressionFilter(at=clock.now), offset=0, limit=10, seen_by=ANNA)
    assert total == 1
    ((one, review),) = found
    assert (review.suppression_id, review.fields) == (one.id, ("remarks",))
    with pytest.raises(InvalidRequest, match="waits to be seen"):
        see_wording(deps, one.id, fingerprint="0" * 64, by=ANNA)
    seen = see_wording(deps, one.id, fingerprint=review.fingerprint, by=ANNA)
    assert [each.seen_by for each in seen.reviews] == ["Anna"]
    assert read_reviews(deps, SuppressionFilter(at=clock.now), offset=0, limit=10, seen_by=ANNA)[0] == 0
    assert ask(screener).status is ScreeningStatus.SUPPRESSED
    assert verified(deps)


def test_a_material_amendment_after_one_of_wording_voids_it(
    deps: Deps, screener: Screener, clock: Clock, tmp_path: Path
) -> None:
    decided(deps, ask(screener))
    clock.move(NIGHT)
    amend(deps, tmp_path, "</akaList>", "</akaList><remarks>A new remark</remarks>")
    clock.move(NIGHT)
    amend(deps, tmp_path, *AMENDMENTS["birth"], day=2)
    assert [one.state_at(clock.now) for one in suppressions(deps)] == [SuppressionState.LAPSED]


def test_a_removal_ends_it_and_a_return_does_not_bring_it_back(
    deps: Deps, screener: Screener, clock: Clock, tmp_path: Path
) -> None:
    decided(deps, ask(screener))
    clock.move(NIGHT)
    load_without_kony(deps, tmp_path)
    (one,) = suppressions(deps)
    assert one.ending
    assert one.ending.why == "the designation was removed from its list"
    clock.move(NIGHT)
    amend(deps, tmp_path, "1964", "1964", day=20)
    assert ask(screener).status is ScreeningStatus.HIT


def test_a_list_that_is_read_otherwise_voids_nothing(
    deps: Deps, screener: Screener, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screening.domain.listing import ChangeCause
    from screening.services import list_consequences

    decided(deps, ask(screener))
    clock.move(NIGHT)
    monkeypatch.setattr(list_consequences, "cause_of", lambda *_: ChangeCause.REPARSED)
    amend(deps, tmp_path, *AMENDMENTS["birth"])
    answer = ask(screener)
    assert answer.status is ScreeningStatus.SUPPRESSED
    assert Replayer(deps, CorpusProvider(deps)).replay(answer.id, seen_by=BANK).outcome is Outcome.SAME
    total, _ = read_reviews(deps, SuppressionFilter(at=clock.now), offset=0, limit=10, seen_by=ANNA)
    assert total == 1
    monkeypatch.undo()
    clock.move(NIGHT)
    amend(deps, tmp_path, *AMENDMENTS["programme"], day=2)
    assert ask(screener).status is ScreeningStatus.HIT
    assert verified(deps)


def test_a_revoked_one_holds_no_longer_and_past_answers_stay(
    deps: Deps, screener: Screener, clock: Clock
) -> None:
    decided(deps, ask(screener))
    before = ask(screener)
    (one,) = suppressions(deps)
    with pytest.raises(InvalidRequest, match="text: is required"):
        revoke(deps, one.id, text=" ", by=ANNA)
    clock.move(NIGHT)
    file = revoke(deps, one.id, text="he moved", by=ANNA)
    assert file == read_suppression(deps, one.id, seen_by=ANNA)
    assert file.suppression.state_at(clock.now) is SuppressionState.REVOKED
    assert ask(screener).status is ScreeningStatus.HIT
    with pytest.raises(UnlawfulAction, match="that is revoked cannot be revoked"):
        revoke(deps, one.id, text="again", by=ANNA)
    assert Replayer(deps, CorpusProvider(deps)).replay(before.id, seen_by=BANK).outcome is Outcome.SAME
    assert verified(deps)


def test_one_of_another_portfolio_is_as_one_that_is_not_there(deps: Deps, screener: Screener) -> None:
    decided(deps, ask(screener))
    (one,) = suppressions(deps)
    stranger = replace(ANNA, portfolios=frozenset({"funds"}))
    attempts: list[Callable[[], object]] = [
        lambda: read_suppression(deps, one.id, seen_by=stranger),
        lambda: revoke(deps, one.id, text="x", by=stranger),
        lambda: see_wording(deps, one.id, fingerprint="x", by=stranger),
        lambda: read_suppression(deps, "\x00", seen_by=ANNA),
    ]
    for attempt in attempts:
        with pytest.raises(UnknownSuppression):
            attempt()
    asked = SuppressionFilter(at=deps.clock())
    assert read_suppressions(deps, asked, offset=0, limit=9, seen_by=stranger) == (0, [])


def test_where_names_are_not_kept_suppressions_hold_all_the_same(deps: Deps, screener: Screener) -> None:
    change = request_change(deps, on=True, reason="law", by="Ann", entered_by="a")
    confirm_change(deps, change.id, by="Ben", entered_by="b")
    decided(deps, ask(screener))
    assert ask(screener).status is ScreeningStatus.SUPPRESSED
    assert ask(screener, replace(NAME, birth_dates=("1964",))).status is ScreeningStatus.HIT
