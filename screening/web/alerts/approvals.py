"""Everything that waits for a second person, on one page, with what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.errors import Fault, InvalidRequest, ScreeningError
from screening.domain.pending import ChangeState, PendingChange, PendingKind
from screening.services.approvals import asked_by, policy_differences, read_waiting
from screening.services.deps import Deps
from screening.services.diff_answers import field_lines
from screening.services.four_eyes import answer_change, entries_of, read_change
from screening.services.list_diff import with_fields
from screening.services.list_history import find_known, read_history
from screening.web.alerts.one_form import read_words
from screening.web.alerts.outcome import carried_out
from screening.web.alerts.queue_form import QueueForm
from screening.web.notices import done
from screening.web.paging import Paging, asked_offset
from screening.web.rendering import render_page

SHOWN, ENTRIES = 25, 50
_KINDS: Mapping[PendingKind, str] = {
    PendingKind.RELEASE_VERSION: "Release a held version of a list",
    PendingKind.FORCE_POLICY: "Put a policy in force",
    PendingKind.CREATE_KEY: "Make a key that reaches far",
    PendingKind.ROTATE_KEY: "Renew a key that reaches far",
    PendingKind.CREATE_USER: "Make a user who may do much",
    PendingKind.CHANGE_USER: "Change a user who may do much",
}


def add_approvals(blueprint: Blueprint, deps: Deps) -> None:
    """Add the pages to ``blueprint``."""

    def page(status: int = 200, **more: Any) -> AnyResponse:
        offset = asked_offset()
        waiting = read_waiting(deps, offset=offset, limit=SHOWN, seen_by=g.principal)
        return render_page(
            "alerts/approvals.html",
            status,
            waiting=waiting,
            kinds=_KINDS,
            paging=Paging(offset=offset, shown=SHOWN, total=waiting.alerts),
            queue=QueueForm(state="pending_approval", order="oldest"),
            now=deps.clock(),
            **more,
        )

    @blueprint.get("/approvals")
    def approvals() -> AnyResponse:
        return page()

    @blueprint.get("/approvals/changes/<change_id>")
    def change(change_id: str) -> AnyResponse:
        return _change_page(deps, change_id)

    @blueprint.post("/approvals/changes/<change_id>/answer")
    def answer_pending_change(change_id: str) -> AnyResponse:
        def answered() -> AnyResponse:
            answer, words = request.form.get("answer"), read_words(request.form, "words")
            if answer not in ("approve", "reject"):
                raise InvalidRequest([Fault("act", "approve or reject has to be chosen")])
            by, account = g.principal.person, g.principal.name
            approved = answer == "approve"
            answer_change(deps, change_id, approved=approved, by=by, entered_by=account, why=words)
            return done("web.approvals", "change-approved" if approved else "change-rejected")

        return carried_out(answered, page)


def _change_page(deps: Deps, change_id: str) -> AnyResponse:
    found = read_change(deps, change_id)
    shown: dict[str, Any] = {"change": found, "kinds": _KINDS}
    shown["is_own"] = found.state is ChangeState.WAITING and asked_by(found, g.principal)
    try:
        shown |= _consequences(deps, found)
    except (
        ScreeningError
    ) as error:  # What it is about may be gone by now; that it waits is shown all the same.
        shown["unknown"] = str(error)
    return render_page("alerts/change.html", **shown)


def _consequences(deps: Deps, change: PendingChange) -> dict[str, Any]:
    if change.kind is PendingKind.FORCE_POLICY:
        return {"differences": policy_differences(deps, change.subject["policy"])}
    if change.kind is not PendingKind.RELEASE_VERSION:
        return {}
    known = find_known(read_history(deps, change.subject["list_id"]), change.subject["version"])
    diff, offset = entries_of(deps, change.id), asked_offset()
    part = with_fields(deps, diff, diff.changes[offset : offset + ENTRIES], whole=True)
    return {
        "diff": diff,
        "dismissal": known.dismissal if known else None,
        "entries": [(one, [line for field in one.fields for line in field_lines(field)]) for one in part],
        "paging": Paging(offset=offset, shown=ENTRIES, total=len(diff.changes)),
    }
