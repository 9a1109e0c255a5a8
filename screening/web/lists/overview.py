"""All lists on one page: what is in force, how fresh it is, how it has grown, what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.listing import ListVersion, VersionState
from screening.services.catalogue import Catalogue, ListState
from screening.web.charts import LineChart, draw_line
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.rendering import render_page

_WIDTH, _HEIGHT = 132, 30
_VERSION = ("version", "published_on", "checked_at", "retrieved_at", "designations", "sha256")
_HEADER = (
    *("list_id", "title", "authority", "state", "stale"),
    *_VERSION,
    *("held_version", "held_reason"),
)


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list with its growth, None where nothing was in force; how long ago it was last checked and how
    long that may be, in seconds."""

    state: ListState
    chart: LineChart | None
    age: float
    most: float
    by_hand: bool
    """Loaded from a file that was here: no authority was asked when it was checked."""


def add_overview(blueprint: Blueprint, catalogue: Catalogue) -> None:
    """Add the page to ``blueprint``."""

    @blueprint.get("/lists")
    def lists() -> AnyResponse:
        states = catalogue.lists()
        authority = request.args.get("authority", "")
        chosen = [one for one in states if not authority or one.source.authority == authority]
        if wants_csv():
            return csv_response("lists.csv", _HEADER, map(_row, chosen))
        shown = [_shown(catalogue, one) for one in chosen if one.in_force or one.held or one.is_missing]
        return render_page(
            "lists/lists.html",
            lists=shown,
            others=[one for one in chosen if not (one.in_force or one.held or one.is_missing)],
            authority=authority,
            authorities=sorted({one.source.authority for one in states}),
            troubled=[one for one in states if one.held or one.stale or one.is_missing],
        )


def growth(versions: Sequence[ListVersion]) -> list[tuple[date, int]]:
    """How many designations were in force from when on, in the order of publication; no samples, no
    incomplete sets. Of several of a day the last one counts."""
    used = {VersionState.ACTIVE, VersionState.SUPERSEDED}
    whole = [one for one in versions if one.state in used and not (one.sample or one.partial)]
    return sorted({one.published_on: one.designations for one in reversed(whole)}.items())


def _shown(catalogue: Catalogue, state: ListState) -> ShownList:
    list_id, in_force = state.source.list_id, state.in_force
    versions = catalogue.versions(list_id) if in_force else []
    most = catalogue.policy.max_age_of(list_id).total_seconds()
    chart = draw_line(growth(versions), width=_WIDTH, height=_HEIGHT)
    by_hand = in_force is not None and catalogue.is_by_hand(in_force)
    return ShownList(state, chart, _age(catalogue.now(), in_force).total_seconds(), most, by_hand)


def _age(now: datetime, version: ListVersion | None) -> timedelta:
    return now - version.checked_at if version else timedelta()


def _row(state: ListState) -> list[object]:
    source, version, held = state.source, state.in_force, state.held
    return [
        *(source.list_id, source.title, source.authority, state.state, state.stale),
        *(getattr(version, name, None) for name in _VERSION),
        *(getattr(held, name, None) for name in ("version", "held_reason")),
    ]
