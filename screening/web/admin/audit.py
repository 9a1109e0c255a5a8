"""The audit: its trail with filters, one record, how far it is verified, and the export."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.services.audit_reading import (
    TrailLine,
    check_reader,
    payload_of,
    read_checked,
    summary_of,
    take_export,
    trail_kinds,
    trail_page,
)
from screening.services.audit_verification import ask_verification, verification_state
from screening.services.deps import Deps
from screening.store.audit_cover import COVERS
from screening.store.audit_trail import TrailFilter
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.notices import done
from screening.web.rendering import render_page
from screening.web.typed_values import midnight, read_day

SHOWN = 50
"""Records on a page."""

MOST_IN_CSV = 50_000
"""Records of a CSV file; the export has all."""

_HEADER = ("record", "at", "actor", "kind", "summary", "hash", "payload_digest")
_FURTHEST = 2**62


@dataclass(frozen=True, slots=True)
class TrailForm:
    """The filters as they were typed, what they mean, and what is wrong with them by their labels."""

    typed: dict[str, str]
    wanted: TrailFilter
    faults: tuple[tuple[str, str], ...]


def add_audit(blueprint: Blueprint, deps: Deps, knock: Callable[[], None]) -> None:
    """Add the pages to ``blueprint``; ``knock`` tells a worker that there is something to do."""

    @blueprint.get("/audit")
    def audit() -> AnyResponse:
        form = read_trail_form()
        if wants_csv() and not form.faults:
            return _csv(deps, form.wanted)
        return _trail_page(deps, form)

    @blueprint.get("/audit/<seq>")
    def audit_record(seq: str) -> AnyResponse:
        number = int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 19 else 0
        checked = read_checked(deps, number, by=g.principal)
        payload = payload_of(checked.kept)
        covers = payload.pop(COVERS, [])
        text = json.dumps(payload, ensure_ascii=False, indent=2)
        return render_page(
            "admin/audit_record.html", checked=checked, payload=payload, text=text, covers=covers
        )

    @blueprint.post("/audit/verification")
    def verify_audit_chain() -> AnyResponse:
        check_reader(g.principal)
        ask_verification(deps, g.principal)
        knock()
        return done("web.audit", "verification-asked")

    @blueprint.get("/audit/export")
    def export_audit_trail() -> AnyResponse:
        form = read_trail_form()
        if form.faults:
            return _trail_page(deps, form)
        until = form.wanted.until.date() - timedelta(days=1) if form.wanted.until else None
        since = form.wanted.since.date() if form.wanted.since else None
        lines = take_export(deps, since=since, until=until, by=g.principal)
        headers = {"Content-Disposition": 'attachment; filename="audit.jsonl"'}
        return Response(lines, headers=headers, content_type="application/jsonl")


def read_trail_form() -> TrailForm:
    """The filters of the request. Days are those of UTC, both included."""
    typed = {name: request.args.get(name, "").strip() for name in ("kind", "actor", "from", "to", "about")}
    faults: list[tuple[str, str]] = []
    since, until = (_day(typed[name], label, faults) for name, label in (("from", "From"), ("to", "To")))
    wanted = TrailFilter(
        kind=typed["kind"] or None,
        actor=typed["actor"] or None,
        about=typed["about"] or None,
        since=midnight(since) if since else None,
        until=midnight(until) + timedelta(days=1) if until else None,
    )
    return TrailForm(typed, wanted, tuple(faults))


def _day(text: str, label: str, faults: list[tuple[str, str]]) -> date | None:
    try:
        return read_day(text)
    except ValueError as error:
        faults.append((label, str(error)))
        return None


def _trail_page(deps: Deps, form: TrailForm) -> AnyResponse:
    below = request.args.get("below", type=int)
    below = None if below is None else min(max(below, 0), _FURTHEST)
    page = trail_page(deps, form.wanted, below=below, limit=SHOWN, by=g.principal)
    return render_page(
        "admin/audit.html",
        422 if form.faults else 200,
        form=form.typed,
        faults=form.faults,
        page=page,
        is_first=below is None,
        kinds=trail_kinds(deps),
        state=verification_state(deps),
    )


def _all_lines(deps: Deps, wanted: TrailFilter) -> list[TrailLine]:
    """The lines of all parts of the trail, up to what one file holds."""
    lines: list[TrailLine] = []
    below: int | None = None
    while len(lines) < MOST_IN_CSV:
        page = trail_page(deps, wanted, below=below, limit=MOST_IN_CSV - len(lines), by=g.principal)
        lines += page.lines
        below = page.below
        if below is None:
            break
    return lines


def _csv(deps: Deps, wanted: TrailFilter) -> AnyResponse:
    records = ((line.kept.record, line.kept) for line in _all_lines(deps, wanted))
    rows = (
        (one.seq, one.at.isoformat(), one.actor, one.kind, summary_of(kept), one.hash, one.payload_digest)
        for one, kept in records
    )
    return csv_response("audit.csv", _HEADER, rows)
