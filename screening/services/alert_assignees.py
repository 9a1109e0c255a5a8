"""To whom alerts may be given: people who may work on alerts, and see those of the portfolio."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from screening.domain.access import Permission, Principal, permissions_of, person_key, same_person
from screening.domain.errors import Fault, InvalidRequest
from screening.services.deps import Deps
from screening.store import keys as key_store
from screening.store import users as user_store
from screening.store.alert_queue import assignees_of_open

_WORK = frozenset({Permission.DECIDE, Permission.APPROVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignees:
    """Who may work on alerts, and to whom alerts are given by now, by name."""

    workers: tuple[str, ...]
    holders: tuple[str, ...]

    @property
    def gone(self) -> frozenset[str]:
        """Who has alerts and may not work on any more: their alerts are for others to take over."""
        working = set(map(person_key, self.workers))
        return frozenset(one for one in self.holders if person_key(one) not in working)


class _Worker(NamedTuple):
    name: str
    scopes: tuple[str, ...]
    portfolios: tuple[str, ...] | None


def known_assignee(
    session: Session, assignee: str | None, portfolio: str | None, *, by: Principal, at: datetime
) -> str | None:
    """A name as its account writes it, whom an alert may be given to; None for nobody.

    Raises ``InvalidRequest`` for a name of nobody who could do something with the alert; whoever asks
    may always take it.
    """
    if assignee is None:
        return None
    named = [one for one in _workers(session, at) if same_person(one.name, assignee)]
    seeing = [one.name for one in named if one.portfolios is None or portfolio in one.portfolios]
    if seeing:
        return seeing[0]
    if same_person(assignee, by.person):
        return by.person
    raise InvalidRequest([Fault("assignee", "is nobody who works on alerts of this portfolio")])


def read_assignees(deps: Deps, *, seen_by: Principal) -> Assignees:
    """Who may work on alerts now, and to whom those are given that are not closed."""
    with deps.database.reading() as session:
        workers = _workers(session, deps.clock())
        holders = assignees_of_open(session, seen_by.portfolios)
    names = {one.name for one in workers if _meet(one.portfolios, seen_by.portfolios)}
    return Assignees(workers=tuple(sorted(names, key=str.casefold)), holders=tuple(holders))


def _workers(session: Session, at: datetime) -> list[_Worker]:
    users = (
        _Worker(one.name, one.roles, one.portfolios)
        for one in user_store.list_users(session)
        if not one.disabled
    )
    keys = (
        _Worker(one.owner, one.scopes, one.portfolios)
        for one in key_store.list_keys(session)
        if one.is_valid(at)
    )
    return [one for one in (*users, *keys) if permissions_of(one.scopes) & _WORK]


def _meet(one: Collection[str] | None, other: Collection[str] | None) -> bool:
    return one is None or other is None or bool(set(one) & set(other))
