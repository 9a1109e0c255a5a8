from __future__ import annotations

import pytest

from screening.domain.access import (
    APART,
    FIRST_SCOPES,
    MEANINGS,
    ROLES,
    TRIAL_SCOPES,
    Permission,
    Principal,
    operator,
    permissions_of,
    scope_faults,
)
from screening.domain.errors import InvalidRequest, NotPermitted


def member(*portfolios: str) -> Principal:
    return Principal(name="a", person="a", permissions=frozenset(), portfolios=frozenset(portfolios))


@pytest.mark.parametrize("role", ROLES)
def test_no_role_both_manages_accounts_and_approves(role: str) -> None:
    assert not ROLES[role] >= APART


def test_every_permission_is_in_some_role_and_has_its_words() -> None:
    assert frozenset().union(*ROLES.values()) == frozenset(Permission) == MEANINGS.keys()


def test_the_first_key_may_do_everything_but_approve() -> None:
    assert permissions_of(FIRST_SCOPES) == frozenset(Permission) - {Permission.APPROVE}
    assert not permissions_of(TRIAL_SCOPES) & APART


def test_scopes_are_roles_and_permissions() -> None:
    assert permissions_of(["screen", "auditor"]) == ROLES["auditor"] | {Permission.SCREEN}
    assert permissions_of(["of a later release"]) == frozenset()


@pytest.mark.parametrize(
    ("scopes", "field"),
    [
        ([], "scopes"),
        (["screen", "root"], "scopes[1]"),
        (["admin", "approver"], "scopes"),
        (["accounts:manage", "alerts:approve"], "scopes"),
        (["admin", "alerts:approve"], "scopes"),
    ],
)
def test_scopes_that_no_account_may_have_are_faults(scopes: list[str], field: str) -> None:
    assert [fault.field for fault in scope_faults(scopes, "scopes")] == [field]


def test_an_account_sees_its_own_portfolios_only() -> None:
    assert member("retail").sees("retail")
    assert not member("retail").sees("funds")
    assert not member("retail").sees(None)
    assert operator("cli").sees(None)
    assert operator("cli").sees("retail")


def test_a_record_belongs_to_the_portfolio_named_or_to_the_only_one() -> None:
    assert member("retail").portfolio_for(None) == "retail"
    assert member("retail", "funds").portfolio_for("funds") == "funds"
    assert operator("cli").portfolio_for(None) is None
    assert operator("cli").portfolio_for("funds") == "funds"
    with pytest.raises(NotPermitted):
        member("retail").portfolio_for("funds")
    with pytest.raises(InvalidRequest, match="several"):
        member("retail", "funds").portfolio_for(None)
