"""What needs no second person is said in a file; a share of it is looked at all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from screening.config import Settings
from screening.domain.access import AnalystLevel, operator
from screening.domain.alert import Action, Alert, AlertHit, AlertState, Decision, Verdict
from screening.domain.approval import ALL_NEED_APPROVAL, ApprovalRules, WaivedBand
from screening.domain.errors import BadInputFile, NotPermitted, OwnProposal
from screening.domain.party_group import Member
from screening.domain.screening import Corroboration
from screening.services.alert_catalogue import read_file
from screening.services.alert_decisions import DecisionOrder, approve, decide, reject
from screening.services.approval_rules import approval_rules, needs_nobody
from screening.services.deps import Deps
from screening.services.suppression_book import read_suppressions
from screening.services.users import change_user
from screening.store.audit_rows import row_findings
from screening.store.counters import Counters
from screening.store.database import Database
from screening.store.suppression_reading import SuppressionFilter
from screening.store.tables_audit import AuditPayloadRow
from tests.accounts import make_user
from tests.loading import Clock
from tests.store.alerts import make_alert, make_alert_hit, raised, record
from tests.store.chain import keep
from tests.store.examples import NOON, make_designation, make_version, store

ANNA, BEN = operator("Anna"), operator("Ben")
FALSE = Decision(verdict=Verdict.FALSE_POSITIVE, reason="birth_date_differs")
TRUE = Decision(verdict=Verdict.TRUE_MATCH, reason="facts_agree", text="the same man")
ONE, TWO = Member("a_list", "1"), Member("b_list", "2")
BAND = '[[waived]]\nlists = ["a_list"]\nbelow = 0.8\ncorroboration = ["conflicting"]\n'
LOW = make_alert_hit(
    ONE,
    score=7_500,
    corroboration=Corroboration.CONFLICTING,
    facts={"names": "0"},
    fingerprint="f" * 64,
)
RULES = ApprovalRules(
    bands=(
        WaivedBand(
            lists=frozenset({"a_list"}), below=8_000, corroboration=frozenset({Corroboration.CONFLICTING})
        ),
    ),
    quality_share=500,
)

Make = Callable[..., Alert]


@pytest.fixture
def deps(database: Database, tmp_path: Path) -> Deps:
    file = tmp_path / "approvals.toml"
    file.write_text(f"quality_share = 0.01\n{BAND}")
    settings = Settings(database_url=database.url, data_dir=tmp_path, approvals=file)
    return Deps(database, tmp_path, settings, keep(database), Counters(database), Clock())


@pytest.fixture
def make(deps: Deps) -> Make:
    """An alert of these hits that is in the store; its draw is not for quality review."""

    def put(*hits: AlertHit, reference: str = "client-1") -> Alert:
        rules = approval_rules(deps)
        alert = replace(make_alert(ONE), hits=hits or (LOW,), reference=reference)
        number = 0
        while not needs_nobody(rules, alert, deps.keeper.key):
            number += 1
            alert = replace(alert, id=f"{number:032x}")
        with deps.database.writing() as session:
            record(session, raised(alert))
        return alert

    return put


def test_a_false_positive_in_a_band_closes_without_another_person(deps: Deps, make: Make) -> None:
    listed = make_designation(ONE.authority_ref, list_id=ONE.list_id)
    store(deps.database, make_version(list_id=ONE.list_id, count=1), [listed])
    alert = make()
    closed = decide(deps, alert.id, 1, DecisionOrder(decision=FALSE, confirmed=True), by=ANNA)
    assert (closed.state, closed.version) == (AlertState.CLOSED, 3)
    history = read_file(deps, alert.id, seen_by=ANNA).history
    assert [(one.action, one.person) for one in history[1:]] == [
        (Action.PROPOSED, "Anna"),
        (Action.APPROVED, "approval rules"),
    ]
    wanted = SuppressionFilter(at=deps.clock())
    (made,) = read_suppressions(deps, wanted, offset=0, limit=9, seen_by=ANNA)[1]
    assert made.approved_by == "approval rules"
    with deps.database.reading() as session:
        # The list was put there by the test alone.
        assert {one.table for one in row_findings(session, 0)} == {"list_version", "activation"}


@pytest.mark.parametrize(
    ("hits", "decision"),
    [
        ((LOW,), TRUE),
        ((replace(LOW, score=8_000),), FALSE),
        ((replace(LOW, corroboration=Corroboration.PARTIAL),), FALSE),
        ((replace(LOW, member=TWO),), FALSE),
        ((LOW, replace(LOW, member=TWO)), FALSE),
    ],
    ids=["a true match", "a higher score", "corroborated", "another list", "one hit of two"],
)
def test_whatever_is_not_in_a_band_waits(
    deps: Deps, make: Make, hits: tuple[AlertHit, ...], decision: Decision
) -> None:
    alert = make(*hits)
    waiting = decide(deps, alert.id, 1, DecisionOrder(decision=decision, confirmed=True), by=ANNA)
    assert waiting.state is AlertState.PENDING_APPROVAL
    with pytest.raises(OwnProposal):
        approve(deps, alert.id, 2, by=ANNA)
    assert approve(deps, alert.id, 2, by=BEN).state is AlertState.CLOSED


def test_what_was_rejected_or_drawn_once_always_waits(deps: Deps, make: Make) -> None:
    alert, order = make(), DecisionOrder(decision=FALSE, confirmed=True)
    plain = replace(deps, settings=deps.settings.model_copy(update={"approvals": None}))
    decide(plain, alert.id, 1, order, by=ANNA)
    reject(deps, alert.id, 2, text="look again", by=BEN)
    assert decide(deps, alert.id, 3, order, by=ANNA).state is AlertState.PENDING_APPROVAL
    half, versions = replace(RULES, quality_share=5_000), [replace(alert, version=n) for n in range(1, 60)]
    assert len({needs_nobody(half, one, deps.keeper.key) for one in versions}) == 1


def test_what_is_off_its_list_always_waits() -> None:
    alert = replace(make_alert(ONE), hits=(LOW,))
    assert RULES.waives(alert, [FALSE], None)
    assert not RULES.waives(replace(alert, delisted_at=NOON), [FALSE], None)


def test_a_band_may_ask_for_the_level_of_who_decides(deps: Deps, make: Make) -> None:
    (band,) = approval_rules(deps).bands
    assert band.levels == frozenset()
    file = deps.data_folder / "levels.toml"
    file.write_text(f'quality_share = 0.01\n{BAND}levels = ["senior"]\n')
    senior_only = replace(deps, settings=deps.settings.model_copy(update={"approvals": file}))
    levels = {"Anna": AnalystLevel.SENIOR, "Ben": AnalystLevel.JUNIOR, "Cleo": None}
    for name, level in levels.items():
        make_user(deps, name, level=level)
    order = DecisionOrder(decision=FALSE, confirmed=True)
    states = {}
    for person in (*levels, "Nobody"):
        alert = make(reference=person)
        states[person] = decide(senior_only, alert.id, 1, order, by=operator(person)).state
        if person == "Anna":
            assert read_file(deps, alert.id, seen_by=ANNA).history[-1].new["level"] == "senior"
    assert states.pop("Anna") is AlertState.CLOSED
    assert set(states.values()) == {AlertState.PENDING_APPROVAL}
    change_user(deps, "Anna", {"disabled": True}, operator("boss"))
    alert = make(reference="later")
    assert decide(senior_only, alert.id, 1, order, by=ANNA).state is AlertState.PENDING_APPROVAL


def test_a_level_is_given_and_taken_by_others_and_told_by_the_audit(deps: Deps) -> None:
    make_user(deps, "Anna", level=AnalystLevel.JUNIOR)
    with pytest.raises(NotPermitted):
        change_user(deps, "Anna", {"level": AnalystLevel.SENIOR}, ANNA)
    for level in (AnalystLevel.SENIOR, None):
        assert change_user(deps, "Anna", {"level": level}, BEN).level is level
    with deps.database.reading() as session:
        assert list(row_findings(session, 0)) == []
        payloads = session.scalars(select(AuditPayloadRow.payload).order_by(AuditPayloadRow.seq))
        told = [json.loads(one) for one in payloads if one]
    assert [one["new"]["level"] for one in told if "new" in one] == ["junior", "senior", None]


def test_without_a_file_everything_waits(deps: Deps) -> None:
    plain = replace(deps, settings=deps.settings.model_copy(update={"approvals": None}))
    assert approval_rules(plain) == ALL_NEED_APPROVAL
    assert not ALL_NEED_APPROVAL.waives(replace(make_alert(ONE), hits=(LOW,)), [FALSE], None)


def test_the_quality_share_is_close_to_what_is_asked(deps: Deps) -> None:
    alert = make_alert(ONE)
    drawn = sum(
        not needs_nobody(RULES, replace(alert, id=str(number)), deps.keeper.key) for number in range(4_000)
    )
    assert 150 < drawn < 260


@pytest.mark.parametrize(
    "text",
    [
        "quality_share = 0\n" + BAND,
        BAND,
        "quality_share = 0.05\n",
        "quality_share = 0.05\n" + BAND + 'levels = ["chief"]\n',
        "quality_share = 0.05\n" + BAND.replace("0.8", "80"),
        "quality_share = 0.05\n" + BAND.replace('["conflicting"]', "[]"),
        "quality_share = 0.05\n" + BAND + "more = 1\n",
        "no toml",
    ],
)
def test_a_file_that_cannot_be_understood_is_refused(deps: Deps, tmp_path: Path, text: str) -> None:
    file = tmp_path / "odd.toml"
    file.write_text(text)
    odd = replace(deps, settings=deps.settings.model_copy(update={"approvals": file}))
    with pytest.raises(BadInputFile, match="approval rules"):
        approval_rules(odd)
