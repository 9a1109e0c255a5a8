"""What is put in force was proven before: every listed name is found, or it is held."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from screening.domain.errors import ListHeld, PolicyHeld
from screening.domain.listing import VersionState
from screening.matching import finding
from screening.matching.policy import default_policy
from screening.services.catalogue import Catalogue
from screening.services.deps import Deps
from screening.services.load_report import LoadOutcome, LoadReport
from screening.services.policies import draft_policy, find_policy, force_policy, read_policy_file
from screening.services.policy_start import start_policy
from screening.services.refresh import load_list, release_version
from screening.store.proofs import Proof
from screening.store.tables_proofs import ProofRow
from tests.loading import LIST_ID, NEW, OLD, PEOPLE, Clock, list_xml, write

UNREADABLE = {**PEOPLE, 5: "ʔʔʔ"}
"""A name in letters that nobody reads, so that nothing of it can be compared."""

OWN = b'name = "own"\n[facts.gender]\nuse = false\n'


def _load(deps: Deps, folder: Path, content: bytes) -> LoadReport:
    return load_list(deps, LIST_ID, [write(folder / "list.xml", content)])


def _proof(report: LoadReport) -> Proof:
    assert report.proof is not None
    return report.proof


def _own_policy(deps: Deps, folder: Path) -> str:
    return draft_policy(deps, read_policy_file(write(folder / "own.toml", OWN)), by="Ann").policy


def _rows(deps: Deps) -> int:
    with deps.database.reading() as session:
        return session.scalar(select(func.count()).select_from(ProofRow)) or 0


def test_a_first_load_is_proven_whole_and_the_proof_is_dated_and_kept(
    deps: Deps, tmp_path: Path, clock: Clock
) -> None:
    report = _load(deps, tmp_path, list_xml(OLD))
    proof = _proof(report)
    assert (proof.names, proof.manipulated, proof.missed, proof.base) == (4, 4, 0, None)
    assert (proof.at, proof.policy) == (clock(), default_policy().id)
    assert Catalogue(deps).proofs(LIST_ID) == {report.version.reading: proof}
    states = {state.source.list_id: state for state in Catalogue(deps).lists()}
    assert states[LIST_ID].proof == proof


def test_of_a_later_version_only_what_changed_is_asked(deps: Deps, tmp_path: Path) -> None:
    before = _load(deps, tmp_path, list_xml(OLD)).version
    proof = _proof(_load(deps, tmp_path, list_xml(NEW, {**PEOPLE, 2: "PETROVSKY", 5: "POPOV"})))
    assert (proof.names, proof.manipulated, proof.base) == (2, 2, before.reading)


def test_a_miss_holds_the_version_and_names_it(deps: Deps, tmp_path: Path) -> None:
    before = _load(deps, tmp_path, list_xml(OLD)).version
    report = _load(deps, tmp_path, list_xml(NEW, UNREADABLE))
    assert (report.outcome, report.version.state) == (LoadOutcome.HELD, VersionState.HELD)
    assert report.reason == (
        f"its proof under {default_policy().id} missed 'ʔʔʔ' of {LIST_ID} 5, as it is printed"
    )
    states = {state.source.list_id: state for state in Catalogue(deps).lists()}
    assert states[LIST_ID].in_force == before
    assert states[LIST_ID].held is not None


def test_a_lost_altered_name_holds_the_version_too(
    deps: Deps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "candidates", lambda *asked: [[]] * len(asked[-1]))
    report = _load(deps, tmp_path, list_xml(OLD, {1: "Ivan Petrov", 2: "Joseph Kony", 3: "Ali Khan"}))
    assert report.outcome is LoadOutcome.HELD
    assert "asked as" in report.reason


def test_a_person_who_was_told_of_a_miss_may_release_the_version(deps: Deps, tmp_path: Path) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    held = _load(deps, tmp_path, list_xml(NEW, UNREADABLE)).version
    released = release_version(deps, LIST_ID, held.version, reason="misprint, asked OFAC", by="Ann")
    assert released.state is VersionState.ACTIVE


def test_a_version_that_is_held_for_something_else_is_not_released_past_its_misses(
    deps: Deps, tmp_path: Path
) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    held = _load(deps, tmp_path, list_xml(NEW, {5: "ʔʔʔ"})).version
    assert held.held_reason is not None
    assert "it removes" in held.held_reason
    with pytest.raises(ListHeld, match=r"missed 'ʔʔʔ'"):
        release_version(deps, LIST_ID, held.version, reason="it is true", by="Ann")
    assert release_version(deps, LIST_ID, held.version, reason="seen", by="Ann").state is VersionState.ACTIVE


def test_what_was_proven_once_is_not_asked_again(deps: Deps, tmp_path: Path) -> None:
    old = _load(deps, tmp_path, list_xml(OLD)).version
    _load(deps, tmp_path, list_xml(NEW, {**PEOPLE, 5: "POPOV"}))
    assert _rows(deps) == 2
    release_version(deps, LIST_ID, old.version, reason="go back", by="Ann")
    assert _rows(deps) == 2


def test_a_policy_is_proven_on_all_of_every_list_in_force(deps: Deps, tmp_path: Path, clock: Clock) -> None:
    start_policy(deps)
    _load(deps, tmp_path, list_xml(OLD))
    version = _load(deps, tmp_path, list_xml(NEW, {**PEOPLE, 5: "POPOV"})).version
    clock.move(timedelta(days=1))
    policy = _own_policy(deps, tmp_path)
    force_policy(deps, policy, by="Ben", reason="agreed")
    (proof,) = find_policy(deps).proofs
    assert (proof.version, proof.names, proof.base) == (version.reading, 5, None)
    assert (proof.policy, proof.at) == (policy, clock())


def test_a_miss_holds_a_policy_until_somebody_answers_for_it(deps: Deps, tmp_path: Path) -> None:
    held = _load(deps, tmp_path, list_xml(OLD, UNREADABLE)).version
    release_version(deps, LIST_ID, held.version, reason="misprint", by="Ann")
    policy = _own_policy(deps, tmp_path)
    with pytest.raises(PolicyHeld, match=rf"{policy} is held and not in force: {LIST_ID} .* missed 'ʔʔʔ'"):
        force_policy(deps, policy, by="Ben", reason="agreed")
    assert find_policy(deps, policy).state == "held"
    assert find_policy(deps).id == default_policy().id
    force_policy(deps, policy, by="Ben", reason="a misprint of the list", despite_misses=True)
    assert find_policy(deps).id == policy


def test_after_another_policy_the_next_version_is_proven_whole(deps: Deps, tmp_path: Path) -> None:
    _load(deps, tmp_path, list_xml(OLD))
    force_policy(deps, _own_policy(deps, tmp_path), by="Ben", reason="agreed")
    proof = _proof(_load(deps, tmp_path, list_xml(NEW, {**PEOPLE, 5: "POPOV"})))
    assert (proof.names, proof.base is not None) == (1, True)
    force_policy(deps, default_policy().id, by="Ben", reason="back")
    assert find_policy(deps).proofs[0].names == 5
