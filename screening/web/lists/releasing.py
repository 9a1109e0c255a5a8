"""A held version is put in force, or dismissed: with a reason, and a second person where one is demanded."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.errors import (
    AwaitsApproval,
    InvalidRequest,
    ListHeld,
    UnknownVersion,
    UnlawfulAction,
    UsageError,
)
from screening.domain.listing import VersionState
from screening.services import four_eyes
from screening.services.deps import Deps
from screening.services.four_eyes import Request
from screening.services.list_history import dismiss_version, find_known, read_history
from screening.web.lists.history import version_page
from screening.web.notices import done

MOST_WORDS = 4_000
"""Characters of a reason."""


def add_releasing(blueprint: Blueprint, deps: Deps) -> None:
    """Add what is done to a version to ``blueprint``."""

    @blueprint.post("/lists/<list_id>/versions/<version>/release")
    def release_version(list_id: str, version: str) -> AnyResponse:
        def act(asked: Request) -> None:
            four_eyes.release(deps, list_id, _held(deps, list_id, version), asked)

        return _act(deps, (list_id, version), "list-released", act)

    @blueprint.post("/lists/<list_id>/versions/<version>/dismissal")
    def dismiss_list_version(list_id: str, version: str) -> AnyResponse:
        def act(asked: Request) -> None:
            dismiss_version(deps, list_id, version, asked)

        return _act(deps, (list_id, version), "list-dismissed", act)


def _act(deps: Deps, which: tuple[str, str], code: str, act: Callable[[Request], None]) -> AnyResponse:
    """Do it, and show the version: as it is then, or with what stands against it and what was typed."""
    list_id, version = which
    reason = request.form.get("reason", "").strip()
    asked = Request(reason=reason, by=g.principal.person, entered_by=g.principal.name)
    if fault := _fault(reason):
        return version_page(deps, list_id, version, status=422, reason=reason, faults=[("Reason", fault)])
    try:
        act(asked)
    except AwaitsApproval:
        return done("web.list_version", "list-release-asked", list_id=list_id, version=version)
    except (UnlawfulAction, UsageError, ListHeld) as error:
        return version_page(deps, list_id, version, status=409, reason=reason, conflict=str(error))
    except InvalidRequest as error:
        faults = [(one.field, one.message) for one in error.faults]
        return version_page(deps, list_id, version, status=422, reason=reason, faults=faults)
    return done("web.list_version", code, list_id=list_id, version=version)


def _fault(reason: str) -> str:
    if not reason:
        return "is required: it goes into the audit"
    return f"has more than {MOST_WORDS:,} characters" if len(reason) > MOST_WORDS else ""


def _held(deps: Deps, list_id: str, version: str) -> str:
    """What a held version is released as. To go back to an earlier one is for the command line."""
    history = read_history(deps, list_id)
    known = find_known(history, version)
    if known is None:
        raise UnknownVersion(f"{list_id} has no version {version!r} here")
    if known.version.state is not VersionState.HELD:
        raise UnlawfulAction(f"{list_id} {version} is not held: it is {known.version.state}.")
    is_last = find_known(history, known.version.version) is known
    return known.version.version if is_last else known.version.reading
