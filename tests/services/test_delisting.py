"""A removal waits for a person; a party under another reference was not removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.domain.access import operator
from screening.domain.alert import Action, Alert, AlertFile, AlertState, Decision, Verdict
from screening.domain.errors import (
    InvalidRequest,
    OwnProposal,
    StaleVersion,
    UnknownReview,
    UnlawfulAction,
)
from screening.domain.screening import Screening, ScreeningRequest, Subject
from screening.domain.unfreezing import ReviewOutcome, ReviewState, UnfreezeReview
from screening.services.alert_catalogue import read_file, read_queue
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.alert_figures import FigureOrder, read_figures
from screening.services.alert_raising import raise_from_recorded
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.refresh import load_list
from screening.services.screen import Screener
from screening.services.unfreeze_reviews import answer_review, decide_review, read_reviews
from screening.store.alert_queue import AlertFilter, AlertOrder
from screening.store.audit_rows import row_findings
from tests.loading import LIST_ID, Clock, list_xml, write
from tests.screened import COMPANY, KONY

BANK, ANNA, BEN = operator("bank"), operator("Anna"), operator("Ben")
TRUE = Decision(verdict=Verdict.TRUE_MATCH, reason="facts_agree", text="the same man")
FALSE = Decision(verdict=Verdict.FALSE_POSITIVE, reason="birth_date_differs")
NIGHT = timedelta(days=1)
MOVED = KONY.replace("<uid>36</uid>", "<uid>99</uid>")

Load = Callable[..., None]


@pytest.fixture
def load(deps: Deps, tmp_path: Path, clock: Clock) -> Load:
    """Put a version of the list in force, the next night."""
    loaded: list[int] = []

    def version(*entries: str) -> None:
        loaded.append(1)
        clock.move(NIGHT)
        content = list_xml(date(2026, 1, len(loaded)), more="".join((*entries, COMPANY)))
        load_list(deps, LIST_ID, [write(tmp_path / f"{len(loaded)}.xml", content)])

    version(KONY)
    return version


@pytest.fixture
def screener(deps: Deps, load: Load) -> Screener:
    return Screener(deps, CorpusProvider(deps))


def ask(screener: Screener, reference: str | None = "client-1", *, alert: bool = True) -> Screening:
    """The answer to a question that asks for alerts."""
    request = ScreeningRequest(subject=Subject(name="Joseph Kony"), reference=reference, alert=alert)
    return screener.screen(request, by=BANK)


def file_of(deps: Deps, screening: Screening) -> AlertFile:
    """The one alert of an answer, with all that happened to it."""
    (alert_id,) = screening.alerts
    return read_file(deps, alert_id, seen_by=BANK)


def decided(deps: Deps, screening: Screening, decision: Decision) -> Alert:
    """The alert of an answer, decided and approved."""
    order = DecisionOrder(decision=decision, confirmed=True)
    decide(deps, screening.alerts[0], 1, order, by=ANNA)
    return approve(deps, screening.alerts[0], 2, by=BEN)


def reviews(deps: Deps, **more: Any) -> list[UnfreezeReview]:
    """All unfreeze reviews."""
    return read_reviews(deps, list(ReviewState), offset=0, limit=9, seen_by=more.get("by", BANK)).reviews


def verified(deps: Deps) -> bool:
    """Whether all rows are as the audit says."""
    with deps.database.reading() as session:
        return list(row_findings(session, 0)) == []


def test_an_open_alert_on_what_was_removed_is_marked_and_waits(
    deps: Deps, screener: Screener, load: Load, clock: Clock
) -> None:
    screening = ask(screener)
    load()
    file = file_of(deps, screening)
    assert (file.alert.state, file.alert.delisted_at) == (AlertState.OPEN, clock.now)
    assert file.history[-1].action is Action.DELISTED
    assert file.history[-1].new["designations"] == [f"{LIST_ID}:36"]
    asked = AlertFilter(states=list(AlertState), delisted=True)
    assert read_queue(deps, asked, AlertOrder.OLDEST, offset=0, limit=9, seen_by=BANK).total == 1
    load("")
    assert file_of(deps, screening) == file
    assert verified(deps)


def test_who_approves_has_to_see_that_it_was_removed(deps: Deps, screener: Screener, load: Load) -> None:
    screening = ask(screener)
    decide(deps, screening.alerts[0], 1, DecisionOrder(decision=TRUE, confirmed=True), by=ANNA)
    load()
    with pytest.raises(StaleVersion):
        approve(deps, screening.alerts[0], 2, by=BEN)
    assert approve(deps, screening.alerts[0], 3, by=BEN).state is AlertState.CLOSED
    assert len(reviews(deps)) == 1


def test_what_is_listed_again_is_marked_no_longer(deps: Deps, screener: Screener, load: Load) -> None:
    screening = ask(screener)
    load(MOVED)
    load()
    assert file_of(deps, screening).alert.delisted_at is not None
    load(MOVED)
    file = file_of(deps, screening)
    assert (file.alert.state, file.alert.delisted_at) == (AlertState.OPEN, None)
    assert file.history[-1].action is Action.RELISTED
    assert file.history[-1].new["designations"] == [f"{LIST_ID}:99"]
    assert verified(deps)


def test_a_false_positive_on_what_was_removed_meanwhile_suppresses_nothing(
    deps: Deps, screener: Screener, load: Load
) -> None:
    screening = ask(screener)
    decide(deps, screening.alerts[0], 1, DecisionOrder(decision=FALSE, confirmed=True), by=ANNA)
    load()
    approve(deps, screening.alerts[0], 3, by=BEN)
    load(KONY)
    again = ask(screener)
    assert (again.status, len(again.alerts)) == ("hit", 1)


def test_a_true_match_that_moved_and_was_removed_is_reviewed_once(
    deps: Deps, screener: Screener, load: Load
) -> None:
    screening = ask(screener)
    decide(deps, screening.alerts[0], 1, DecisionOrder(decision=TRUE, confirmed=True), by=ANNA)
    load(MOVED)
    load()
    approve(deps, screening.alerts[0], 4, by=BEN)
    assert [str(one.member) for one in reviews(deps)] == [f"{LIST_ID}:99"]


def test_an_alert_raised_after_the_removal_waits_as_one_raised_before(
    deps: Deps, screener: Screener, load: Load, clock: Clock
) -> None:
    recorded = ask(screener, alert=False)
    load()
    (alert_id,) = raise_from_recorded(deps, recorded.id, by=ANNA)
    file = read_file(deps, alert_id, seen_by=BANK)
    assert [one.action for one in file.history] == [Action.RAISED, Action.DELISTED]
    assert (file.alert.state, file.alert.delisted_at) == (AlertState.OPEN, clock.now)
    assert raise_from_recorded(deps, recorded.id, by=ANNA) == [alert_id]
    decide(deps, alert_id, 2, DecisionOrder(decision=TRUE, confirmed=True), by=ANNA)
    approve(deps, alert_id, 3, by=BEN)
    assert [one.alert_id for one in reviews(deps)] == [alert_id]
    assert verified(deps)


def test_an_alert_raised_after_the_move_is_the_one_under_the_new_reference(
    deps: Deps, screener: Screener, load: Load
) -> None:
    followed, recorded = ask(screener), ask(screener, alert=False)
    alone, older = (ask(screener, one, alert=False) for one in ("client-2", "client-3"))
    load(MOVED)
    for answer in (recorded, followed):
        assert raise_from_recorded(deps, answer.id, by=ANNA) == list(followed.alerts)
    assert len(file_of(deps, followed).alert.hits) == 2
    raised = raise_from_recorded(deps, alone.id, by=ANNA)
    assert raised == list(ask(screener, "client-2").alerts)
    file = read_file(deps, raised[0], seen_by=BANK)
    assert [one.action for one in file.history] == [Action.RAISED, Action.RE_REFERENCED]
    assert [str(hit.member) for hit in file.alert.hits] == [f"{LIST_ID}:36", f"{LIST_ID}:99"]
    newer = ask(screener, "client-3")
    assert raise_from_recorded(deps, older.id, by=ANNA) == list(newer.alerts)
    assert [str(hit.member) for hit in file_of(deps, newer).alert.hits] == [f"{LIST_ID}:99"]
    assert verified(deps)


def test_a_party_that_moved_counts_once_in_figures(
    deps: Deps, screener: Screener, load: Load, clock: Clock
) -> None:
    decided(deps, ask(screener, "true"), TRUE)
    decided(deps, ask(screener, "false"), FALSE)
    load(MOVED)
    today = clock.now.date()
    found = read_figures(deps, FigureOrder(since=today - 2 * NIGHT, until=today), seen_by=BANK)
    assert {one["reason"]: one["designations"] for one in found["reasons"]} == {
        "birth_date_differs": 1, "facts_agree": 1,
    }  # fmt: skip
    assert {(one["false"], one["decided"]) for one in found["false_shares"]} == {(1, 2)}


def test_a_removal_raises_a_review_on_every_subject_with_a_true_match(
    deps: Deps, screener: Screener, load: Load
) -> None:
    alerts = [decided(deps, ask(screener, f"client-{n}"), TRUE) for n in range(3)]
    decided(deps, ask(screener, "client-9"), FALSE)
    load()
    found = reviews(deps)
    assert {(one.alert_id, one.reference) for one in found} == {(one.id, one.reference) for one in alerts}
    assert {(one.state, str(one.member)) for one in found} == {(ReviewState.OPEN, f"{LIST_ID}:36")}
    load("")
    assert reviews(deps) == found
    assert verified(deps)


def test_what_was_frozen_is_released_by_two_persons(deps: Deps, screener: Screener, load: Load) -> None:
    decided(deps, ask(screener), TRUE)
    load()
    (one,) = reviews(deps)
    with pytest.raises(InvalidRequest, match="text: is required"):
        decide_review(deps, one.id, 1, ReviewOutcome.RELEASED, text=" ", by=ANNA)
    decide_review(deps, one.id, 1, ReviewOutcome.RELEASED, text="no list names him", by=ANNA)
    with pytest.raises(OwnProposal):
        answer_review(deps, one.id, 2, approved=True, by=replace(ANNA, name="key-2"))
    assert answer_review(deps, one.id, 2, approved=False, by=BEN).state is ReviewState.OPEN
    decide_review(deps, one.id, 3, ReviewOutcome.KEPT, text="a court order", by=BEN)
    with pytest.raises(StaleVersion):
        answer_review(deps, one.id, 3, approved=True, by=ANNA)
    closed = answer_review(deps, one.id, 4, approved=True, by=ANNA)
    assert (closed.state, closed.outcome, closed.version) == (ReviewState.CLOSED, ReviewOutcome.KEPT, 5)
    with pytest.raises(UnlawfulAction, match="is closed"):
        decide_review(deps, one.id, 5, ReviewOutcome.RELEASED, text="x", by=ANNA)
    stranger = replace(ANNA, portfolios=frozenset({"funds"}))
    with pytest.raises(UnknownReview):
        decide_review(deps, one.id, 5, ReviewOutcome.RELEASED, text="x", by=stranger)
    assert reviews(deps, by=stranger) == []
    assert verified(deps)


def test_a_party_under_another_reference_is_followed_there(
    deps: Deps, screener: Screener, load: Load
) -> None:
    open_one, false = ask(screener, "open"), ask(screener, "false")
    decided(deps, false, FALSE)
    true = decided(deps, ask(screener, "true"), TRUE)
    load(MOVED)
    assert reviews(deps) == []
    file = file_of(deps, open_one)
    assert [str(hit.member) for hit in file.alert.hits] == [f"{LIST_ID}:36", f"{LIST_ID}:99"]
    assert (file.history[-1].action, file.alert.delisted_at) == (Action.RE_REFERENCED, None)
    again = ask(screener, "open")
    assert again.alerts == open_one.alerts
    assert ask(screener, "false").status == "suppressed"
    load()
    assert [(one.alert_id, str(one.member)) for one in reviews(deps)] == [(true.id, f"{LIST_ID}:99")]
    assert verified(deps)


@pytest.mark.parametrize(
    "entries",
    [
        (MOVED, MOVED.replace("<uid>99</uid>", "<uid>98</uid>")),
        (MOVED.replace("1964", "1970"),),
        (MOVED.replace("<lastName>KONY", "<lastName>KONYX"),),
    ],
    ids=["two that may be him", "another birth date", "another name"],
)
def test_where_it_is_not_sure_it_is_a_removal_and_an_addition(
    deps: Deps, screener: Screener, load: Load, entries: tuple[str, ...]
) -> None:
    screening = ask(screener)
    decided(deps, ask(screener, "true"), TRUE)
    load(*entries)
    assert file_of(deps, screening).alert.delisted_at is not None
    assert len(reviews(deps)) == 1


def test_a_list_that_is_read_otherwise_removes_nothing(
    deps: Deps, screener: Screener, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screening.domain.listing import ChangeCause
    from screening.services import list_consequences

    screening = ask(screener)
    monkeypatch.setattr(list_consequences, "cause_of", lambda *_: ChangeCause.REPARSED)
    load()
    assert file_of(deps, screening).alert.delisted_at is None
