"""The queue of alerts: filtered by its address, worked through row by row, taken away as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Permission, Principal
from screening.domain.suppression import last_day
from screening.services.alert_assignees import Assignees, read_assignees
from screening.services.alert_desk import DeskRow, all_rows, read_desk
from screening.services.deps import Deps
from screening.services.portfolios import all_portfolios
from screening.store.alert_queue import AlertOrder
from screening.web.alerts.queue_form import FREE, MINE, NOBODY, TABS, QueueForm, read_queue_form
from screening.web.alerts.reasons import reason_groups
from screening.web.alerts.words import CORROBORATIONS, ORDERS, STATES, list_options
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.paging import Paging, asked_offset
from screening.web.rendering import render_page
from screening.web.wording import points

SHOWN = 50
"""Alerts on a page."""

_COLUMNS = (
    *("alert", "state", "party", "lists", "references", "customer_reference", "customer_name", "portfolio"),
    *("score", "corroboration", "measure_classes", "raised_at", "assignee", "delisted_at", "closed_at"),
)


def add_queue(blueprint: Blueprint, deps: Deps) -> None:
    """Add the page to ``blueprint``."""

    @blueprint.get("/alerts")
    def alerts() -> AnyResponse:
        return queue_page(deps)


def queue_page(deps: Deps, status: int = 200, **more: Any) -> AnyResponse:
    """The queue that the address of the request asks for; ``more`` is shown above it."""
    form, faults = read_queue_form(request.args)
    wanted, order, by = form.filter(g.principal), AlertOrder(form.order), g.principal
    if wants_csv() and not faults:
        rows = (list(_cells(one)) for one in all_rows(deps, wanted, order, seen_by=by))
        return csv_response("alerts.csv", _COLUMNS, rows)
    offset = asked_offset()
    desk = read_desk(deps, wanted, order, offset=offset, limit=SHOWN, seen_by=by)
    assignees = read_assignees(deps, seen_by=by)
    return render_page(
        "alerts/queue.html",
        422 if faults else status,
        form=form,
        faults=faults,
        desk=desk,
        paging=Paging(offset=offset, shown=SHOWN, total=desk.total),
        tabs=[
            (name, STATES[name], sum(desk.counts.get(one, 0) for one in states))
            for name, states in TABS.items()
        ],
        assignees=assignees,
        now=deps.clock(),
        may_decide=by.may(Permission.DECIDE),
        may_approve=by.may(Permission.APPROVE),
        reasons=reason_groups(),
        last_day=last_day_of(deps),
        **_choices(deps, by, assignees, form),
        **{"typed": {}, "ticked": frozenset(), **more},
    )


def last_day_of(deps: Deps) -> date:
    """The last day that a false positive decided now may hold on."""
    return last_day(deps.clock(), deps.settings.suppression_months)


def _choices(deps: Deps, by: Principal, assignees: Assignees, form: QueueForm) -> dict[str, Any]:
    """What may be chosen in the filter; what was chosen is among it, whether it is known or not."""
    portfolios = by.portfolios if by.portfolios is not None else [one.id for one in all_portfolios(deps)]
    names = {*assignees.workers, *assignees.holders}
    named = {form.assignee} - {"", MINE, NOBODY, FREE}
    fixed = [(MINE, "me"), (FREE, "me or nobody"), (NOBODY, "nobody")]
    return {
        "assignee_options": fixed + [(one, one) for one in sorted(names | named, key=str.casefold)],
        "portfolio_options": [(one, one) for one in sorted({*portfolios, form.portfolio} - {""})],
        "list_options": list_options(),
        "corroboration_options": list(CORROBORATIONS.items()),
        "order_options": list(ORDERS.items()),
    }


def _cells(row: DeskRow) -> Iterator[object]:
    alert, foremost = row.alert, row.foremost
    yield from (alert.id, alert.state.value, foremost.primary_name)
    yield ", ".join(dict.fromkeys(hit.member.list_id for hit in alert.hits))
    yield ", ".join(hit.member.authority_ref for hit in alert.hits)
    yield from (alert.reference, row.asked.subject.name if row.asked else None, alert.portfolio)
    yield from (points(foremost.score), foremost.corroboration.value, ", ".join(foremost.measure_classes))
    yield alert.raised_at.isoformat()
    yield alert.assignee
    for at in (alert.delisted_at, alert.closed_at):
        yield at.isoformat() if at else None
