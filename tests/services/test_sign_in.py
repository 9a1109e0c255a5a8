"""Passwords, the lock after failures, sessions and their end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from screening.domain.errors import InvalidRequest, NotPermitted, UnknownAccount
from screening.services.audit_check import verify_audit
from screening.services.deps import Deps
from screening.services.key_admin import all_keys
from screening.services.keys import KeyRing
from screening.services.sessions import Sessions, principal_of_user
from screening.services.sign_in import LOCKED_FOR, MOST_FAILURES, PasswordSignIn
from screening.services.users import all_users, change_user
from screening.store.tables_audit import AuditRow
from tests.accounts import OPERATOR, PASSWORD, make_key, make_user
from tests.loading import Clock

MINUTE = timedelta(minutes=1)


@pytest.fixture
def sessions(deps: Deps) -> Sessions:
    return Sessions(deps)


@pytest.fixture
def door(deps: Deps, sessions: Sessions) -> PasswordSignIn:
    return PasswordSignIn(deps, sessions)


def kinds(deps: Deps) -> list[str]:
    """The kinds of all audit records; the chain holds."""
    assert verify_audit(deps).findings == ()
    with deps.database.reading() as session:
        return list(session.scalars(select(AuditRow.kind).order_by(AuditRow.seq)))


def test_who_knows_the_password_is_let_in_as_what_they_are(
    deps: Deps, door: PasswordSignIn, sessions: Sessions
) -> None:
    user = make_user(deps)
    token = door.sign_in("anna", PASSWORD)
    assert token
    assert sessions.find(token) == principal_of_user(user)
    assert kinds(deps) == ["user_created", "user_signed_in"]


@pytest.mark.parametrize(
    ("name", "password"), [("anna", PASSWORD + "!"), ("anna", ""), ("ben", PASSWORD), ("an\x00na", "x\ud800")]
)
def test_anybody_else_is_not(deps: Deps, door: PasswordSignIn, name: str, password: str) -> None:
    make_user(deps)
    assert door.sign_in(name, password) is None


def test_a_user_without_a_password_is_not_let_in_by_one(deps: Deps, door: PasswordSignIn) -> None:
    make_user(deps, password=None)
    assert door.sign_in("anna", "") is None


def test_too_many_failures_lock_for_a_while_and_are_told(
    deps: Deps, door: PasswordSignIn, clock: Clock
) -> None:
    make_user(deps)
    for _ in range(MOST_FAILURES):
        assert door.sign_in("anna", "wrong") is None
    assert door.sign_in("anna", PASSWORD) is None
    assert kinds(deps) == ["user_created", "user_locked"]
    clock.move(LOCKED_FOR)
    assert door.sign_in("anna", PASSWORD)


def test_a_right_password_forgets_the_failures_before_it(deps: Deps, door: PasswordSignIn) -> None:
    make_user(deps)
    for _ in range(2):
        for _ in range(MOST_FAILURES - 1):
            door.sign_in("anna", "wrong")
        assert door.sign_in("anna", PASSWORD)


def test_guesses_sent_at_once_are_bounded_too(deps: Deps, door: PasswordSignIn) -> None:
    make_user(deps)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: door.sign_in("anna", f"guess {n}"), range(3 * MOST_FAILURES)))
    assert all_users(deps)[0].failures == MOST_FAILURES
    assert kinds(deps).count("user_locked") == 1


def test_an_administrator_lets_in_again(deps: Deps, door: PasswordSignIn) -> None:
    make_user(deps)
    for _ in range(MOST_FAILURES):
        door.sign_in("anna", "wrong")
    change_user(deps, "anna", {"locked": False}, OPERATOR)
    assert door.sign_in("anna", PASSWORD)


def test_a_session_ends_when_it_is_silent_for_too_long(
    deps: Deps, door: PasswordSignIn, sessions: Sessions, clock: Clock
) -> None:
    make_user(deps)
    token = door.sign_in("anna", PASSWORD) or ""
    for _ in range(3):
        clock.move(29 * MINUTE)
        assert sessions.find(token)
    clock.move(30 * MINUTE)
    assert sessions.find(token) is None


def test_a_session_ends_however_busy_it_is(
    deps: Deps, door: PasswordSignIn, sessions: Sessions, clock: Clock
) -> None:
    make_user(deps)
    token = door.sign_in("anna", PASSWORD) or ""
    for _ in range(12 * 3 - 1):
        clock.move(20 * MINUTE)
        assert sessions.find(token)
    clock.move(20 * MINUTE)
    assert sessions.find(token) is None


def test_signing_out_ends_one_session_or_all(deps: Deps, door: PasswordSignIn, sessions: Sessions) -> None:
    make_user(deps)
    one, two, three = (door.sign_in("anna", PASSWORD) or "" for _ in range(3))
    sessions.sign_out(one)
    sessions.sign_out(one)
    assert [bool(sessions.find(token)) for token in (one, two, three)] == [False, True, True]
    sessions.end_all("anna")
    assert [bool(sessions.find(token)) for token in (one, two, three)] == [False, False, False]
    assert kinds(deps).count("user_signed_out") == 2


@pytest.mark.parametrize(
    "change", [{"roles": ("auditor",)}, {"disabled": True}, {"password": "another pass phrase"}]
)
def test_a_change_of_a_user_ends_the_sessions(
    deps: Deps, door: PasswordSignIn, sessions: Sessions, change: dict[str, Any]
) -> None:
    make_user(deps)
    token = door.sign_in("anna", PASSWORD) or ""
    change_user(deps, "anna", change, OPERATOR)
    assert sessions.find(token) is None


def test_a_disabled_user_is_not_let_in(deps: Deps, door: PasswordSignIn) -> None:
    make_user(deps)
    change_user(deps, "anna", {"disabled": True}, OPERATOR)
    assert door.sign_in("anna", PASSWORD) is None


def test_neither_password_nor_cookie_is_kept(deps: Deps, door: PasswordSignIn) -> None:
    make_user(deps)
    token = door.sign_in("anna", PASSWORD) or ""
    deps.database.close()
    kept = b"".join(file.read_bytes() for file in deps.data_folder.iterdir() if file.is_file())
    assert b"$argon2id$" in kept
    assert PASSWORD.encode() not in kept
    assert token.encode() not in kept


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"roles": ()}, "roles"),
        ({"roles": ("screen",)}, "roles[0]"),
        ({"roles": ("admin", "approver")}, "roles"),
        ({"password": "short"}, "password"),
        ({"password": "Anna's long password"}, "password"),
        ({"portfolios": ("none",)}, "portfolios[0]"),
    ],
)
def test_a_user_that_cannot_be_is_refused_by_field(deps: Deps, order: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        make_user(deps, **order)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert all_users(deps) == []


def test_one_person_is_not_both_admin_and_approver_by_key_and_role(deps: Deps) -> None:
    make_key(deps, "admin", owner="anna")
    with pytest.raises(InvalidRequest, match="both admin and approver"):
        make_user(deps, "anna", "approver")
    make_user(deps, "ben", "approver")
    with pytest.raises(InvalidRequest, match="both admin and approver"):
        make_key(deps, "admin", name="bens", owner="ben")
    with pytest.raises(InvalidRequest, match="both admin and approver"):
        change_user(deps, "ben", {"roles": ("approver", "admin")}, OPERATOR)


def test_keys_and_users_do_not_share_names(deps: Deps) -> None:
    make_key(deps, name="anna")
    with pytest.raises(InvalidRequest, match="is taken"):
        make_user(deps, "anna")
    make_user(deps, "ben")
    with pytest.raises(InvalidRequest, match="is taken"):
        make_key(deps, name="ben")
    assert len(all_keys(deps)) == 1


def test_nobody_changes_their_own_rights(deps: Deps) -> None:
    admin = principal_of_user(make_user(deps, "boss", "admin"))
    for change in ({"roles": ("admin", "analyst")}, {"portfolios": None}, {"disabled": False}):
        with pytest.raises(NotPermitted):
            change_user(deps, "boss", change, admin)
    change_user(deps, "boss", {"password": "another pass phrase"}, admin)
    with pytest.raises(UnknownAccount):
        change_user(deps, "nobody", {"roles": ("analyst",)}, admin)


def test_a_user_ends_the_trial_of_this_machine(deps: Deps) -> None:
    assert KeyRing(deps.database).is_trial()
    make_user(deps)
    assert not KeyRing(deps.database).is_trial()
