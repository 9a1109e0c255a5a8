"""Users as they are kept: roles, a hash of the password, how often a wrong one was given."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, select
from sqlalchemy.orm import Session

from screening.domain.access import AnalystLevel, same_person
from screening.store.audit_cover import cover_stored
from screening.store.tables_access import UserRow
from screening.store.tables_audit import AuditPayloadRow, AuditRow
from screening.store.types import is_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who signs in. ``password_hash`` None: by single sign-on only. ``failures`` counts
    the attempts since the last that was right; ``portfolios`` None: all of them."""

    name: str
    roles: tuple[str, ...]
    created_at: datetime
    portfolios: tuple[str, ...] | None = None
    password_hash: str | None = None
    sso_subject: str | None = None
    failures: int = 0
    locked_until: datetime | None = None
    disabled: bool = False
    level: AnalystLevel | None = None


def add_user(session: Session, user: User) -> None:
    """Keep a new user; the name is new."""
    session.add(UserRow(**{name: getattr(user, name) for name in User.__dataclass_fields__}))
    session.flush()


def get_user(session: Session, name: str, *, to_change: bool = False) -> User | None:
    """The user of that name. ``to_change``: other writers wait until this transaction ends."""
    if not is_plain(name):
        return None
    query = select(UserRow).where(UserRow.name == name).execution_options(populate_existing=True)
    row = session.scalars(query.with_for_update() if to_change else query).one_or_none()
    return _user(row) if row else None


def list_users(session: Session) -> list[User]:
    """All users by name, disabled ones too."""
    return [_user(row) for row in session.scalars(select(UserRow).order_by(UserRow.name))]


def has_users(session: Session) -> bool:
    """Whether there is any user, disabled ones too."""
    return bool(session.scalar(select(exists().where(UserRow.name.is_not(None)))))


def cover_user(session: Session, name: str) -> list[dict[str, Any]]:
    """What the audit says of a user as they are by now, but for wrong passwords."""
    return cover_stored(session, UserRow, name)


def level_of(session: Session, person: str) -> AnalystLevel | None:
    """The level of the user of that name; None for one who has none, is kept out, or is no user."""
    user = get_user(session, person)
    return user.level if user and not user.disabled else None


def password_origin(session: Session, name: str) -> tuple[datetime, str] | None:
    """When the password of a user was last set and by whom, as the audit says; None where it does not."""
    columns = (AuditRow.at, AuditRow.actor, AuditPayloadRow.payload)
    query = select(*columns).join(AuditPayloadRow, AuditPayloadRow.seq == AuditRow.seq)
    query = query.where(AuditRow.kind.in_(("user_created", "user_changed"))).order_by(AuditRow.seq.desc())
    for at, actor, payload in session.execute(query):
        said = json.loads(payload)
        if said["new"]["name"] == name and "password" in said.get("changed", ("password",)):
            return at, actor
    return None


def is_kept_out(connection: Connection, person: str) -> bool:
    """Whether a person, however written, is a user who is disabled."""
    disabled = connection.execute(select(UserRow.name).where(UserRow.disabled.is_(True))).scalars()
    return any(same_person(name, person) for name in disabled)


def change_user(session: Session, name: str, **values: Any) -> None:
    """Set columns of a user that is there."""
    row = session.get_one(UserRow, name)
    for column, value in values.items():
        setattr(row, column, value)
    session.flush()


def _user(row: UserRow) -> User:
    values: dict[str, Any] = {name: getattr(row, name) for name in User.__dataclass_fields__}
    portfolios, level = values.pop("portfolios"), values.pop("level")
    values |= {"roles": tuple(values["roles"]), "level": AnalystLevel(level) if level else None}
    return User(portfolios=None if portfolios is None else tuple(portfolios), **values)
