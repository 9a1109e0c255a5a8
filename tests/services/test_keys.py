"""Keys over their life: made, found, rotated, revoked, expired; each act in the audit."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from screening.domain.access import ROLES, Permission
from screening.domain.errors import InvalidRequest, UnknownAccount, UsageError
from screening.services.deps import Deps
from screening.services.key_admin import (
    all_keys,
    install_bootstrap_key,
    make_first_key,
    revoke_key,
    rotate_key,
)
from screening.services.keys import KeyRing, principal_of
from screening.services.users import change_user
from screening.store.portfolios import Portfolio, add_portfolio
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from tests.accounts import OPERATOR, make_key, make_user
from tests.loading import Clock
from tests.store.chain import verified

HOUR = timedelta(hours=1)


@pytest.fixture
def keys(deps: Deps) -> KeyRing:
    return KeyRing(deps.database)


def acts(deps: Deps) -> list[tuple[str, str, dict[str, Any]]]:
    """Actor, kind and payload of every audit record of a key; the chain holds."""
    query = (
        select(AuditRow.actor, AuditRow.kind, AuditPayloadRow.payload)
        .join(AuditPayloadRow, AuditPayloadRow.seq == AuditRow.seq)
        .where(AuditRow.kind.startswith("api_key"))
        .order_by(AuditRow.seq)
    )
    with deps.database.reading() as session:
        verified(session)
        return [(actor, kind, json.loads(payload)) for actor, kind, payload in session.execute(query)]


def test_a_key_opens_what_its_scopes_say(deps: Deps, keys: KeyRing, clock: Clock) -> None:
    made = make_key(deps, "screener", "screen:narrow")
    found = keys.find(made.secret, clock())
    assert found
    principal = principal_of(found)
    assert (principal.name, principal.person) == ("bank", "anna")
    assert principal.permissions == ROLES["screener"] | {Permission.NARROW}


def test_the_key_itself_is_not_kept(deps: Deps) -> None:
    secret = make_key(deps).secret
    install_bootstrap_key(deps, "given by an operator, 24+")
    deps.database.close()
    for file in deps.data_folder.iterdir():
        content = file.read_bytes() if file.is_file() else b""
        assert secret.encode() not in content
        assert secret.split("_", 2)[2].encode() not in content
        assert b"given by an operator" not in content


def test_a_key_that_begins_like_another_is_not_that_key(deps: Deps, keys: KeyRing, clock: Clock) -> None:
    made = make_key(deps)
    assert keys.find(made.secret[:-1], clock()) is None
    assert keys.find(made.key.prefix + "_guess", clock()) is None
    assert keys.find(made.key.hash, clock()) is None


def test_a_key_opens_nothing_once_it_expired(deps: Deps, keys: KeyRing, clock: Clock) -> None:
    secret = make_key(deps, expires_at=clock() + HOUR).secret
    assert keys.find(secret, clock())
    clock.move(HOUR)
    assert keys.find(secret, clock()) is None


def test_a_key_opens_nothing_while_its_owner_is_a_user_who_is_kept_out(
    deps: Deps, keys: KeyRing, clock: Clock
) -> None:
    make_user(deps, "pia", "screener")
    owned = make_key(deps, "screener", owner=" Pia").secret
    other = make_key(deps, "screener", name="other", owner="no user").secret
    for disabled in (True, False):
        change_user(deps, "pia", {"disabled": disabled}, OPERATOR)
        assert (keys.find(owned, clock()) is None) == disabled
        assert keys.find(other, clock())


def test_the_last_use_is_noted_to_the_minute(deps: Deps, keys: KeyRing, clock: Clock) -> None:
    secret, start = make_key(deps).secret, clock()
    for seconds in (0, 59):
        clock.move(timedelta(seconds=seconds))
        keys.find(secret, clock())
    assert all_keys(deps)[0].last_used_at == start
    clock.move(timedelta(seconds=1))
    keys.find(secret, clock())
    assert all_keys(deps)[0].last_used_at == clock()


def test_a_rotated_key_ends_and_the_new_one_may_do_the_same(deps: Deps, keys: KeyRing, clock: Clock) -> None:
    old = make_key(deps, "screener")
    new = rotate_key(deps, old.key.id, OPERATOR)
    assert keys.find(old.secret, clock()) is None
    found = keys.find(new.secret, clock())
    assert found
    assert principal_of(found) == principal_of(old.key)
    with pytest.raises(UnknownAccount):
        rotate_key(deps, old.key.id, OPERATOR)


def test_a_rotated_key_may_go_on_for_a_while_but_not_beyond_its_own_end(
    deps: Deps, keys: KeyRing, clock: Clock
) -> None:
    for expires_at, ends_at in ((None, clock() + 2 * HOUR), (clock() + HOUR, clock() + HOUR)):
        old = make_key(deps, name=f"until-{ends_at:%H}", expires_at=expires_at)
        rotate_key(deps, old.key.id, OPERATOR, overlap=2 * HOUR)
        assert keys.find(old.secret, ends_at - timedelta(seconds=1))
        assert keys.find(old.secret, ends_at) is None


def test_a_revoked_key_is_gone_at_once_and_for_good(deps: Deps, keys: KeyRing, clock: Clock) -> None:
    made = make_key(deps)
    revoke_key(deps, made.key.id, OPERATOR)
    assert keys.find(made.secret, clock()) is None
    with pytest.raises(UnknownAccount):
        revoke_key(deps, made.key.id, OPERATOR)
    with pytest.raises(UnknownAccount):
        revoke_key(deps, "no such id", OPERATOR)


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"name": "a b"}, "name"),
        ({"name": "loopback"}, "name"),
        ({"name": "taken"}, "name"),
        ({"owner": " "}, "owner"),
        ({"scopes": ("root",)}, "scopes[0]"),
        ({"scopes": ("admin", "approver")}, "scopes"),
        ({"scopes": ("approver",), "owner": "boss"}, "scopes"),
        ({"scopes": ("approver",), "owner": " \uff22oSS"}, "scopes"),
        ({"portfolios": ()}, "portfolios"),
        ({"portfolios": ("retail", "none")}, "portfolios[1]"),
        ({"rate_limit": "fast"}, "rate_limit"),
        ({"expires_at": Clock().now}, "expires_at"),
    ],
)
def test_a_key_that_cannot_be_is_refused_by_field(deps: Deps, order: dict[str, Any], field: str) -> None:
    with deps.database.writing() as session:
        add_portfolio(session, Portfolio(id="retail", title="Retail", created_at=deps.clock()))
    make_key(deps, "admin", name="taken", owner="boss")
    with pytest.raises(InvalidRequest) as refused:
        make_key(deps, **order)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert len(all_keys(deps)) == 1


def test_no_user_and_their_keys_manage_accounts_and_approve_however_the_name_is_written(deps: Deps) -> None:
    make_user(deps, "boss", "admin")
    make_key(deps, "approver", name="adm-key", owner=" ADM")
    refused: list[Callable[[], object]] = [
        lambda: make_key(deps, "approver", owner="BOSS "),
        lambda: make_user(deps, "Boss", "approver"),
        lambda: make_user(deps, "adm", "admin"),
    ]
    for attempt in refused:
        with pytest.raises(InvalidRequest, match="both admin and approver"):
            attempt()
    assert change_user(deps, "boss", {"roles": ("approver",)}, OPERATOR).roles == ("approver",)


def test_every_act_is_audited_with_old_and_new_and_without_a_secret(deps: Deps) -> None:
    first = make_key(deps, "screener")
    second = rotate_key(deps, first.key.id, OPERATOR)
    revoke_key(deps, second.key.id, OPERATOR)
    made, rotated, revoked = acts(deps)
    assert {made[0], rotated[0], revoked[0]} == {"test"}
    assert [one[1] for one in (made, rotated, revoked)] == [
        "api_key_created",
        "api_key_rotated",
        "api_key_revoked",
    ]
    assert (made[2]["old"], made[2]["new"]["scopes"]) == (None, ["screener"])
    assert rotated[2]["old"]["id"] == first.key.id
    assert rotated[2]["old"]["revoked_at"] is None
    assert rotated[2]["replaced"]["revoked_at"] is not None
    assert revoked[2]["new"]["revoked_at"] is not None
    assert not any(secret in str(acts(deps)) for secret in (first.secret, second.secret, first.key.hash))


def test_the_first_key_is_made_once_however_many_start(deps: Deps) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: make_first_key(deps), range(4)))
    assert len([secret for secret in made if secret]) == 1
    assert len(all_keys(deps)) == 1


def test_this_machine_is_trusted_until_any_key_is_in_use(deps: Deps, keys: KeyRing, clock: Clock) -> None:
    assert keys.is_trial()
    secret = make_first_key(deps) or ""
    assert keys.is_trial()
    keys.find("not the key", clock())
    assert keys.is_trial()
    keys.find(secret, clock())
    assert not keys.is_trial()


def test_a_key_of_any_name_ends_the_trial(deps: Deps, keys: KeyRing) -> None:
    make_first_key(deps)
    make_key(deps, name="second")
    assert not keys.is_trial()


def test_a_short_key_is_no_key(deps: Deps) -> None:
    with pytest.raises(UsageError, match="24 characters"):
        install_bootstrap_key(deps, "x" * 23)
    assert all_keys(deps) == []


def test_a_new_bootstrap_key_takes_the_place_of_the_old_one(deps: Deps, keys: KeyRing, clock: Clock) -> None:
    for secret in ("first" * 6, "second" * 6, "second" * 6):
        install_bootstrap_key(deps, secret)
    assert keys.find("first" * 6, clock()) is None
    assert keys.find("second" * 6, clock())
    assert len(all_keys(deps)) == 2
    with pytest.raises(UsageError, match="revoked"):
        install_bootstrap_key(deps, "first" * 6)
