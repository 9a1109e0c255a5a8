"""A recorded answer is given again years later, in another process, or it is said what differs and why."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from screening.app import open_corpora
from screening.config import Settings
from screening.domain.access import Principal, operator
from screening.domain.errors import UnknownScreening
from screening.domain.party_group import DecisionKind, Member
from screening.domain.screening import ScreeningRequest, Subject
from screening.services import corpus as corpus_service
from screening.services import replay as replay_service
from screening.services.deps import Deps, open_deps
from screening.services.party_catalogue import decide
from screening.services.policies import draft_policy, force_policy, read_policy_file
from screening.services.refresh import load_samples
from screening.services.replay import ALTERED, Outcome, Replay, Replayer
from screening.services.replay_answers import replay_to_dict
from screening.services.screen import Screener
from screening.store.counters import Counters
from screening.store.database import Database
from screening.store.tables_audit import AuditRow
from screening.store.tables_lists import StateRow
from screening.store.tables_screening import HitRow, ScreeningRow
from tests.loading import LIST_ID, Clock, command, plugged_in, write
from tests.recorded import screen
from tests.screened import load_people, load_without_kony
from tests.store.chain import keep

OPERATOR = operator("tester")
POLICY = b"""name = "wide"
[thresholds]
alert = 0.62
[exact_name]
least = 0.62
[weak_alias]
most_alone = 0.6
[party_type]
most_other = 0.6
"""


@pytest.fixture
def installed(database: Database, tmp_path: Path) -> Iterator[Deps]:
    """An installation with a list, on each back end."""
    settings = Settings(database_url=database.url, data_dir=tmp_path)
    deps = Deps(database, tmp_path, settings, keep(database), Counters(database), Clock())
    with plugged_in():
        load_people(deps, tmp_path)
        yield deps


def _replay(deps: Deps, screening_id: str, who: Principal = OPERATOR) -> Replay:
    """As a fresh process would, without any index file."""
    shutil.rmtree(deps.data_folder / "indexes", ignore_errors=True)
    return Replayer(deps, open_corpora(deps)).replay(screening_id, seen_by=who)


def _change_everything(deps: Deps, folder: Path, clock: Clock) -> None:
    """Two changes of the list, another policy, other party groups; a year goes by."""
    clock.move(timedelta(days=365))
    pair = Member(LIST_ID, "36"), Member(LIST_ID, "1")
    decide(deps, *pair, DecisionKind.LINKED, by="Ann", reason="the same passport")
    load_without_kony(deps, folder)
    policy = draft_policy(deps, read_policy_file(write(folder / "own.toml", POLICY)), by="Ann")
    force_policy(deps, policy.policy, by="Ben", reason="as agreed")


REQUESTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "with a lower threshold": {"threshold": 5000},
    "narrowed": {"threshold": 9900},
    "kept to a list": {"lists": (LIST_ID,)},
    "as of a day": {"as_of": date(2026, 1, 15)},
    "in force at an instant": {"in_force_at": Clock().now},
    "with a limit": {"limit": 1},
}


@pytest.mark.parametrize("name", ["Joseph Kony", "Jozef Konny", "Hyperlink Trading", "Nobody At All"])
def test_an_answer_is_the_same_after_everything_has_changed(
    installed: Deps, tmp_path: Path, name: str
) -> None:
    clock = installed.clock
    assert isinstance(clock, Clock)
    screener = Screener(installed, open_corpora(installed))
    asked = [ScreeningRequest(subject=Subject(name=name), **more) for more in REQUESTS.values()]
    answered = [screener.screen(one, by=OPERATOR) for one in asked]
    _change_everything(installed, tmp_path, clock)
    for one in answered:
        replayed = _replay(installed, one.id)
        assert (replayed.outcome, replayed.reasons, replayed.differences) == (Outcome.SAME, (), ())
        assert replayed.recorded == one


KEPT_TO_ONE: dict[str, tuple[dict[str, Any], bool]] = {
    "now": ({}, True),
    "as of a day": ({"as_of": date(2026, 1, 15)}, True),
    "in force with the others": ({"in_force_at": Clock().now + timedelta(minutes=90)}, True),
    "in force before the others": ({"in_force_at": Clock().now + timedelta(minutes=30)}, False),
}


@pytest.mark.parametrize("when", KEPT_TO_ONE)
def test_an_answer_kept_to_one_list_of_several_is_given_again(
    installed: Deps, tmp_path: Path, when: str
) -> None:
    """Which lists were demanded is not told by the list that it was answered from: it is recorded with
    the answer, and was not always."""
    clock, (asked, is_narrowed) = installed.clock, KEPT_TO_ONE[when]
    assert isinstance(clock, Clock)
    clock.move(timedelta(hours=1))
    load_samples(installed)
    clock.move(timedelta(hours=1))
    request = ScreeningRequest(subject=Subject(name="Nobody At All"), lists=(LIST_ID,), **asked)
    one = Screener(installed, open_corpora(installed)).screen(request, by=OPERATOR)
    assert (one.narrowed, len(one.screened_against)) == (is_narrowed, 1)
    _change_everything(installed, tmp_path, clock)
    assert _replay(installed, one.id).outcome is Outcome.SAME
    with installed.database.writing() as session:
        session.execute(update(ScreeningRow).values(basis=None))
    assert _replay(installed, one.id).outcome is Outcome.SAME


def test_a_replay_in_a_process_of_its_own_says_the_same(tmp_path: Path) -> None:
    with plugged_in():
        settings = Settings(database_url=f"sqlite:///{tmp_path}/screening.db")
        deps = open_deps(settings)
        load_people(deps, tmp_path)
        one = screen(deps, "Joseph Kony")
        load_without_kony(deps, tmp_path)
        deps.close()
    shutil.rmtree(tmp_path / "indexes")
    done = command(tmp_path, "replay", one.id)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The same answer: 1 hits under policy ")
    assert '"name": "Joseph Kony"' in done.stdout
    told = json.loads(command(tmp_path, "replay", one.id, "--json").stdout)
    assert (told["outcome"], told["recorded"]) == ("same", told["replayed"])


def test_a_replay_says_who_asked_what_and_where_that_is_recorded(installed: Deps) -> None:
    asked = ScreeningRequest(
        subject=Subject(name="Joseph Kony", aliases=("A",), birth_dates=("1961",)), threshold=6_500
    )
    screener = Screener(installed, open_corpora(installed))
    one = screener.screen(asked, by=operator("ann"))
    told = replay_to_dict(_replay(installed, one.id))
    assert told["asked_by"] == "ann"
    with installed.database.reading() as session:
        record = session.get(AuditRow, told["audit_record"])
        assert record is not None
        assert (record.kind, record.actor) == ("screening", "ann")
    subject = told["request"]["subject"]
    assert (subject["name"], subject["aliases"], subject["birth_dates"]) == ("Joseph Kony", ["A"], ["1961"])
    assert told["request"]["threshold"] == 0.65


def test_nothing_is_recorded_by_a_replay(installed: Deps) -> None:
    one = screen(installed, "Joseph Kony")
    before = (installed.data_folder / "audit" / "head").read_text()
    _replay(installed, one.id)
    assert (installed.data_folder / "audit" / "head").read_text() == before


def test_another_engine_is_named_and_what_it_says_differently(
    installed: Deps, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = screen(installed, "Joseph Kony")
    monkeypatch.setattr(replay_service, "ENGINE_VERSION", "next")
    monkeypatch.setattr(corpus_service, "ENGINE_VERSION", "next")
    found = _replay(installed, one.id)
    assert found.outcome is Outcome.SAME, "the other engine may well say the same"
    assert found.reasons == (f"it was answered with engine {one.engine}, and this build has next",)


def test_other_programme_tables_are_named(installed: Deps, monkeypatch: pytest.MonkeyPatch) -> None:
    one = screen(installed, "Joseph Kony")
    monkeypatch.setattr(replay_service, "tables_digest", lambda: "other")
    (reason,) = _replay(installed, one.id).reasons
    assert reason.endswith("and this build has other")


def test_an_altered_record_is_told_from_the_answer_that_would_be_given(installed: Deps) -> None:
    one = screen(installed, "Joseph Kony")
    with installed.database.writing() as session:
        session.execute(update(ScreeningRow).values(status="no_hit"))
    found = _replay(installed, one.id)
    assert (found.outcome, found.reasons) == (Outcome.DIFFERS, (ALTERED,))
    assert [(one.path, one.recorded, one.replayed) for one in found.differences] == [
        ("status", "no_hit", "hit")
    ]


def test_an_altered_score_is_told_with_its_place(installed: Deps) -> None:
    one = screen(installed, "Joseph Kony")
    with installed.database.writing() as session:
        content = dict(session.query(HitRow).one().content)
        session.execute(update(HitRow).values(content=content | {"score": 1}))
    (difference,) = _replay(installed, one.id).differences
    assert (difference.path, difference.recorded) == ("hits[0].score", 1)


def test_an_altered_list_is_told_from_the_answer_that_would_be_given(installed: Deps) -> None:
    one = screen(installed, "Joseph Kony")
    with installed.database.writing() as session:
        row = session.query(StateRow).filter_by(authority_ref="36").one()
        row.payload = row.payload.replace(b"KONY", b"BONY")
    found = _replay(installed, one.id)
    assert found.outcome is Outcome.DIFFERS
    assert ALTERED in found.reasons


def test_a_policy_that_means_nothing_to_this_build_is_said(installed: Deps, tmp_path: Path) -> None:
    policy = draft_policy(installed, read_policy_file(write(tmp_path / "own.toml", POLICY)), by="Ann")
    force_policy(installed, policy.policy, by="Ben", reason="as agreed")
    one = screen(installed, "Joseph Kony")
    with installed.database.writing() as session:
        session.execute(update(_policies()).values(content='{"of": "another release"}'))
    found = _replay(installed, one.id)
    assert found.outcome is Outcome.NOT_REPLAYABLE
    assert found.replayed is None
    assert found.reasons


def _policies() -> Any:
    return ScreeningRow.metadata.tables["policy"]


def test_an_unknown_screening_cannot_be_replayed(installed: Deps) -> None:
    with pytest.raises(UnknownScreening):
        _replay(installed, "0" * 32)


def test_a_screening_of_another_portfolio_is_not_found(installed: Deps) -> None:
    one = screen(installed, "Joseph Kony")
    with pytest.raises(UnknownScreening):
        _replay(installed, one.id, replace(OPERATOR, portfolios=frozenset({"retail"})))
