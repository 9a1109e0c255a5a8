"""Users are made and changed, each act with its audit record in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from screening.domain.access import ROLES, AnalystLevel, Principal, apart_faults, same_person
from screening.domain.errors import Fault, InvalidRequest, NotPermitted, UnknownAccount
from screening.services.answers import instant_text
from screening.services.deps import Deps
from screening.services.key_orders import combination_faults, name_faults, portfolio_faults, scopes_of_person
from screening.services.sign_in import LONGEST_PASSWORD, SHORTEST_PASSWORD, hash_password
from screening.store import audit
from screening.store import users as user_store
from screening.store.audit_cover import COVERS
from screening.store.inserts import take_turns
from screening.store.sessions import end_sessions_of
from screening.store.users import User

_TURN = "api keys"
"""Keys and users share names and owners: they are changed one at a time."""

_OWN = frozenset({"roles", "portfolios", "disabled", "level"})
"""What nobody changes of themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserOrder:
    """A user as asked for. ``portfolios`` None: all; ``password`` None: by single sign-on only."""

    name: str
    roles: tuple[str, ...]
    portfolios: tuple[str, ...] | None = None
    password: str | None = None
    level: AnalystLevel | None = None


def create_user(deps: Deps, order: UserOrder, by: Principal) -> User:
    """Make a user. Raises ``InvalidRequest``."""
    now = deps.clock()
    user = User(
        name=order.name, roles=order.roles, portfolios=order.portfolios, level=order.level, created_at=now
    )
    faults = _password_faults(order.password, order.name)
    user = replace(
        user, password_hash=hash_password(order.password) if order.password and not faults else None
    )
    with deps.database.writing() as session:
        take_turns(session, _TURN)
        faults += [*name_faults(session, order.name, now), *_right_faults(session, user, now)]
        if faults:
            raise InvalidRequest(faults)
        user_store.add_user(session, user)
        payload = {"old": None, "new": describe_user(user), COVERS: user_store.cover_user(session, user.name)}
        audit.append(session, at=now, actor=by.name, kind="user_created", payload=payload)
    return user


def check_user_order(deps: Deps, order: UserOrder) -> None:
    """Raise ``InvalidRequest`` with all that stands against making a user now."""
    now = deps.clock()
    user = User(name=order.name, roles=order.roles, portfolios=order.portfolios, created_at=now)
    with deps.database.reading() as session:
        faults = [*name_faults(session, order.name, now), *_right_faults(session, user, now)]
    if faults := _password_faults(order.password, order.name) + faults:
        raise InvalidRequest(faults)


def check_user_changes(deps: Deps, name: str, changes: Mapping[str, Any], by: Principal) -> None:
    """Raise what ``change_user`` would raise of these changes now."""
    _refuse_own(name, changes, by)
    kept = {key: changes[key] for key in _OWN if key in changes}
    with deps.database.reading() as session:
        old = user_store.get_user(session, name)
        if old is None:
            raise UnknownAccount("there is no such user")
        faults = _right_faults(session, replace(old, **kept), deps.clock())
    if faults := _password_faults(changes.get("password"), name) + faults:
        raise InvalidRequest(faults)


def change_user(deps: Deps, name: str, changes: Mapping[str, Any], by: Principal) -> User:
    """Change ``roles``, ``portfolios``, ``level``, ``disabled``, ``password`` or ``locked`` (False lets in
    again) of a user, whose sessions then end.

    Raises ``UnknownAccount``, ``InvalidRequest``, ``NotPermitted`` for one's own rights.
    """
    _refuse_own(name, changes, by)
    now = deps.clock()
    values, faults = _values(changes, name)
    with deps.database.writing() as session:
        take_turns(session, _TURN)
        old = user_store.get_user(session, name, to_change=True)
        if old is None:
            raise UnknownAccount("there is no such user")
        new = replace(old, **values)
        if faults := faults + _right_faults(session, new, now):
            raise InvalidRequest(faults)
        user_store.change_user(session, name, **values)
        end_sessions_of(session, name)
        payload: dict[str, Any] = {
            "old": describe_user(old),
            "new": describe_user(new),
            "changed": sorted(changes),
        }
        payload[COVERS] = user_store.cover_user(session, name)
        audit.append(session, at=now, actor=by.name, kind="user_changed", payload=payload)
    return new


def _refuse_own(name: str, changes: Mapping[str, Any], by: Principal) -> None:
    if same_person(name, by.person) and _OWN & changes.keys():
        raise NotPermitted("Nobody changes their own rights.")


def all_users(deps: Deps) -> list[User]:
    """Every user by name."""
    with deps.database.reading() as session:
        return user_store.list_users(session)


def roles_of(deps: Deps, name: str) -> tuple[str, ...]:
    """The roles of a user; none of one who is not there."""
    with deps.database.reading() as session:
        user = user_store.get_user(session, name)
    return user.roles if user else ()


def tell_changes(deps: Deps, name: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """All that a second person approves of changes: the new values and, under ``was``, the old ones. A new
    password is told as such alone: who sets it could sign in with it. For the same reason new roles tell
    who set the password that is kept, and when (``password_set``)."""
    with deps.database.reading() as session:
        user = user_store.get_user(session, name)
        origin = user_store.password_origin(session, name)
    told = {key: True if key == "password" else value for key, value in changes.items()}
    if user is None:
        return told
    told["was"] = {key: getattr(user, key) for key in changes if key in _OWN}
    if "roles" in changes and user.password_hash is not None:
        by_whom = f"{origin[1]}, {instant_text(origin[0])}" if origin else "whom the audit does not say"
        told["password_set"] = f"by {by_whom}"
    return told


def describe_user(user: User) -> dict[str, Any]:
    """A user as administrators and the audit see it: everything but the password's hash."""
    values = {
        name: instant_text(value) if isinstance(value, datetime) else value
        for name, value in asdict(user).items()
        if name not in ("password_hash", "sso_subject")
    }
    return {
        **values,
        "has_password": user.password_hash is not None,
        "has_single_sign_on": user.sso_subject is not None,
    }


def _values(changes: Mapping[str, Any], name: str) -> tuple[dict[str, Any], list[Fault]]:
    """The columns that ``changes`` set, and what is wrong with a password among them."""
    values = {key: changes[key] for key in _OWN if key in changes}
    if changes.get("locked") is False:
        values |= {"failures": 0, "locked_until": None}
    password = changes.get("password")
    faults = _password_faults(password, name)
    if password and not faults:
        values |= {"password_hash": hash_password(password), "failures": 0, "locked_until": None}
    return values, faults


def _right_faults(session: Session, user: User, at: datetime) -> list[Fault]:
    others = scopes_of_person(session, user.name, at, but_user=user.name)
    faults = [Fault(f"roles[{n}]", "is no role") for n, role in enumerate(user.roles) if role not in ROLES]
    if not user.roles:
        faults.append(Fault("roles", "must name at least one role"))
    faults += apart_faults(user.roles, "roles") + combination_faults(user.roles, others, "roles")
    return faults + portfolio_faults(session, user.portfolios)


def _password_faults(password: str | None, name: str) -> list[Fault]:
    if password is None:
        return []
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        bounds = f"{SHORTEST_PASSWORD} to {LONGEST_PASSWORD}"
        return [Fault("password", f"must have {bounds} characters")]
    if name.casefold() in password.casefold():
        return [Fault("password", "must not hold the name")]
    return []
