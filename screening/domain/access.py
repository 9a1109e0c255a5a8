"""Who may do what: permissions, the roles that stand for several, and whoever asks.

A *scope*, as keys and users carry them, is a permission or a role. What is named by neither is
not allowed to anybody.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from screening.domain.errors import Fault, InvalidRequest, NotPermitted


class Permission(StrEnum):
    """One thing that may be done. The values are what keys name as scopes."""

    SCREEN = "screen"
    NARROW = "screen:narrow"
    READ_SCREENINGS = "screenings:read"
    READ_LISTS = "lists:read"
    RELEASE_LISTS = "lists:release"
    MONITOR = "subjects:manage"
    READ_ALERTS = "alerts:read"
    DECIDE = "alerts:decide"
    APPROVE = "alerts:approve"
    READ_AUDIT = "audit:read"
    KEEP_RECORDS = "records:keep"
    READ_METRICS = "metrics:read"
    MANAGE_ACCOUNTS = "accounts:manage"
    MANAGE_WEBHOOKS = "webhooks:manage"
    MANAGE_POLICIES = "policies:manage"


MEANINGS: Mapping[Permission, str] = {
    Permission.SCREEN: "ask for screenings",
    Permission.NARROW: "ask with fewer lists or a higher threshold than the policy's",
    Permission.READ_SCREENINGS: "read recorded screenings of the own portfolios",
    Permission.READ_LISTS: "read lists and their entries, party groups, the description of the API",
    Permission.RELEASE_LISTS: "put held list versions in force, or dismiss them",
    Permission.MONITOR: "tell who is monitored; pause and remove them",
    Permission.READ_ALERTS: "read alerts of the own portfolios",
    Permission.DECIDE: "raise alerts from recorded screenings, work on them and decide them",
    Permission.APPROVE: "approve what another person proposed",
    Permission.READ_AUDIT: "read the audit and replay screenings",
    Permission.KEEP_RECORDS: "tell when relationships ended, from when on records are kept for a time",
    Permission.READ_METRICS: "read what the service counts, for monitoring",
    Permission.MANAGE_ACCOUNTS: "make, change and revoke keys, users and portfolios",
    Permission.MANAGE_WEBHOOKS: "say where events are sent to, see what did not arrive and send it again",
    Permission.MANAGE_POLICIES: "draft policies, and put them in force",
}
"""Each permission in words, as the documentation prints them."""

_ALERTS = frozenset({Permission.READ_ALERTS})
_READING = frozenset({Permission.READ_SCREENINGS, Permission.READ_LISTS})

ROLES: Mapping[str, frozenset[Permission]] = {
    "screener": _READING | {Permission.SCREEN},
    "monitor": _READING | {Permission.MONITOR},
    "analyst": _READING | _ALERTS | {Permission.SCREEN, Permission.NARROW, Permission.DECIDE},
    "approver": _READING | _ALERTS | {Permission.APPROVE, Permission.RELEASE_LISTS},
    "auditor": _READING | _ALERTS | {Permission.READ_AUDIT, Permission.READ_METRICS},
    "admin": frozenset(
        {
            Permission.READ_LISTS,
            Permission.RELEASE_LISTS,
            Permission.KEEP_RECORDS,
            Permission.READ_METRICS,
            Permission.MANAGE_ACCOUNTS,
            Permission.MANAGE_WEBHOOKS,
            Permission.MANAGE_POLICIES,
        }
    ),
}
"""What each role may do."""

_SCOPES: Mapping[str, frozenset[Permission]] = {
    **{one.value: frozenset({one}) for one in Permission},
    **ROLES,
}

APART = frozenset({Permission.MANAGE_ACCOUNTS, Permission.APPROVE})
"""Never in one hand: who can make accounts could otherwise approve their own proposals."""

FIRST_SCOPES = ("admin", "analyst", "auditor", "monitor", "screener")
"""What the first key may do: everything but approve."""

TRIAL_SCOPES = ("analyst", "auditor", "monitor", "screener")
"""What this machine may do before any key is in use."""


class AnalystLevel(StrEnum):
    """How far a person's decisions are trusted, which what waives approval may ask for."""

    JUNIOR = "junior"
    SENIOR = "senior"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Whoever asks: a key, a user, or an operator on the command line."""

    name: str
    """What the audit calls the actor."""
    person: str
    """Who answers for it: the owner of a key, a user's own name."""
    permissions: frozenset[Permission]
    portfolios: frozenset[str] | None = None
    """The business units whose records are seen; None for all of them."""
    raises_alerts: bool = False
    """Whether each of its screenings raises alerts, whatever the request says."""

    def may(self, permission: Permission) -> bool:
        """Whether that is allowed."""
        return permission in self.permissions

    def sees(self, portfolio: str | None) -> bool:
        """Whether records of a portfolio may be shown; those of none only to who sees all."""
        return self.portfolios is None or portfolio in self.portfolios

    def portfolio_for(self, named: str | None) -> str | None:
        """The portfolio that a new record belongs to: the one a request names, else the only one
        there is, else none for who sees all.

        Raises ``NotPermitted`` for one of others, ``InvalidRequest`` where one must be named.
        """
        if named is not None:
            if not self.sees(named):
                raise NotPermitted("This portfolio is not yours to use.")
            return named
        if self.portfolios is None:
            return None
        if len(self.portfolios) != 1:
            raise InvalidRequest([Fault("portfolio", "must be named: there are several that may be used")])
        return next(iter(self.portfolios))


def same_person(one: str, other: str) -> bool:
    """Whether two names are of one person, however they are written."""
    return person_key(one) == person_key(other)


def person_key(name: str) -> str:
    """What all spellings of a person's name have in common: case, blanks around it and forms of characters
    that look alike (full width, ligatures) tell nobody apart."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


def operator(name: str) -> Principal:
    """Whoever has the command line, and so the database itself: everything is allowed."""
    return Principal(name=name, person=name, permissions=frozenset(Permission))


def permissions_of(scopes: Iterable[str]) -> frozenset[Permission]:
    """Everything that ``scopes`` allow; a scope of a later release allows nothing."""
    return frozenset().union(*(_SCOPES.get(scope, frozenset()) for scope in scopes))


def scope_faults(scopes: Iterable[str], field: str) -> list[Fault]:
    """What is wrong with ``scopes``: unknown ones, none at all, or what no account may combine."""
    given = list(scopes)
    faults = [Fault(f"{field}[{n}]", "is no scope") for n, one in enumerate(given) if one not in _SCOPES]
    if not given:
        faults.append(Fault(field, "must name at least one scope"))
    return faults + apart_faults(given, field)


def apart_faults(scopes: Iterable[str], field: str) -> list[Fault]:
    """A fault where ``scopes``, taken together, both manage accounts and approve."""
    if permissions_of(scopes) >= APART:
        return [Fault(field, "would make one account both admin and approver")]
    return []
