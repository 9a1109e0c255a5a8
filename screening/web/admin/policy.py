"""The policy: what is in force, what differs, drafts that are uploaded, and putting one in force."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Permission
from screening.domain.errors import (
    AwaitsApproval,
    InvalidPolicy,
    PolicyHeld,
    UnknownPolicy,
    UsageError,
)
from screening.domain.pending import PendingKind
from screening.matching.policy import Policy, policy_of_content
from screening.services.deps import Deps
from screening.services.four_eyes import Request, force
from screening.services.policies import (
    PolicyState,
    draft_policy,
    find_policy,
    list_policies,
    read_policy_bytes,
)
from screening.services.policy_meanings import policy_changes
from screening.web.admin.forms import waiting
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.notices import done
from screening.web.rendering import render_page

_FORCING = (PendingKind.FORCE_POLICY,)
_HISTORY = ("policy", "at", "by", "origin", "reason")


def add_policy(blueprint: Blueprint, deps: Deps) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.get("/policy")
    def policy() -> AnyResponse:
        if wants_csv():
            rows = (
                (p.id, one.at.isoformat(), one.actor, one.origin.value, one.reason)
                for p, one in _history(deps)
            )
            return csv_response("policies.csv", _HISTORY, rows)
        return _overview(deps)

    @blueprint.post("/policy")
    def draft_policy_file() -> AnyResponse:
        content, name = _sent()
        try:
            file = read_policy_bytes(content, name)
        except InvalidPolicy as error:
            shown = content.decode("utf-8", "replace")
            faults = [(f"Line {one.line}" if one.line else "The file", one.message) for one in error.faults]
            return _overview(deps, 422, faults=faults, wording=shown)
        draft = draft_policy(deps, file, by=g.principal.person)
        return done("web.one_policy", "policy-drafted", policy_id=draft.policy)

    _add_one(blueprint, deps)


def _sent() -> tuple[bytes, str]:
    """The policy that was sent, as a file or as text, and what it is called."""
    sent = request.files.get("file")
    if sent and sent.filename:
        return sent.read(), sent.filename
    wording = request.form.get("wording", "").replace("\r\n", "\n")
    return wording.encode("utf-8", "replace"), "the text below"


def _add_one(blueprint: Blueprint, deps: Deps) -> None:
    @blueprint.get("/policy/<policy_id>")
    def one_policy(policy_id: str) -> AnyResponse:
        return _policy_page(deps, _find(deps, policy_id))

    @blueprint.post("/policy/<policy_id>/force")
    def force_one_policy(policy_id: str) -> AnyResponse:
        state = _find(deps, policy_id)
        reason, despite = request.form.get("reason", ""), bool(request.form.get("despite_misses"))
        asked = Request(reason=reason, by=g.principal.person, entered_by=g.principal.name)
        try:
            force(deps, state.id, asked, despite_misses=despite)
        except AwaitsApproval:
            return done("web.one_policy", "policy-waits", policy_id=state.id)
        except UsageError as error:
            return _policy_page(deps, state, 422, faults=[("Reason", str(error))], reason=reason)
        except (PolicyHeld, InvalidPolicy) as error:
            return _policy_page(
                deps, _find(deps, state.id), 409, faults=[("Proof", str(error))], reason=reason
            )
        return done("web.policy", "policy-forced")


def _overview(deps: Deps, status: int = 200, **more: Any) -> AnyResponse:
    states = list_policies(deps)
    return render_page(
        "admin/policy.html",
        status,
        states=states,
        in_force=states[0],
        history=_history(deps),
        pending={one.subject["policy"]: one for one in waiting(deps, _FORCING)},
        **_may(),
        **more,
    )


def _policy_page(deps: Deps, state: PolicyState, status: int = 200, **more: Any) -> AnyResponse:
    before = _before(deps, state)
    changes, unread = _changes(before, state)
    asked = next((one for one in waiting(deps, _FORCING) if one.subject["policy"] == state.id), None)
    return render_page(
        "admin/one_policy.html",
        status,
        policy=state,
        before=before,
        changes=changes,
        unread=unread,
        waiting=asked,
        **_may(),
        **more,
    )


def _may() -> dict[str, bool]:
    return {"may_manage": g.principal.may(Permission.MANAGE_POLICIES)}


def _find(deps: Deps, policy_id: str) -> PolicyState:
    try:
        return find_policy(deps, policy_id)
    except UsageError as error:
        raise UnknownPolicy(str(error)) from None


def _before(deps: Deps, state: PolicyState) -> PolicyState | None:
    """What a policy is compared with: the one in force, or for that one the one before it."""
    states = list_policies(deps)
    if not state.in_force:
        return states[0]
    earlier = [one for one, _ in _history(deps) if one.id != state.id]
    return earlier[0] if earlier else next((one for one in states if one.state == "ships"), None)


def _changes(before: PolicyState | None, after: PolicyState) -> tuple[list[Any], str]:
    """The rows of difference; words where one of both means nothing to this release."""
    if before is None:
        return [], ""
    try:
        return list(policy_changes(_meant(before), _meant(after))), ""
    except InvalidPolicy as error:
        return [], str(error)


def _meant(state: PolicyState) -> Policy:
    return policy_of_content(state.content)


def _history(deps: Deps) -> list[tuple[PolicyState, Any]]:
    """Every time that a policy was put in force, the last first."""
    found = [(state, one) for state in list_policies(deps) for one in state.activations]
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)
