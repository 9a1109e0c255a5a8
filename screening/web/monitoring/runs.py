"""How monitoring stands, its runs with what they found, its incidents."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Permission
from screening.domain.errors import InvalidRequest, UnlawfulAction
from screening.domain.monitoring import Finding, RescreenCause, Rescreening
from screening.services.deps import Deps
from screening.services.incidents import close_incident as close
from screening.services.monitoring_answers import finding_to_dict, incident_to_dict, run_to_dict
from screening.services.monitoring_reading import (
    read_findings,
    read_incidents,
    read_runs,
    read_standing,
)
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.monitoring.numbers import asked_number, number_in_path
from screening.web.notices import done
from screening.web.paging import Paging, asked_offset, this_page
from screening.web.rendering import render_page

SHOWN = 25
"""Runs, and findings, on a page."""

MOST_WORDS = 4_000
"""Characters of what is said of an incident."""

_ALL = 1_000_000
_RUN = (
    *("id", "cause", "state", "started_at", "finished_at", "seconds", "subjects", "candidates", "hits"),
    *("new_hits", "gone_hits", "screenings", "alerts", "differences", "policy", "engine", "corpus", "digest"),
)
_FINDING = (
    *("reference", "portfolio", "kind", "change", "list_id", "authority_ref", "score", "score_before"),
    "screening",
)
_INCIDENT = ("id", "rescreening", "at", "differences", "state", "answered_by", "answered_at", "text")


def add_runs(blueprint: Blueprint, deps: Deps) -> None:
    """Add the pages of runs to ``blueprint``."""

    @blueprint.get("/monitoring")
    def monitoring() -> AnyResponse:
        may_read = g.principal.may(Permission.READ_ALERTS)
        asked = request.args.get("cause", "")
        cause = RescreenCause(asked) if asked in set(RescreenCause) else None
        if wants_csv() and may_read:
            rows = (_cells(run_to_dict(run), _RUN) for run in read_runs(deps, _ALL, cause=cause))
            return csv_response("rescreenings.csv", _RUN, rows)
        runs = read_runs(deps, SHOWN + 1, below=asked_number("below"), cause=cause) if may_read else []
        return render_page(
            "monitoring/monitoring.html",
            standing=read_standing(deps, seen_by=g.principal),
            runs=[run_to_dict(run) | _instants(run) for run in runs[:SHOWN]],
            may_read=may_read,
            cause=cause or "",
            causes=[(one.value, one.value.replace("_", " ")) for one in RescreenCause],
            after=this_page(below=runs[SHOWN - 1].id) if len(runs) > SHOWN else None,
            first=this_page(below=None) if asked_number("below") else None,
        )

    @blueprint.get("/monitoring/rescreenings/<number>")
    def rescreening(number: str) -> AnyResponse:
        which = number_in_path(number, "rescreening")
        if wants_csv():
            found = read_findings(deps, which, offset=0, limit=_ALL, seen_by=g.principal)
            rows = (_cells(finding_to_dict(one), _FINDING) for one in found.findings)
            return csv_response(f"rescreening-{which}.csv", _FINDING, rows)
        offset = asked_offset()
        found = read_findings(deps, which, offset=offset, limit=SHOWN, seen_by=g.principal)
        return render_page(
            "monitoring/rescreening.html",
            run=run_to_dict(found.run) | _instants(found.run),
            found=found,
            findings=[(one, _words(one)) for one in found.findings],
            paging=Paging(offset=offset, shown=SHOWN, total=found.total),
        )


def add_incidents(blueprint: Blueprint, deps: Deps) -> None:
    """Add the page of incidents, and what closes one, to ``blueprint``."""

    @blueprint.get("/monitoring/incidents")
    def incidents() -> AnyResponse:
        if wants_csv():
            rows = (_cells(incident_to_dict(one), _INCIDENT) for one in read_incidents(deps))
            return csv_response("incidents.csv", _INCIDENT, rows)
        return _incidents_page(deps)

    @blueprint.post("/monitoring/incidents/<number>/closing")
    def close_incident(number: str) -> AnyResponse:
        which, text = number_in_path(number, "incident"), request.form.get("text", "").strip()
        if len(text) > MOST_WORDS:
            fault = ("What came of it", f"has more than {MOST_WORDS:,} characters")
            return _incidents_page(deps, 422, faults=[fault], typed={which: text})
        try:
            close(deps, which, text=text, by=g.principal)
        except InvalidRequest as error:
            faults = [("What came of it", fault.message) for fault in error.faults]
            return _incidents_page(deps, 422, faults=faults, typed={which: text})
        except UnlawfulAction as error:
            return _incidents_page(deps, 409, conflict=str(error))
        return done("web.incidents", "incident-closed")


def _incidents_page(deps: Deps, status: int = 200, **more: object) -> AnyResponse:
    return render_page(
        "monitoring/incidents.html",
        status,
        incidents=read_incidents(deps),
        may_close=g.principal.may(Permission.DECIDE),
        **{"faults": [], "typed": {}, **more},
    )


def _instants(run: Rescreening) -> dict[str, object]:
    return {"started": run.started_at, "finished": run.finished_at, "steps": run.steps}


def _cells(told: dict[str, object], names: tuple[str, ...]) -> list[object]:
    return [told[name] for name in names]


def _words(finding: Finding) -> Iterator[str]:
    """The fields that differ on the designation that a finding is about."""
    return (str(one.get("field", "")).replace("_", " ") for one in finding.fields.get("fields", []))
