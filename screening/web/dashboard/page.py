"""``/dashboard``: what waits, how fast it is decided, how much of it is false."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.errors import InvalidRequest
from screening.services.alert_figures import read_figures
from screening.services.deps import Deps
from screening.services.portfolios import all_portfolios
from screening.web.charts import ColumnChart, draw_columns
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.dashboard.form import PERIODS, FigureForm, read_figure_form, usual_order
from screening.web.dashboard.tables import (
    age_names,
    hours_text,
    shares_by_list,
    table_of,
    thresholds_of,
)
from screening.web.rendering import render_page

_WIDTH, _HEIGHT = 1_000, 130
_MOST_COLUMNS = 92
"""Days that are drawn one by one; of a longer time, weeks."""


def add_dashboard(blueprint: Blueprint, deps: Deps) -> None:
    """Add the page to ``blueprint``."""

    @blueprint.get("/dashboard")
    def dashboard() -> AnyResponse:
        form = read_figure_form(deps.clock().date())
        faults = [(fault.field, fault.message) for fault in form.faults]
        try:
            figures = read_figures(deps, form.order, seen_by=g.principal)
        except InvalidRequest as error:
            faults = [(fault.field, fault.message) for fault in error.faults]
            usual = usual_order(deps.clock().date(), form.portfolio)
            figures = read_figures(deps, usual, seen_by=g.principal)
        table = table_of(request.args.get("table", ""), figures) if wants_csv() else None
        if table:
            return csv_response(f"{request.args['table']}.csv", table.header, table.rows)
        return render_page(
            "dashboard/dashboard.html", 422 if faults else 200, **_shown(deps, form, figures, faults)
        )


def _shown(
    deps: Deps, form: FigureForm, figures: Mapping[str, Any], faults: list[tuple[str, str]]
) -> dict[str, Any]:
    today = deps.clock().date()
    own = g.principal.portfolios
    return {
        "form": form,
        "faults": faults,
        "figures": figures,
        "backlog": figures["backlog"],
        "ages": age_names(figures["backlog"]["ages"]),
        "alerts_chart": _chart(figures["days"], "raised", "closed"),
        "screenings_chart": _chart(figures["days"], "screenings"),
        "thresholds": thresholds_of(figures),
        "shares": shares_by_list(figures),
        "hours_text": hours_text,
        "portfolios": sorted(own) if own is not None else [one.id for one in all_portfolios(deps)],
        "periods": [
            (today - timedelta(days=days - 1), today, name, (days, today) == (form.days, form.order.until))
            for days, name in PERIODS
        ],
    }


def _chart(days: list[Mapping[str, Any]], *names: str) -> ColumnChart | None:
    """The volumes of each day as columns; of a long time those of seven days together, told by the first."""
    step = 1 if len(days) <= _MOST_COLUMNS else 7
    parts = [days[at : at + step] for at in range(0, len(days), step)]
    series = [(name, [sum(day[name] for day in part) for part in parts]) for name in names]
    return draw_columns([part[0]["day"] for part in parts], series, width=_WIDTH, height=_HEIGHT)
