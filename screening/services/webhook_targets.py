"""Webhook targets are registered, changed, given a new secret and ended, each act with its audit record."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from screening.domain.access import Principal
from screening.domain.errors import AddressRefused, Fault, InvalidRequest, UnknownTarget
from screening.domain.events import EventKind
from screening.domain.webhook import Target
from screening.services.answers import instant_text
from screening.services.deps import Deps
from screening.services.key_orders import portfolio_faults
from screening.services.webhook_messages import secret_of
from screening.services.webhook_reach import reach_of
from screening.store import audit
from screening.store.audit_cover import COVERS
from screening.store.events import last_seq, take_events
from screening.store.webhook_targets import add_target, change_target, cover_target, get_target, list_targets

_NOT_SHOWN = frozenset({"salt", "old_salt"})
MOST_TARGETS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetOrder:
    """A target as it is asked for. ``kinds`` and ``portfolios`` None: all of them."""

    title: str
    url: str
    kinds: tuple[EventKind, ...] | None = None
    portfolios: tuple[str, ...] | None = None
    with_reference: bool = False


class MadeTarget(NamedTuple):
    """A target with its secret, which is not shown again."""

    target: Target
    secret: str


def create_target(deps: Deps, order: TargetOrder, by: Principal) -> MadeTarget:
    """Register a target, which is told of what happens from now on.

    Raises ``InvalidRequest``, among others for an address that nothing is sent to.
    """
    now, faults = deps.clock(), _url_faults(deps, order.url)
    target = Target(
        **{name: getattr(order, name) for name in TargetOrder.__dataclass_fields__},
        id=secrets.token_hex(16),
        salt=secrets.token_hex(16),
        created_at=now,
        created_by=by.name,
    )
    with deps.database.writing() as session:
        take_events(session)
        faults += _order_faults(session, target, by)
        if len(list_targets(session)) >= MOST_TARGETS:
            faults.append(Fault("url", f"is one too many: there are {MOST_TARGETS} targets"))
        if faults:
            raise InvalidRequest(faults)
        add_target(session, target, after=last_seq(session))
        _record(session, "webhook_target_created", None, target, at=now, by=by)
    return MadeTarget(target, secret_of(deps.keeper.key, target.id, target.salt))


def update_target(deps: Deps, target_id: str, changes: Mapping[str, Any], by: Principal) -> Target:
    """Change fields of ``TargetOrder``, or ``paused``. A paused target is sent what has come meanwhile
    once it goes on. Raises ``UnknownTarget``, ``InvalidRequest``."""
    faults = _url_faults(deps, changes["url"]) if "url" in changes else []
    with deps.database.writing() as session:
        take_events(session)
        old = own_target(session, target_id, by)
        new = replace(old, **changes)
        if faults := faults + _order_faults(session, new, by):
            raise InvalidRequest(faults)
        return _keep(session, "webhook_target_changed", old, new, at=deps.clock(), by=by)


def rotate_secret(deps: Deps, target_id: str, by: Principal, *, overlap: timedelta) -> MadeTarget:
    """Give a target a new secret; with the old one it is signed to as well, as long as ``overlap``.

    Raises ``UnknownTarget``.
    """
    now = deps.clock()
    with deps.database.writing() as session:
        take_events(session)
        old = own_target(session, target_id, by)
        new = replace(old, salt=secrets.token_hex(16), old_salt=old.salt, old_until=now + overlap)
        if not overlap:
            new = replace(new, old_salt=None, old_until=None)
        _keep(session, "webhook_secret_rotated", old, new, at=now, by=by)
    return MadeTarget(new, secret_of(deps.keeper.key, new.id, new.salt))


def end_target(deps: Deps, target_id: str, by: Principal) -> Target:
    """Send nothing to a target any more, for good. Raises ``UnknownTarget``."""
    now = deps.clock()
    with deps.database.writing() as session:
        take_events(session)
        old = own_target(session, target_id, by)
        return _keep(session, "webhook_target_ended", old, replace(old, ended_at=now), at=now, by=by)


def read_targets(deps: Deps, by: Principal) -> list[Target]:
    """The targets that have not ended, of portfolios that ``by`` sees, the oldest first."""
    with deps.database.reading() as session:
        return [one for one in list_targets(session) if _sees(by, one)]


def read_target(deps: Deps, target_id: str, by: Principal) -> Target:
    """One of them. Raises ``UnknownTarget``."""
    with deps.database.reading() as session:
        return own_target(session, target_id, by)


def own_target(session: Session, target_id: str, by: Principal) -> Target:
    """A target that has not ended, of portfolios that ``by`` sees. Raises ``UnknownTarget``."""
    found = get_target(session, target_id)
    if found is None or found.ended_at is not None or not _sees(by, found):
        raise UnknownTarget("there is no such webhook target, or it has ended")
    return found


def describe_target(target: Target) -> dict[str, Any]:
    """A target as administrators and the audit see it: everything but what its secrets are made of."""
    return {
        name: instant_text(value) if isinstance(value, datetime) else value
        for name, value in asdict(target).items()
        if name not in _NOT_SHOWN
    }


def _sees(by: Principal, target: Target) -> bool:
    if by.portfolios is None:
        return True
    return target.portfolios is not None and set(target.portfolios) <= by.portfolios


def _url_faults(deps: Deps, url: str) -> list[Fault]:
    try:
        reach_of(deps.settings).place(url)
    except AddressRefused as error:
        return [Fault("url", str(error))]
    return []


def _order_faults(session: Session, target: Target, by: Principal) -> list[Fault]:
    faults = portfolio_faults(session, target.portfolios)
    if not faults and not _sees(by, target):
        faults.append(Fault("portfolios", "must name portfolios that are yours to use"))
    if target.kinds is not None and not target.kinds:
        faults.append(Fault("kinds", "must name at least one kind"))
    if not target.title.strip():
        faults.append(Fault("title", "is required"))
    return faults


def _keep(session: Session, kind: str, old: Target, new: Target, *, at: datetime, by: Principal) -> Target:
    change_target(session, new)
    _record(session, kind, old, new, at=at, by=by)
    return new


def _record(
    session: Session, kind: str, old: Target | None, new: Target, *, at: datetime, by: Principal
) -> None:
    payload: dict[str, Any] = {"old": describe_target(old) if old else None, "new": describe_target(new)}
    payload[COVERS] = cover_target(session, new.id)
    audit.append(session, at=at, actor=by.name, kind=kind, payload=payload)
