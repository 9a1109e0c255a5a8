"""What narrows screening waits for a second person with another account, where that is demanded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from screening.domain.access import operator
from screening.domain.errors import (
    AwaitsApproval,
    InvalidRequest,
    OwnProposal,
    UnknownAccount,
    UnknownChange,
    UnlawfulAction,
    UsageError,
)
from screening.domain.listing import ChangeKind, ListVersion, VersionState
from screening.domain.pending import ChangeState
from screening.services import list_loading
from screening.services.deps import Deps
from screening.services.four_eyes import (
    Request,
    alter_user,
    answer_change,
    entries_of,
    force,
    make_key,
    make_user,
    read_changes,
    release,
    renew_key,
)
from screening.services.key_admin import all_keys, create_key
from screening.services.key_orders import KeyOrder
from screening.services.list_diff import with_fields
from screening.services.policies import draft_policy, list_policies, read_policy_file
from screening.services.refresh import load_list
from screening.services.users import UserOrder
from screening.store.audit_rows import row_findings
from screening.store.lists import list_versions, version_in_force
from tests.loading import LIST_ID, NEW, Clock, list_xml, write
from tests.screened import load_people

ANNA = Request(reason="as agreed", by="Anna", entered_by="cli:anna")


@pytest.fixture
def strict(deps: Deps) -> Deps:
    """An installation that demands four eyes."""
    return replace(deps, settings=deps.settings.model_copy(update={"four_eyes": True}))


@pytest.fixture
def held(strict: Deps, tmp_path: Path) -> ListVersion:
    """A version that is held, since it removes most of the list."""
    load_people(strict, tmp_path)
    load_list(
        strict, LIST_ID, [write(tmp_path / "few.xml", list_xml(NEW, people={1: "IVANOV", 99: "NEWCOMER"}))]
    )
    with strict.database.reading() as session:
        return next(one for one in list_versions(session, LIST_ID) if one.state is VersionState.HELD)


def waiting(deps: Deps, ask: Callable[[], object]) -> str:
    """The id of the change that is kept when it is asked for."""
    with pytest.raises(AwaitsApproval, match="waits for a second person"):
        ask()
    change = read_changes(deps)[0]
    assert change.state is ChangeState.WAITING
    return change.id


def approve(deps: Deps, change_id: str, by: str = "Ben", entered_by: str = "cli:ben") -> None:
    """Let a second person approve."""
    answer_change(deps, change_id, approved=True, by=by, entered_by=entered_by)


def in_force(deps: Deps) -> str:
    """The version that is screened against."""
    with deps.database.reading() as session:
        version = version_in_force(session, LIST_ID)
    return version.version if version else ""


def test_a_release_waits_and_is_carried_out_once_it_is_approved(strict: Deps, held: ListVersion) -> None:
    before = in_force(strict)

    def ask() -> object:
        return release(strict, LIST_ID, held.version, ANNA)

    change = waiting(strict, ask)
    assert waiting(strict, ask) == change
    assert in_force(strict) == before
    approve(strict, change)
    assert in_force(strict) == before
    ask()
    assert in_force(strict) == held.version
    assert read_changes(strict)[0].state is ChangeState.DONE
    with strict.database.reading() as session:
        assert list(row_findings(session, 0)) == []


def test_the_second_person_sees_each_entry_with_old_and_new_values(
    strict: Deps, held: ListVersion, tmp_path: Path
) -> None:
    change = waiting(strict, lambda: release(strict, LIST_ID, held.version, ANNA))
    found = entries_of(strict, change)
    shown = with_fields(strict, found, found.changes, whole=True)
    assert [one.authority_ref for one in shown if one.kind is ChangeKind.ADDED] == ["99"]
    assert {one.kind for one in shown} == {ChangeKind.ADDED, ChangeKind.REMOVED}
    for one in shown:
        names = next(field for field in one.fields if field.field == "names")
        told = names.after if one.kind is ChangeKind.ADDED else names.before
        assert one.primary_name in [name.text for name in told]
        assert not (names.before if one.kind is ChangeKind.ADDED else names.after)
        assert one.fields[0].field == "party_type"


def test_of_what_releases_no_version_there_are_no_entries(strict: Deps) -> None:
    order = KeyOrder(name="k", owner="o", scopes=("analyst",))
    change = waiting(strict, lambda: make_key(strict, order, operator("cli:anna")))
    with pytest.raises(InvalidRequest, match="releases no version"):
        entries_of(strict, change)


def test_where_it_is_not_demanded_one_person_is_enough(strict: Deps, held: ListVersion) -> None:
    lenient = replace(strict, settings=strict.settings.model_copy(update={"four_eyes": False}))
    release(lenient, LIST_ID, held.version, ANNA)
    assert in_force(strict) == held.version
    assert read_changes(strict) == []


@pytest.mark.parametrize(
    ("by", "entered_by"),
    [("Anna", "cli:ben"), (" anna", "cli:ben"), ("Ben", "cli:anna"), ("Ben", "CLI:Anna ")],
)
def test_neither_the_person_nor_the_account_that_asked_may_answer(
    strict: Deps, held: ListVersion, by: str, entered_by: str
) -> None:
    change = waiting(strict, lambda: release(strict, LIST_ID, held.version, ANNA))
    for approved in (True, False):
        with pytest.raises(OwnProposal, match="another account"):
            answer_change(strict, change, approved=approved, by=by, entered_by=entered_by, why="no")
    assert waiting(strict, lambda: release(strict, LIST_ID, held.version, ANNA)) == change


def test_an_approval_is_of_that_change_alone_and_not_for_long(
    strict: Deps, held: ListVersion, clock: Clock
) -> None:
    change = waiting(strict, lambda: release(strict, LIST_ID, held.version, ANNA))
    approve(strict, change)
    clock.move(timedelta(minutes=1))
    other = waiting(strict, lambda: release(strict, LIST_ID, "another", ANNA))
    assert other != change
    clock.move(timedelta(days=8))
    again = waiting(strict, lambda: release(strict, LIST_ID, held.version, ANNA))
    assert again not in (change, other)


def test_what_was_rejected_or_done_is_asked_for_anew(strict: Deps, held: ListVersion, clock: Clock) -> None:
    first = waiting(strict, lambda: release(strict, LIST_ID, held.version, ANNA))
    with pytest.raises(InvalidRequest, match="text: is required"):
        answer_change(strict, first, approved=False, by="Ben", entered_by="cli:ben", why=" ")
    rejected = answer_change(
        strict, first, approved=False, by="Ben", entered_by="cli:ben", why="entry 7 is another man"
    )
    assert rejected == read_changes(strict)[0]
    assert rejected.why == "entry 7 is another man"
    with pytest.raises(UnlawfulAction, match="is rejected"):
        approve(strict, first)
    clock.move(timedelta(minutes=1))
    assert waiting(strict, lambda: release(strict, LIST_ID, held.version, ANNA)) != first
    with pytest.raises(UnknownChange):
        approve(strict, "\x00")
    with pytest.raises(UsageError):
        approve(strict, first, by=" ")


def test_a_policy_waits(strict: Deps, tmp_path: Path) -> None:
    file = read_policy_file(write(tmp_path / "own.toml", b'name = "own"'))
    policy = draft_policy(strict, file, by="Anna").policy

    change = waiting(strict, lambda: force(strict, policy, ANNA))
    approve(strict, change)
    with pytest.raises(UnlawfulAction, match="is approved"):
        answer_change(strict, change, approved=False, by="Ben", entered_by="cli:ben")
    force(strict, policy, replace(ANNA, reason="other words"))
    (last,) = list_policies(strict)[0].activations
    assert (last.policy, last.actor) == (policy, "Anna, approved by Ben")
    assert last.reason == "as agreed", "what was approved"


@pytest.mark.parametrize(
    "scope", ["analyst", "approver", "admin", "screen:narrow", "lists:release", "policies:manage"]
)
def test_a_key_that_reaches_far_waits(strict: Deps, clock: Clock, scope: str) -> None:
    by = operator("cli:anna")

    def ask(days: int | None = 30) -> Any:
        return make_key(strict, KeyOrder(name="k", owner="o", scopes=(scope,), days=days), by)

    change = waiting(strict, ask)
    assert all_keys(strict) == []
    clock.move(timedelta(hours=1))
    approve(strict, change)
    assert waiting(strict, lambda: ask(None)) != change, "one that never ends is another key"
    assert ask().key.expires_at == clock.now + timedelta(days=30)
    assert len(all_keys(strict)) == 1


def test_a_key_that_reaches_far_is_not_rotated_by_one_person_alone(strict: Deps) -> None:
    """Else whoever makes keys could hold an approver's, and approve what they asked for themselves."""
    made = create_key(strict, KeyOrder(name="k", owner="ben", scopes=("approver",)), operator("cli:boss"))

    def ask() -> Any:
        return renew_key(strict, made.key.id, operator("cli:anna"))

    change = waiting(strict, ask)
    assert [key.revoked_at for key in all_keys(strict)] == [None]
    approve(strict, change)
    assert ask().key.owner == "ben"
    plain = create_key(strict, KeyOrder(name="s", owner="ben", scopes=("screener",)), operator("cli:boss"))
    assert renew_key(strict, plain.key.id, operator("cli:anna")).secret
    with pytest.raises(UnknownAccount):
        renew_key(strict, "none", operator("cli:anna"))


def test_a_key_that_only_screens_does_not_wait(strict: Deps) -> None:
    assert make_key(strict, KeyOrder(name="k", owner="o", scopes=("screener",)), operator("a")).secret


def test_a_user_who_may_do_much_waits_and_so_does_what_is_changed_of_one(strict: Deps, clock: Clock) -> None:
    admin = operator("cli:anna")
    order = UserOrder(name="nina", roles=("approver",), password="correct horse battery")
    approve(strict, waiting(strict, lambda: make_user(strict, order, admin)))
    assert make_user(strict, order, admin).roles == ("approver",)
    clock.move(timedelta(minutes=1))
    for changes in ({"password": "another horse battery"}, {"portfolios": None}, {"roles": ("analyst",)}):
        change = waiting(strict, partial(alter_user, strict, "nina", changes, admin))
        assert "horse" not in str(next(one for one in read_changes(strict) if one.id == change))
        clock.move(timedelta(minutes=1))
    assert alter_user(strict, "nina", {"disabled": True}, admin).disabled
    plain = UserOrder(name="otto", roles=("screener",), password="correct horse battery")
    assert make_user(strict, plain, admin).name == "otto"
    assert alter_user(strict, "otto", {"password": "another horse battery"}, admin).name == "otto"
    waiting(strict, lambda: alter_user(strict, "otto", {"roles": ("approver",)}, admin))


def test_rights_are_neither_lowered_nor_raised_around_a_password(strict: Deps, clock: Clock) -> None:
    """Else who sets the password of one who may do little soon holds one who may do much."""
    admin = operator("cli:anna")
    plain = UserOrder(name="zed", roles=("screener",), password="correct horse battery")
    make_user(strict, plain, admin)

    def rise() -> Any:
        return alter_user(strict, "zed", {"roles": ("analyst",)}, admin)

    change = waiting(strict, rise)
    subject = read_changes(strict)[0].subject
    assert subject["was"] == {"roles": ["screener"]}
    assert subject["password_set"].startswith("by cli:anna, ")
    approve(strict, change)
    clock.move(timedelta(minutes=1))
    alter_user(strict, "zed", {"password": "another horse battery"}, admin)
    again = waiting(strict, rise)
    assert again != change, "the password is not the one that was approved"
    approve(strict, again)
    assert rise().roles == ("analyst",)
    clock.move(timedelta(minutes=1))
    waiting(strict, lambda: alter_user(strict, "zed", {"roles": ("screener",)}, admin))


def test_a_version_of_an_own_list_is_held_for_a_second_person(
    strict: Deps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_loading, "is_declared", lambda list_id: list_id == LIST_ID)
    load_people(strict, tmp_path)
    assert in_force(strict) == ""
    with strict.database.reading() as session:
        (version,) = list_versions(session, LIST_ID)
    assert version.held_reason == "it is of an own list: a second person has to release it"
    change = waiting(strict, lambda: release(strict, LIST_ID, version.version, ANNA))
    found = entries_of(strict, change)
    assert (found.old, {one.kind for one in found.changes}) == (None, {ChangeKind.ADDED})
    approve(strict, change)
    release(strict, LIST_ID, version.version, ANNA)
    assert in_force(strict) == version.version
