"""A discount rule is off until a second person approves it, closes in the open, and is sampled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from screening.domain.access import operator
from screening.domain.alert import Action, AlertFile, AlertState, Decision, Standing, Verdict
from screening.domain.discount import DiscountRule, RuleKind, RuleState
from screening.domain.errors import (
    InvalidRequest,
    NotPermitted,
    OwnProposal,
    RuleRefused,
    UnknownRule,
    UnlawfulAction,
)
from screening.domain.screening import Screening, ScreeningRequest, Subject
from screening.services import discounting
from screening.services.alert_catalogue import read_file
from screening.services.alert_decisions import DecisionOrder, approve, decide
from screening.services.alert_raising import raise_from_recorded
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.discount_rules import (
    RuleOrder,
    answer_rule,
    propose_rule,
    read_rules,
    retire_rule,
)
from screening.services.refresh import load_list
from screening.services.screen import Screener
from screening.store.audit_rows import row_findings
from screening.store.discounts import RuleUse
from tests.loading import LIST_ID, OLD, list_xml, write
from tests.screened import COMPANY, KONY

BANK, ANNA, BEN = operator("bank"), operator("Anna"), operator("Ben")
ORDER = RuleOrder(kind=RuleKind.BIRTH_DATES_APART, title="Born apart", years=20, sample_share=0)
YOUNG = ("1999-05-05",)
DATED = KONY.replace("<dateOfBirth>1964<", "<dateOfBirth>02 Mar 1964<")


@pytest.fixture
def screener(deps: Deps, corpora: CorpusProvider, tmp_path: Path) -> Screener:
    load_list(deps, LIST_ID, [write(tmp_path / "people.xml", list_xml(OLD, more=DATED + COMPANY))])
    return Screener(deps, corpora)


def ask(
    screener: Screener, reference: str = "client-1", births: tuple[str, ...] = YOUNG, *, alert: bool = True
) -> Screening:
    """The answer to a question that asks for alerts."""
    subject = Subject(name="Joseph Kony", birth_dates=births)
    request = ScreeningRequest(subject=subject, reference=reference, alert=alert)
    return screener.screen(request, by=BANK)


def file_of(deps: Deps, screening: Screening) -> AlertFile:
    """The one alert of an answer, with all that happened to it."""
    (alert_id,) = screening.alerts
    return read_file(deps, alert_id, seen_by=BANK)


def in_force(deps: Deps, **changed: Any) -> DiscountRule:
    """A rule that Anna proposed and Ben approved."""
    rule = propose_rule(deps, replace(ORDER, **changed), by=ANNA)
    return answer_rule(deps, rule.id, approved=True, by=BEN)


def test_a_rule_closes_an_alert_in_the_open(deps: Deps, screener: Screener) -> None:
    rule = in_force(deps)
    screening = ask(screener)
    assert (screening.status, len(screening.hits)) == ("hit", 1)
    file = file_of(deps, screening)
    assert (file.alert.state, file.alert.rule) == (AlertState.CLOSED, rule.id)
    assert [one.action for one in file.history] == [Action.RAISED, Action.DISCOUNTED]
    (made,) = file.dispositions
    assert (made.decision.verdict, made.decision.reason) == (Verdict.FALSE_POSITIVE, "discount_rule")
    assert (made.made_by, file.alert.standing(made)) == (f"rule {rule.id}", Standing.APPROVED)
    with deps.database.reading() as session:
        assert list(row_findings(session, 0)) == []


def test_what_a_rule_closed_is_one_alert_however_often_it_is_found(deps: Deps, screener: Screener) -> None:
    in_force(deps)
    nights = [ask(screener) for _ in range(3)]
    assert len({one.alerts for one in nights}) == 1
    assert len(file_of(deps, nights[0]).occurrences) == 3
    assert ask(screener, "client-2").alerts != nights[0].alerts
    changed = ask(screener, births=("1998-05-05",))
    assert changed.alerts != nights[0].alerts


def test_no_rule_closes_what_has_left_its_list_meanwhile(
    deps: Deps, screener: Screener, tmp_path: Path
) -> None:
    in_force(deps)
    recorded = ask(screener, alert=False)
    load_list(deps, LIST_ID, [write(tmp_path / "without.xml", list_xml(more=COMPANY))])
    (alert_id,) = raise_from_recorded(deps, recorded.id, by=ANNA)
    alert = read_file(deps, alert_id, seen_by=BANK).alert
    assert (alert.state, alert.rule, alert.delisted_at is None) == (AlertState.OPEN, None, False)


def test_no_rule_closes_before_approval_after_rejection_or_retirement(deps: Deps, screener: Screener) -> None:
    rule = propose_rule(deps, ORDER, by=ANNA)
    assert file_of(deps, ask(screener, "a")).alert.state is AlertState.OPEN
    answer_rule(deps, rule.id, approved=False, text="too coarse", by=BEN)
    assert file_of(deps, ask(screener, "b")).alert.state is AlertState.OPEN
    ask(screener, "old", births=("1965-05-05",))
    second = in_force(deps)
    assert file_of(deps, ask(screener, "c")).alert.state is AlertState.CLOSED
    with pytest.raises(InvalidRequest, match="text: is required"):
        retire_rule(deps, second.id, text="", by=ANNA)
    retire_rule(deps, second.id, text="the sample found one", by=ANNA)
    assert file_of(deps, ask(screener, "d")).alert.state is AlertState.OPEN
    assert {one.state: use for one, use in read_rules(deps)} == {
        RuleState.RETIRED: RuleUse(1, 0),
        RuleState.REJECTED: RuleUse(0, 0),
    }


def test_what_a_rule_does_not_speak_of_stays_open(deps: Deps, screener: Screener) -> None:
    in_force(deps)
    assert file_of(deps, ask(screener, births=("1999",))).alert.state is AlertState.OPEN
    assert file_of(deps, ask(screener, "b", births=("1965-05-05",))).alert.state is AlertState.OPEN


def test_a_share_goes_to_a_person_all_the_same(deps: Deps, screener: Screener) -> None:
    rule = in_force(deps, sample_share=10_000)
    file = file_of(deps, ask(screener))
    assert (file.alert.state, file.alert.rule) == (AlertState.OPEN, rule.id)
    assert file.history[0].new["sampled"] is True
    assert read_rules(deps)[0][1] == RuleUse(0, 1)


def test_the_draw_is_close_to_the_share_that_is_asked(deps: Deps, screener: Screener) -> None:
    rule = replace(propose_rule(deps, ORDER, by=ANNA), sample_share=2_000)
    alert = file_of(deps, ask(screener)).alert
    key = deps.keeper.key
    drawn = sum(discounting.is_sampled(rule, replace(alert, id=f"{n}"), key) for n in range(2_000))
    assert 320 < drawn < 480


def test_the_proposer_neither_approves_nor_rejects(deps: Deps, screener: Screener) -> None:
    rule = propose_rule(deps, ORDER, by=ANNA)
    for approved in (True, False):
        with pytest.raises(OwnProposal, match="Anna proposed this rule"):
            answer_rule(deps, rule.id, approved=approved, by=replace(ANNA, name="key-2", person=" anna"))
    assert read_rules(deps)[0][0].state is RuleState.PROPOSED


def test_a_rule_that_would_close_every_alert_is_refused_with_its_simulation(
    deps: Deps, screener: Screener
) -> None:
    ask(screener)
    with pytest.raises(RuleRefused, match="would have closed every alert: all 1") as refused:
        propose_rule(deps, ORDER, by=ANNA)
    assert refused.value.simulation.closed == 1  # type: ignore[attr-defined]
    assert read_rules(deps) == []
    ask(screener, "old", births=("1965-05-05",))
    assert propose_rule(deps, ORDER, by=ANNA).simulation.closed == 1


def test_a_rule_that_would_have_closed_a_true_match_is_refused(deps: Deps, screener: Screener) -> None:
    screening = ask(screener)
    ask(screener, "old", births=("1965-05-05",))
    true = Decision(verdict=Verdict.TRUE_MATCH, reason="facts_agree", text="the same man")
    decide(deps, screening.alerts[0], 1, DecisionOrder(decision=true, confirmed=True), by=ANNA)
    approve(deps, screening.alerts[0], 2, by=BEN)
    with pytest.raises(RuleRefused, match="closed 1 true match\\."):
        propose_rule(deps, ORDER, by=ANNA)


def test_a_rule_that_would_have_closed_a_true_match_by_then_is_not_approved(
    deps: Deps, screener: Screener
) -> None:
    screening = ask(screener)
    ask(screener, "old", births=("1965-05-05",))
    rule = propose_rule(deps, ORDER, by=ANNA)
    true = Decision(verdict=Verdict.TRUE_MATCH, reason="facts_agree", text="the same man")
    decide(deps, screening.alerts[0], 1, DecisionOrder(decision=true, confirmed=True), by=ANNA)
    with pytest.raises(RuleRefused, match="1 true match") as refused:
        answer_rule(deps, rule.id, approved=True, by=BEN)
    assert refused.value.simulation.true_matches == 1  # type: ignore[attr-defined]
    assert read_rules(deps)[0][0] == rule
    assert answer_rule(deps, rule.id, approved=False, by=BEN).state is RuleState.REJECTED


def test_a_rule_is_answered_once_and_by_who_sees_all(deps: Deps, screener: Screener) -> None:
    rule = in_force(deps)
    kept = replace(BEN, portfolios=frozenset({"retail"}))
    refused: list[tuple[type[Exception], Callable[[], object]]] = [
        (UnlawfulAction, lambda: answer_rule(deps, rule.id, approved=True, by=BEN)),
        (UnknownRule, lambda: answer_rule(deps, "\x00", approved=True, by=BEN)),
        (NotPermitted, lambda: answer_rule(deps, rule.id, approved=True, by=kept)),
        (NotPermitted, lambda: propose_rule(deps, ORDER, by=kept)),
        (NotPermitted, lambda: retire_rule(deps, rule.id, text="x", by=kept)),
    ]
    for error, attempt in refused:
        with pytest.raises(error):
            attempt()
    retire_rule(deps, rule.id, text="enough", by=ANNA)
    with pytest.raises(UnlawfulAction, match="cannot be retired"):
        retire_rule(deps, rule.id, text="enough", by=ANNA)
