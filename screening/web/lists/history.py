"""One list: its versions, and one version with its figures, its proof and what was not understood."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, g
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Permission
from screening.domain.listing import VersionState
from screening.services.catalogue import Catalogue
from screening.services.deps import Deps
from screening.services.list_history import (
    KnownVersion,
    bounds_of,
    find_known,
    in_force_of,
    read_history,
    read_quarantined,
)
from screening.sources.registry import find_source
from screening.web.charts import draw_line
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.lists.overview import growth
from screening.web.paging import Paging, asked_offset
from screening.web.rendering import render_page

SHOWN = 25
"""Versions, and records that were not understood, on a page."""

_HEADER = (
    *("list_id", "version", "parser_version", "state", "published_on", "retrieved_at", "checked_at"),
    *("designations", "added", "amended", "removed", "reparsed", "quarantined", "sha256", "format"),
    *("in_force_since", "released_by", "reason", "held_reason", "dismissed_by", "dismissed_because"),
    *("proven_at", "names_proven", "names_missed"),
)


def add_history(blueprint: Blueprint, deps: Deps, catalogue: Catalogue) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.get("/lists/<list_id>")
    def list_versions(list_id: str) -> AnyResponse:
        history = read_history(deps, list_id)
        if wants_csv():
            return csv_response(f"{list_id}-versions.csv", _HEADER, map(_row, history))
        return _list_page(catalogue, list_id, history)

    @blueprint.get("/lists/<list_id>/versions/<version>")
    def list_version(list_id: str, version: str) -> AnyResponse:
        return version_page(deps, list_id, version)


def version_page(deps: Deps, list_id: str, version: str, *, status: int = 200, **more: object) -> AnyResponse:
    """The page of a version, or its records that were not understood as CSV; 404 where it is not here."""
    history = read_history(deps, list_id)
    known = find_known(history, version)
    if known is None:
        detail = f"{list_id} has no version {version!r} here."
        return render_page("error.html", 404, heading="There is no such version", detail=detail)
    odd = read_quarantined(deps, known.version)
    if wants_csv():
        rows = ((one.locator, one.reason, one.excerpt) for one in odd)
        return csv_response(f"{list_id}-not-understood.csv", ("locator", "reason", "excerpt"), rows)
    offset = asked_offset()
    source, in_force = find_source(list_id), in_force_of(deps, list_id)
    return render_page(
        "lists/version.html",
        status,
        source=source,
        known=known,
        in_force=in_force,
        before=_before(history, known),
        bounds=bounds_of(deps, known) if known.version.state is VersionState.HELD else [],
        odd=odd[offset : offset + SHOWN],
        paging=Paging(offset=offset, shown=SHOWN, total=len(odd)),
        may_release=g.principal.may(Permission.RELEASE_LISTS),
        four_eyes=deps.settings.four_eyes,
        **more,
    )


def _list_page(catalogue: Catalogue, list_id: str, history: Sequence[KnownVersion]) -> AnyResponse:
    offset = asked_offset()
    source = find_source(list_id)
    state = next(one for one in catalogue.lists() if one.source.list_id == list_id)
    return render_page(
        "lists/list.html",
        source=source,
        state=state,
        by_hand=state.in_force is not None and catalogue.is_by_hand(state.in_force),
        most=catalogue.policy.max_age_of(list_id).total_seconds(),
        now=catalogue.now(),
        chart=draw_line(growth([one.version for one in history]), width=720, height=120),
        history=history[offset : offset + SHOWN],
        before={one.version.reading: _before(history, one) for one in history},
        waiting=[one for one in history if one.awaits_a_person],
        paging=Paging(offset=offset, shown=SHOWN, total=len(history)),
    )


def _before(history: Sequence[KnownVersion], known: KnownVersion) -> KnownVersion | None:
    """What a version is compared with first: the one published before it that was once in force; what is
    in force, for one that is held."""
    in_force = next((one for one in history if one.version.state is VersionState.ACTIVE), None)
    if known.version.state is VersionState.HELD and in_force:
        return in_force
    older = history[history.index(known) + 1 :]
    used = {VersionState.ACTIVE, VersionState.SUPERSEDED}
    return next((one for one in older if one.version.state in used), None)


def _row(known: KnownVersion) -> list[object]:
    version, turn, dismissal, proof = known.version, known.turn, known.dismissal, known.proof
    return [
        *(version.list_id, version.version, version.parser_version, version.state.value),
        *(version.published_on, version.retrieved_at.isoformat(), version.checked_at.isoformat()),
        version.designations,
        *(known.report.get(name) for name in ("added", "amended", "removed", "reparsed", "quarantined")),
        *(version.sha256, version.format),
        *((turn.at.isoformat(), turn.actor, turn.reason) if turn else (None, None, None)),
        version.held_reason,
        *((dismissal.actor, dismissal.reason) if dismissal else (None, None)),
        *((proof.at.isoformat(), proof.names, proof.missed) if proof else (None, None, None)),
    ]
