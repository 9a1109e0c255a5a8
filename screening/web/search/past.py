"""Answers of before: a table of recorded screenings, to be found again by reference, name, day or status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.screening import ScreeningStatus
from screening.services.deps import Deps
from screening.services.past_screenings import MOST_SEARCHED, past_screenings
from screening.store.screening_listing import ListedScreening, ScreeningFilter
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.paging import Paging, asked_offset, this_page
from screening.web.rendering import render_page
from screening.web.typed_values import midnight, read_day

SHOWN = 50
"""Screenings on a page."""

_HEADER = (
    "screening",
    "screened at (UTC)",
    "name",
    "reference",
    "status",
    "hits",
    "narrowed",
    "of the past",
    "asked by",
    "portfolio",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastForm:
    """The filters as text, as they were sent."""

    name: str
    reference: str
    status: str
    since: str
    until: str
    mine: bool


def add_past(blueprint: Blueprint, deps: Deps) -> None:
    """Add the page to ``blueprint``."""

    @blueprint.get("/screenings")
    def screenings() -> AnyResponse:
        form, offset = _read_form(), asked_offset()
        wanted, faults = _filter(form)
        if wants_csv() and not faults:
            whole = past_screenings(deps, wanted, name=form.name, seen_by=g.principal)
            return csv_response("screenings.csv", _HEADER, _rows(whole.screenings))
        page = past_screenings(deps, wanted, name=form.name, offset=offset, limit=SHOWN, seen_by=g.principal)
        return render_page(
            "search/past.html",
            422 if faults else 200,
            form=form,
            page=page,
            paging=Paging(offset=offset, shown=SHOWN, total=page.total),
            statuses=[(one.value, one.value.replace("_", " ")) for one in ScreeningStatus],
            most_searched=MOST_SEARCHED,
            is_filtered=form != PastForm(name="", reference="", status="", since="", until="", mine=False),
            as_csv=this_page(format="csv", offset=None),
            faults=faults,
        )


def _read_form() -> PastForm:
    said = {name: request.args.get(name, "").strip()[:1_000] for name in ("name", "since", "until", "status")}
    return PastForm(**said, reference=request.args.get("reference", ""), mine="mine" in request.args)


def _filter(form: PastForm) -> tuple[ScreeningFilter, list[tuple[str, str]]]:
    """What is asked for; days that are none are left out and named."""
    faults: list[tuple[str, str]] = []
    since, until = (_day(label, text, faults) for label, text in (("From", form.since), ("To", form.until)))
    wanted = ScreeningFilter(
        reference=form.reference or None,
        statuses=[one for one in ScreeningStatus if one.value == form.status],
        actor=g.principal.name if form.mine else None,
        since=midnight(since) if since else None,
        until=midnight(until) + timedelta(days=1) if until else None,
    )
    return wanted, faults


def _day(label: str, text: str, faults: list[tuple[str, str]]) -> date | None:
    try:
        return read_day(text)
    except ValueError as error:
        faults.append((label, str(error)))
        return None


def _rows(screenings: Iterable[ListedScreening]) -> Iterator[tuple[object, ...]]:
    for one in screenings:
        yield (
            one.id,
            f"{one.screened_at:%Y-%m-%dT%H:%M:%SZ}",
            one.name,
            one.reference,
            one.status.value,
            one.hits,
            "yes" if one.narrowed else "no",
            "yes" if one.is_of_the_past else "no",
            one.actor,
            one.portfolio,
        )
