"""A policy is a draft until it is put in force; the database decides for every process alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from screening.domain.access import operator
from screening.domain.errors import InvalidPolicy, UnknownPolicy, UsageError
from screening.domain.screening import Screening, ScreeningStatus
from screening.matching.policy import default_policy
from screening.services.answers import screening_to_dict
from screening.services.audit_check import verify_audit
from screening.services.catalogue import Catalogue
from screening.services.corpus import CorpusProvider
from screening.services.deps import Deps
from screening.services.policies import (
    draft_policy,
    find_policy,
    force_policy,
    list_policies,
    read_policy_file,
)
from screening.services.policy_start import start_policy
from screening.services.screen import Screener
from screening.services.subject_input import parse_screening_request
from screening.services.wording import threshold_words
from screening.store.policies import DRAFTED, IN_FORCE, PolicyOrigin, policy_in_force
from screening.store.screenings import get_screening
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from tests.loading import LIST_ID, Clock, write
from tests.screened import load_people

STRICT = b"""
name = "strict"
[thresholds]
alert = 0.95
[exact_name]
least = 0.95
[identifier]
least = 0.95
"""
DEMANDING = b'name = "demanding"\n[lists.eu_fsf]\ndemanded = true\n[lists.xx_test_list]\nmax_age_hours = 1\n'


def _draft(deps: Deps, folder: Path, content: bytes, by: str = "A. Author") -> str:
    return draft_policy(deps, read_policy_file(write(folder / "own.toml", content)), by=by).policy


def _force(deps: Deps, folder: Path, content: bytes) -> str:
    policy = _draft(deps, folder, content)
    return force_policy(deps, policy, by="B. Head", reason="agreed").policy


def _ask(deps: Deps, name: str, **more: object) -> Screening:
    screener = Screener(deps, CorpusProvider(deps))
    return screener.screen(parse_screening_request({"subject": {"name": name}, **more}), by=operator("test"))


def test_a_draft_changes_no_answer(deps: Deps, tmp_path: Path) -> None:
    load_people(deps, tmp_path)
    policy = _draft(deps, tmp_path, STRICT)
    assert _ask(deps, "Joseph Kony").policy == default_policy().id
    assert find_policy(deps, policy).state == "draft"


def test_an_answer_says_from_which_to_which_threshold_its_hits_reach(deps: Deps, tmp_path: Path) -> None:
    load_people(deps, tmp_path)
    assert threshold_words(_ask(deps, "Angela Merkel")) == "0.7000"
    _force(deps, tmp_path, STRICT.replace(b"alert = 0.95", b"types.entity = 0.8"))
    several, one = _ask(deps, "Angela Merkel"), _ask(deps, "Angela Merkel", threshold=0.6)
    assert (several.status, threshold_words(one)) == ("no_hit", "0.6000")
    with deps.database.reading() as session:
        recorded = get_screening(session, several.id)
    assert threshold_words(recorded) == "the policy's thresholds (0.7000 to 0.8000 by list and type)"
    said = screening_to_dict(recorded)
    assert (said["threshold"], said["highest_threshold"]) == (0.7, 0.8)
    of_before = replace(recorded, basis=None)
    assert threshold_words(of_before) == "the policy's thresholds (from 0.7000)"


def test_an_answer_warns_of_the_programmes_that_its_policy_left_out(deps: Deps, tmp_path: Path) -> None:
    load_people(deps, tmp_path)
    (kony,) = _ask(deps, "Joseph Kony").hits
    assert kony.programmes
    listed = ", ".join(f'"{one}"' for one in kony.programmes)
    _force(deps, tmp_path, f'name = "part"\n[lists.{LIST_ID}]\nprogrammes_left_out = [{listed}]\n'.encode())
    asked = _ask(deps, "Joseph Kony")
    with deps.database.reading() as session:
        recorded = get_screening(session, asked.id)
    assert (asked.status, recorded) == (ScreeningStatus.NO_HIT, asked)
    left_out = ", ".join(sorted(kony.programmes))
    warning = f"the policy leaves out what stands on {LIST_ID} under {left_out} alone"
    assert screening_to_dict(recorded)["warnings"] == [warning]
    assert verify_audit(deps).findings == ()


def test_every_process_follows_with_its_next_request(deps: Deps, tmp_path: Path) -> None:
    load_people(deps, tmp_path)
    elsewhere = CorpusProvider(deps)
    before = elsewhere.current()
    policy = _force(deps, tmp_path, STRICT)
    after = elsewhere.current()
    assert (before.policy.id, after.policy.id) == (default_policy().id, policy)
    assert after.stamp != before.stamp
    assert after.policy.alert_threshold == 9_500


def test_only_what_the_policy_counts_is_a_hit_unless_less_is_asked_for(deps: Deps, tmp_path: Path) -> None:
    load_people(deps, tmp_path)
    similar = "Josef Kony"
    assert _ask(deps, similar).status is ScreeningStatus.HIT
    _force(deps, tmp_path, STRICT)
    strict = _ask(deps, similar)
    assert (strict.status, strict.threshold, strict.narrowed) == (ScreeningStatus.NO_HIT, 9_500, False)
    assert _ask(deps, similar, threshold=0.6).status is ScreeningStatus.HIT
    assert _ask(deps, similar, threshold=0.97).narrowed


def test_a_demanded_list_that_is_not_loaded_leaves_no_answer_complete(deps: Deps, tmp_path: Path) -> None:
    load_people(deps, tmp_path)
    _force(deps, tmp_path, DEMANDING)
    answer = _ask(deps, "Angela Merkel")
    assert (answer.status, answer.reason) == (
        ScreeningStatus.INCOMPLETE,
        "eu_fsf is demanded and not loaded",
    )
    states = {state.source.list_id: state for state in Catalogue(deps).lists()}
    assert states["eu_fsf"].is_missing
    assert not states[LIST_ID].is_missing


def test_a_list_is_stale_by_its_own_age(deps: Deps, tmp_path: Path, clock: Clock) -> None:
    load_people(deps, tmp_path)
    clock.move(timedelta(hours=2))
    assert not _ask(deps, "Angela Merkel").screened_against[0].stale
    _force(deps, tmp_path, DEMANDING)
    assert _ask(deps, "Angela Merkel").screened_against[0].stale


def test_a_past_instant_is_answered_under_the_policy_of_then(
    deps: Deps, tmp_path: Path, clock: Clock
) -> None:
    load_people(deps, tmp_path)
    clock.move(timedelta(hours=1))
    then = clock().isoformat()
    clock.move(timedelta(hours=1))
    policy = _force(deps, tmp_path, STRICT)
    clock.move(timedelta(hours=1))
    assert _ask(deps, "Joseph Kony").policy == policy
    assert _ask(deps, "Joseph Kony", in_force_at=then).policy == default_policy().id


def test_who_wrote_it_and_who_put_it_in_force_is_in_the_audit(deps: Deps, tmp_path: Path) -> None:
    start_policy(deps)
    policy = _force(deps, tmp_path, STRICT)
    query = (
        select(AuditRow.kind, AuditRow.actor, AuditPayloadRow.payload)
        .join(AuditPayloadRow, AuditPayloadRow.seq == AuditRow.seq)
        .where(AuditRow.kind.in_([DRAFTED, IN_FORCE]))
        .order_by(AuditRow.seq)
    )
    with deps.database.reading() as session:
        records = session.execute(query).all()
    assert verify_audit(deps).findings == ()
    shipped, drafted, forced = records
    assert (shipped.kind, shipped.actor) == (IN_FORCE, "release")
    assert (drafted.kind, drafted.actor) == (DRAFTED, "A. Author")
    assert (forced.kind, forced.actor) == (IN_FORCE, "B. Head")
    assert policy.encode() in forced.payload
    assert f'"before":"{default_policy().id}"'.encode() in forced.payload


def test_an_earlier_policy_can_be_read_and_put_in_force_again(deps: Deps, tmp_path: Path) -> None:
    start_policy(deps)
    policy = _force(deps, tmp_path, STRICT)
    assert [state.state for state in list_policies(deps)] == ["in force", "was in force"]
    force_policy(deps, default_policy().id, by="B. Head", reason="too strict")
    assert find_policy(deps).id == default_policy().id
    assert find_policy(deps, "strict").content == find_policy(deps, policy).content
    assert find_policy(deps, policy).wording == STRICT.decode()


def test_what_cannot_be_done_is_refused_in_words(deps: Deps, tmp_path: Path) -> None:
    policy = _draft(deps, tmp_path, STRICT)
    with pytest.raises(UnknownPolicy, match="no policy 'none'"):
        force_policy(deps, "none", by="B. Head", reason="x")
    with pytest.raises(UsageError, match="a reason"):
        force_policy(deps, policy, by=" ", reason="x")
    with pytest.raises(UsageError, match="in force already"):
        force_policy(deps, default_policy().id, by="B. Head", reason="x")
    with pytest.raises(UsageError, match="author"):
        _draft(deps, tmp_path, STRICT, by="")


def test_the_first_author_of_a_policy_stays_its_author(deps: Deps, tmp_path: Path) -> None:
    _draft(deps, tmp_path, STRICT)
    policy = _draft(deps, tmp_path, b"# the same\n" + STRICT, by="C. Copy")
    state = find_policy(deps, policy)
    assert state.kept is not None
    assert state.kept.draft is not None
    assert (state.kept.draft.author, state.wording) == ("A. Author", STRICT.decode())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'name = "x"\nalert = 1\n', r"own\.toml: line 2: alert is no key"),
        (b'name = "x"\n\n\xff', r"own\.toml: line 3: this is no UTF-8 text"),
        (b'name = "x"\n[lists.zz_none]\ndemanded = true', "line 2: zz_none is not a list"),
        (b"#" * 200_001, "more than 200,000 bytes"),
    ],
)
def test_an_invalid_file_is_refused_with_its_name_and_line(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(InvalidPolicy, match=said):
        read_policy_file(write(tmp_path / "own.toml", content))


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidPolicy, match=r"none\.toml: No such file"):
        read_policy_file(tmp_path / "none.toml")


def _with_file(deps: Deps, path: Path) -> Deps:
    return replace(deps, settings=deps.settings.model_copy(update={"policy": path}))


def test_the_settings_file_is_put_in_force_once(deps: Deps, tmp_path: Path) -> None:
    own = _with_file(deps, write(tmp_path / "own.toml", STRICT))
    start_policy(own)
    start_policy(own)
    state = find_policy(deps)
    assert state.id.startswith("strict-")
    assert [one.origin for one in state.activations] == [PolicyOrigin.SETTINGS]


def test_what_a_person_puts_in_force_stays_until_the_settings_file_says_something_else(
    deps: Deps, tmp_path: Path
) -> None:
    own = _with_file(deps, write(tmp_path / "settings.toml", STRICT))
    start_policy(own)
    policy = _force(deps, tmp_path, DEMANDING)
    start_policy(own)
    assert find_policy(deps).id == policy
    write(tmp_path / "settings.toml", STRICT.replace(b"0.95", b"0.96"))
    start_policy(own)
    assert find_policy(deps).id.startswith("strict-")


def test_a_release_only_replaces_what_a_release_shipped(deps: Deps, tmp_path: Path) -> None:
    start_policy(deps)
    policy = _force(deps, tmp_path, STRICT)
    start_policy(deps)
    assert find_policy(deps).id == policy


def test_a_newer_release_puts_its_own_policy_in_force(deps: Deps, monkeypatch: pytest.MonkeyPatch) -> None:
    start_policy(deps)
    newer = replace(default_policy(), id="default-000000000000")
    monkeypatch.setattr("screening.services.policy_start.default_policy", lambda: newer)
    start_policy(deps)
    with deps.database.reading() as session:
        activation = policy_in_force(session)
    assert activation is not None
    assert (activation.policy, activation.origin) == (newer.id, PolicyOrigin.RELEASE)
