"""``/api/v1/changes``: what narrows screening and waits for a second person."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify
from flask_openapi import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from screening.api.bodies import BODY_ERRORS, described_body, read_json
from screening.api.description import problems, resource
from screening.api.list_schemas import ChangeAnswer, PageAnswer
from screening.api.parameters import Page, page_links, page_members
from screening.api.schemas import VersionAnswer
from screening.domain.pending import ChangeState, PendingChange, PendingKind
from screening.services.account_input import AccountBody, ShortText, parse_body
from screening.services.answers import instant_text
from screening.services.deps import Deps
from screening.services.diff_answers import diff_to_dict
from screening.services.four_eyes import answer_change, entries_of, read_changes
from screening.services.list_diff import with_fields


class ChangeRejectionBody(AccountBody):
    """Why a change is not to be."""

    text: ShortText


class ChangePath(BaseModel):
    """Which change."""

    change_id: str = Field(description="The `id` of a change.")


class PendingChangeAnswer(BaseModel):
    """A change as it was asked for; ``subject`` is all that it consists of."""

    model_config = ConfigDict(extra="forbid")

    id: str
    kind: PendingKind
    subject: dict[str, Any]
    state: ChangeState
    reason: str
    requested_by: str
    entered_by: str
    requested_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    done_at: datetime | None
    why: str = Field(description="What whoever rejected it said.")


class EntriesAnswer(PageAnswer):
    """What releasing a version would change; ``old`` is what is in force, null where nothing is."""

    list_id: str
    old: VersionAnswer | None
    new: VersionAnswer
    added: int
    amended: int
    removed: int
    reparsed: int
    changes: list[ChangeAnswer]


class PendingChangesAnswer(BaseModel):
    """Every change that was ever asked for, the latest first."""

    model_config = ConfigDict(extra="forbid")

    changes: list[PendingChangeAnswer]


def changes_blueprint(deps: Deps) -> APIBlueprint:
    """The resource *changes*."""
    blueprint = resource("changes")
    _add_reading(blueprint, deps)
    _add_acts(blueprint, deps)
    return blueprint


def _add_reading(blueprint: APIBlueprint, deps: Deps) -> None:

    @blueprint.get("", responses={"200": PendingChangesAnswer, **problems()})
    def read_pending_changes() -> Response:
        """Read changes that wait for a second person, or did"""
        return jsonify({"changes": list(map(_shown, read_changes(deps)))})

    @blueprint.get(
        "/<change_id>/entries",
        responses={
            "200": EntriesAnswer,
            **problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
        },
    )
    def read_changed_entries(path: ChangePath, query: Page) -> Response:
        """Read what the release of a version would change

        Each entry that is added, amended or removed against what is in force, with old and new values:
        what there is to approve, entry by entry.
        """
        found = entries_of(deps, path.change_id)
        part = found.changes[query.offset : query.offset + query.limit]
        shown = diff_to_dict(found, with_fields(deps, found, part, whole=True))
        response = jsonify({**shown, **page_members(query, len(found.changes))})
        response.headers.update(page_links(query, len(found.changes)))
        return response


def _add_acts(blueprint: APIBlueprint, deps: Deps) -> None:
    answers: dict[str | int | HTTPStatus, Any] = {
        "200": PendingChangeAnswer,
        **problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, *BODY_ERRORS),
    }
    rejecting = described_body(blueprint, ChangeRejectionBody, {"text": "the birth date of W-7 is wrong"})

    @blueprint.post("/<change_id>/approval", responses=answers)
    def approve_change(path: ChangePath) -> Response:
        """Approve a change

        By another person, with another account, than who asked; who asked then asks again, and it is
        carried out.
        """
        return _answered(deps, path.change_id, approved=True)

    @blueprint.post("/<change_id>/rejection", request_body=rejecting, responses=answers)
    def reject_change(path: ChangePath) -> Response:
        """Reject a change

        With words: of a version, which entry is wrong.
        """
        body = parse_body(ChangeRejectionBody, read_json())
        return _answered(deps, path.change_id, approved=False, why=body.text)


def _answered(deps: Deps, change_id: str, *, approved: bool, why: str = "") -> Response:
    person, name = g.principal.person, g.principal.name
    return jsonify(
        _shown(answer_change(deps, change_id, approved=approved, by=person, entered_by=name, why=why))
    )


def _shown(one: PendingChange) -> dict[str, Any]:
    names = ("id", "reason", "requested_by", "entered_by", "answered_by", "why")
    instants = ("requested_at", "answered_at", "done_at")
    return {
        **{name: getattr(one, name) for name in names},
        "kind": one.kind.value,
        "state": one.state.value,
        "subject": dict(one.subject),
        **{name: instant_text(at) if (at := getattr(one, name)) else None for name in instants},
    }
