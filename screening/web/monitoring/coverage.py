"""The proof for a period: whether every version, and every change of a subject, was met in time."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.errors import Fault, InvalidRequest
from screening.services.coverage import Coverage, read_coverage
from screening.services.coverage_answers import coverage_to_csv
from screening.services.deps import Deps
from screening.web.csv_tables import wants_csv
from screening.web.rendering import render_page
from screening.web.typed_values import NO_DAY, midnight, read_day

_USUAL_DAYS, _USUAL_MINUTES, _MOST_MINUTES = 30, 60, 100_000
_LABELS = {"since": "From", "until": "To", "minutes": "Within minutes"}


def add_coverage(blueprint: Blueprint, deps: Deps) -> None:
    """Add the page to ``blueprint``."""

    @blueprint.get("/monitoring/coverage")
    def coverage() -> AnyResponse:
        today = deps.clock().date()
        asked = {
            "since": request.args.get("since", "") or (today - timedelta(days=_USUAL_DAYS - 1)).isoformat(),
            "until": request.args.get("until", "") or today.isoformat(),
            "minutes": request.args.get("minutes", "") or str(_USUAL_MINUTES),
        }
        try:
            found = _read(deps, asked)
        except InvalidRequest as error:
            faults = [(_LABELS.get(one.field, one.field), one.message) for one in error.faults]
            return render_page("monitoring/coverage.html", 422, asked=asked, faults=faults, found=None)
        if wants_csv():
            name = f"coverage-{asked['since']}-{asked['until']}.csv"
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Response(coverage_to_csv(found), headers=headers, content_type="text/csv; charset=utf-8")
        return render_page("monitoring/coverage.html", asked=asked, faults=[], found=found)


def _read(deps: Deps, asked: dict[str, str]) -> Coverage:
    since, until = _day("since", asked["since"]), _day("until", asked["until"])
    return read_coverage(
        deps, midnight(since), midnight(until) + timedelta(days=1), _minutes(asked["minutes"])
    )


def _day(field: str, text: str) -> date:
    try:
        day = read_day(text)
    except ValueError as error:
        raise InvalidRequest([Fault(field, str(error))]) from None
    if day is None:
        raise InvalidRequest([Fault(field, NO_DAY)])
    return day


def _minutes(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
    if not 1 <= number <= _MOST_MINUTES:
        raise InvalidRequest([Fault("minutes", f"must be a number from 1 to {_MOST_MINUTES:,}")])
    return number
