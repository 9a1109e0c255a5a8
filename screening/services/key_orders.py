"""What is asked of a new key or account, checked as a whole: every fault named at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from screening.config import is_rate
from screening.domain.access import apart_faults, same_person, scope_faults
from screening.domain.errors import Fault, InvalidRequest
from screening.services.answers import instant_text
from screening.services.keys import LOOPBACK
from screening.store import keys as key_store
from screening.store import portfolios as portfolio_store
from screening.store import users as user_store

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")
_TAKEN = frozenset({LOOPBACK, "operator", "bootstrap"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOrder:
    """A key as it is asked for. ``portfolios`` None: all of them; ``raises_alerts``: with each of its
    screenings. It ends ``days`` after it is made, or at ``expires_at``; both None: never."""

    name: str
    owner: str
    scopes: tuple[str, ...]
    portfolios: tuple[str, ...] | None = None
    rate_limit: str | None = None
    raises_alerts: bool = False
    expires_at: datetime | None = None
    days: int | None = None

    def ends_at(self, made_at: datetime) -> datetime | None:
        """When a key that is made at ``made_at`` ends; None: never."""
        return self.expires_at if self.days is None else made_at + timedelta(days=self.days)


def tell_order(order: KeyOrder) -> dict[str, Any]:
    """All that a second person approves of a key, the same whenever it is asked for: a number of days is
    told as such, not as the instant that it comes to."""
    told = {name: value for name, value in asdict(order).items() if name not in ("expires_at", "days")}
    if order.days is not None:
        return told | {"days": order.days}
    return told | ({"expires_at": instant_text(order.expires_at)} if order.expires_at else {})


def check_key_order(session: Session, order: KeyOrder, at: datetime) -> None:
    """Raises ``InvalidRequest`` with everything that stands against making the key now."""
    faults = [
        *name_faults(session, order.name, at),
        *scope_faults(order.scopes, "scopes"),
        *combination_faults(order.scopes, scopes_of_person(session, order.owner, at), "scopes"),
        *portfolio_faults(session, order.portfolios),
        *_rate_faults(order.rate_limit),
    ]
    if not order.owner.strip():
        faults.append(Fault("owner", "is required"))
    ends_at = order.ends_at(at)
    if ends_at is not None and ends_at <= at:
        faults.append(Fault("expires_at", "is in the past"))
    if faults:
        raise InvalidRequest(faults)


def name_faults(session: Session, name: str, at: datetime) -> list[Fault]:
    """What stands against calling a new key or user ``name``: the audit knows actors by it."""
    if not _NAME.fullmatch(name):
        return [Fault("name", "must be of letters, digits and . _ @ + -, 100 at the most")]
    living = {key.name for key in key_store.list_keys(session) if key.is_valid(at)}
    if name in living | _TAKEN or user_store.get_user(session, name):
        return [Fault("name", "is taken")]
    return []


def scopes_of_person(
    session: Session, person: str, at: datetime, *, but_user: str | None = None
) -> list[tuple[str, ...]]:
    """The scopes of the valid keys of a person, however the owner is written, and the roles of the users
    who are that person; without those of the user ``but_user``."""
    keys = [
        one.scopes
        for one in key_store.list_keys(session)
        if one.is_valid(at) and same_person(one.owner, person)
    ]
    users = [one for one in user_store.list_users(session) if same_person(one.name, person)]
    return keys + [one.roles for one in users if one.name != but_user]


def combination_faults(scopes: Iterable[str], others: Iterable[Iterable[str]], field: str) -> list[Fault]:
    """A fault where ``scopes`` with those that the same person has already are too much for one."""
    if apart_faults(scopes, field):
        return []
    return apart_faults([*scopes, *(scope for one in others for scope in one)], field)


def portfolio_faults(session: Session, portfolios: tuple[str, ...] | None) -> list[Fault]:
    """What is wrong with the portfolios of an account: unknown ones, or an empty list."""
    if portfolios is None:
        return []
    if not portfolios:
        return [Fault("portfolios", "must name at least one portfolio")]
    known = {one.id for one in portfolio_store.list_portfolios(session)}
    return [
        Fault(f"portfolios[{n}]", "is no portfolio") for n, one in enumerate(portfolios) if one not in known
    ]


def _rate_faults(text: str | None) -> list[Fault]:
    return [] if text is None or is_rate(text) else [Fault("rate_limit", "must be as 600/minute")]
