"""Where four eyes are demanded (``SCREENING_FOUR_EYES``), what narrows screening waits for a second person.

The first request is kept and refused; once another person has approved it, the same request is
carried out, once. Neither the persons named nor the accounts that they entered it with may be the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from screening.domain.access import Permission, Principal, permissions_of, same_person
from screening.domain.errors import (
    AwaitsApproval,
    Fault,
    InvalidRequest,
    OwnProposal,
    UnlawfulAction,
    UsageError,
)
from screening.domain.listing import ListVersion
from screening.domain.pending import ChangeState, PendingChange, PendingKind
from screening.services.deps import Deps
from screening.services.key_admin import MadeKey, all_keys, create_key, rotate_key
from screening.services.key_orders import KeyOrder, check_key_order, tell_order
from screening.services.list_diff import VersionDiff, diff_to_force
from screening.services.policies import find_policy, force_policy
from screening.services.refresh import release_version
from screening.services.users import (
    UserOrder,
    change_user,
    check_user_changes,
    check_user_order,
    create_user,
    roles_of,
    tell_changes,
)
from screening.store import audit, pending
from screening.store.inserts import take_turns
from screening.store.policies import PolicyActivation
from screening.store.users import User

FAR_REACHING = frozenset(
    {
        Permission.APPROVE,
        Permission.NARROW,
        Permission.DECIDE,
        Permission.RELEASE_LISTS,
        Permission.MANAGE_POLICIES,
        Permission.MANAGE_ACCOUNTS,
    }
)
"""What a key or a user may not be given by one person alone."""

REFUSED = "change_approval_refused"
"""The kind of the audit record of an approval by whoever asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Why a change is asked for, by whom (``by``), and with which account it was entered."""

    reason: str
    by: str
    entered_by: str


def release(deps: Deps, list_id: str, version: str, request: Request) -> ListVersion:
    """``refresh.release_version`` under four eyes. Raises ``AwaitsApproval`` too."""
    subject = {"list_id": list_id, "version": version}
    approved = _approval(deps, PendingKind.RELEASE_VERSION, subject, request)
    by = _both(request, approved)
    released = release_version(deps, list_id, version, reason=_reason(request, approved), by=by)
    _carried_out(deps, approved, request)
    return released


def force(deps: Deps, policy: str, request: Request, *, despite_misses: bool = False) -> PolicyActivation:
    """``policies.force_policy`` under four eyes. Raises ``AwaitsApproval`` too."""
    subject = {"policy": find_policy(deps, policy).id, "despite_misses": despite_misses}
    approved = _approval(deps, PendingKind.FORCE_POLICY, subject, request)
    by = _both(request, approved)
    reason = _reason(request, approved)
    done = force_policy(deps, policy, by=by, reason=reason, despite_misses=despite_misses)
    _carried_out(deps, approved, request)
    return done


def make_key(deps: Deps, order: KeyOrder, by: Principal) -> MadeKey:
    """``key_admin.create_key``; under four eyes for one that reaches far. Raises ``AwaitsApproval`` too."""
    if not permissions_of(order.scopes) & FAR_REACHING:
        return create_key(deps, order, by)
    with deps.database.reading() as session:  # What cannot be made is not put before a second person.
        check_key_order(session, order, deps.clock())
    request = Request(reason=f"a key for {order.owner}", by=by.person, entered_by=by.name)
    approved = _approval(deps, PendingKind.CREATE_KEY, tell_order(order), request)
    made = create_key(deps, order, by)
    _carried_out(deps, approved, request)
    return made


def renew_key(deps: Deps, key_id: str, by: Principal, *, overlap: timedelta = timedelta()) -> MadeKey:
    """``key_admin.rotate_key``; under four eyes for a key that reaches far: whoever rotates it holds the new
    one. Raises ``AwaitsApproval`` too."""
    key = next((one for one in all_keys(deps) if one.id == key_id), None)
    if key is None or not permissions_of(key.scopes) & FAR_REACHING:
        return rotate_key(deps, key_id, by, overlap=overlap)
    subject = {"key": key.id, "name": key.name, "owner": key.owner, "scopes": key.scopes}
    request = Request(reason=f"a new key for {key.owner}", by=by.person, entered_by=by.name)
    approved = _approval(deps, PendingKind.ROTATE_KEY, subject, request)
    made = rotate_key(deps, key_id, by, overlap=overlap)
    _carried_out(deps, approved, request)
    return made


def make_user(deps: Deps, order: UserOrder, by: Principal) -> User:
    """``users.create_user``; under four eyes for one who may do much. Raises ``AwaitsApproval`` too."""
    if not permissions_of(order.roles) & FAR_REACHING:
        return create_user(deps, order, by)
    check_user_order(deps, order)
    subject = {"name": order.name, "roles": order.roles, "portfolios": order.portfolios}
    subject |= {"level": order.level} if order.level else {}
    request = Request(reason=f"the user {order.name}", by=by.person, entered_by=by.name)
    approved = _approval(deps, PendingKind.CREATE_USER, subject, request)
    made = create_user(deps, order, by)
    _carried_out(deps, approved, request)
    return made


def alter_user(deps: Deps, name: str, changes: Mapping[str, Any], by: Principal) -> User:
    """``users.change_user``; under four eyes where who it is may do much, before it or after it, but for
    keeping them out. Raises ``AwaitsApproval`` too."""
    roles = (*roles_of(deps, name), *changes.get("roles", ()))
    takes_away = changes.get("disabled") is True and changes.keys() == {"disabled"}
    if takes_away or not permissions_of(roles) & FAR_REACHING:
        return change_user(deps, name, changes, by)
    check_user_changes(deps, name, changes, by)
    subject = {"name": name, **tell_changes(deps, name, changes)}
    request = Request(reason=f"the user {name}", by=by.person, entered_by=by.name)
    approved = _approval(deps, PendingKind.CHANGE_USER, subject, request)
    changed = change_user(deps, name, changes, by)
    _carried_out(deps, approved, request)
    return changed


def answer_change(
    deps: Deps, change_id: str, *, approved: bool, by: str, entered_by: str, why: str = ""
) -> PendingChange:
    """Approve a change, or reject it with words; nothing is carried out by it.

    Raises ``UnknownChange``, ``UnlawfulAction`` for one that does not wait; ``OwnProposal``, which is
    recorded, for the person or the account that asked; ``InvalidRequest`` for a rejection without words.
    """
    if not by.strip():
        raise UsageError("the name of who answers for it is needed")
    at = deps.clock()
    with deps.database.writing() as session:
        take_turns(session, "pending changes")
        change = pending.get_change(session, change_id)
        if change.state is not ChangeState.WAITING:
            raise UnlawfulAction(f"The change {change.id} is {change.state}: it waits for nobody.")
        if not approved and not why.strip():
            raise InvalidRequest([Fault("text", "is required")])
        is_own = same_person(change.requested_by, by) or same_person(change.entered_by, entered_by)
        if is_own:
            said = {"change": change.id, "person": by, "entered_by": entered_by}
            audit.append(session, at=at, actor=entered_by, kind=REFUSED, payload=said)
        else:
            state = ChangeState.APPROVED if approved else ChangeState.REJECTED
            change = replace(change, state=state, answered_by=by.strip(), answered_at=at, why=why.strip())
            pending.write_change(session, change, at=at, actor=entered_by)
    if is_own:
        raise OwnProposal(
            f"{change.requested_by} asked for this with {change.entered_by}: another person has to answer "
            "it, with another account."
        )
    return change


def entries_of(deps: Deps, change_id: str) -> VersionDiff:
    """What a change that waits would bring to the list whose version it releases: each entry that is
    added, amended or removed against what is in force.

    Raises ``UnknownChange``; ``InvalidRequest`` for one that releases no version.
    """
    change = read_change(deps, change_id)
    if change.kind is not PendingKind.RELEASE_VERSION:
        raise InvalidRequest([Fault("change", "releases no version of a list")])
    return diff_to_force(deps, change.subject["list_id"], change.subject["version"])


def read_change(deps: Deps, change_id: str) -> PendingChange:
    """A change as it is. Raises ``UnknownChange``."""
    with deps.database.reading() as session:
        return pending.get_change(session, change_id)


def read_changes(deps: Deps) -> list[PendingChange]:
    """Every change that was ever asked for, the latest first."""
    with deps.database.reading() as session:
        return pending.all_changes(session)


def _approval(
    deps: Deps, kind: PendingKind, subject: Mapping[str, Any], request: Request
) -> PendingChange | None:
    """The approval that a change may be carried out by; None where none is demanded."""
    if not deps.settings.four_eyes:
        return None
    if not request.reason.strip() or not request.by.strip():
        raise UsageError("a reason and the name of who answers for it are needed")
    at = deps.clock()
    with deps.database.writing() as session:
        take_turns(session, "pending changes")
        known = pending.last_change(session, kind, subject)
        if known and known.may_be_used(at):
            return known
        if known is None or known.state is not ChangeState.WAITING:
            known = PendingChange(
                id=pending.new_change_id(),
                kind=kind,
                subject=subject,
                state=ChangeState.WAITING,
                reason=request.reason.strip(),
                requested_by=request.by.strip(),
                entered_by=request.entered_by,
                requested_at=at,
            )
            pending.write_change(session, known, at=at, actor=request.entered_by)
    raise AwaitsApproval(
        f"This waits for a second person: change {known.id}. Once it is approved, ask for the same again."
    )


def _carried_out(deps: Deps, approved: PendingChange | None, request: Request) -> None:
    if approved is not None:
        at = deps.clock()
        with deps.database.writing() as session:
            done = replace(approved, state=ChangeState.DONE, done_at=at)
            pending.write_change(session, done, at=at, actor=request.entered_by)


def _both(request: Request, approved: PendingChange | None) -> str:
    return f"{request.by}, approved by {approved.answered_by}" if approved else request.by


def _reason(request: Request, approved: PendingChange | None) -> str:
    """The reason that was approved: what is typed when it is carried out was read by nobody else."""
    return approved.reason if approved else request.reason
