"""The same is done to the alerts that are ticked in the queue; one that cannot be is told above it."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.alert import Alert
from screening.domain.errors import Fault, InvalidRequest, ScreeningError
from screening.services.alert_bulk import MOST_TOGETHER, Asked, approve_all, assign_all, decide_all
from screening.services.alert_catalogue import read_file
from screening.services.alert_desk import foremost_hit
from screening.services.deps import Deps
from screening.web.alerts.one_form import read_decision, read_words, say_alert_fault
from screening.web.alerts.queue import queue_page
from screening.web.alerts.queue_form import MINE, read_queue_form
from screening.web.notices import done

_NUMBERED = re.compile(r"alerts\[(\d+)\]")
Outcomes = list[Alert | ScreeningError]


def add_bulk(blueprint: Blueprint, deps: Deps) -> None:
    """Add the forms to ``blueprint``."""

    @blueprint.post("/alerts/assignment")
    def assign_alerts() -> AnyResponse:
        chosen = request.form.get("assignee", "")
        name = g.principal.person if chosen == MINE else chosen or None
        return _each(deps, "alerts-assigned", lambda asked: assign_all(deps, asked, name, by=g.principal))

    @blueprint.post("/alerts/decision")
    def decide_alerts() -> AnyResponse:
        def decide(asked: Asked) -> Outcomes:
            return decide_all(deps, asked, read_decision(request.form), by=g.principal)

        return _each(deps, "alerts-decided", decide)

    @blueprint.post("/alerts/approval")
    def approve_alerts() -> AnyResponse:
        def approve(asked: Asked) -> Outcomes:
            words = read_words(request.form, "answer_words")
            return approve_all(deps, asked, text=words, by=g.principal)

        return _each(deps, "alerts-approved", approve)

    # What could not be done is told under these addresses: whoever opens them again means the queue.
    @blueprint.get("/alerts/assignment")
    @blueprint.get("/alerts/decision")
    @blueprint.get("/alerts/approval")
    def alerts_again() -> AnyResponse:
        queue, _ = read_queue_form(request.args)
        return redirect(url_for("web.alerts", **queue.arguments()))  # type: ignore[arg-type]


def _each(deps: Deps, code: str, do: Callable[[Asked], Outcomes]) -> AnyResponse:
    ticked = request.form.getlist("alert")
    more = {"typed": request.form, "ticked": set(ticked)}
    try:
        asked = _asked(ticked)
        outcomes = do(asked)
    except InvalidRequest as error:
        faults = [_say_fault(deps, one, ticked) for one in error.faults]
        return queue_page(deps, 422, act_faults=faults, **more)
    left = [
        (alert_id, str(one))
        for (alert_id, _), one in zip(asked, outcomes, strict=True)
        if isinstance(one, ScreeningError)
    ]
    if left:
        return queue_page(deps, 409, left=left, asked=len(asked), **more)
    queue, _ = read_queue_form(request.args)
    return done("web.alerts", code, **queue.arguments())


def _say_fault(deps: Deps, fault: Fault, ticked: list[str]) -> tuple[str, str]:
    """As ``say_alert_fault``; a fault of one of the ticked alerts says which."""
    found = _NUMBERED.fullmatch(fault.field)
    if found is None:
        return say_alert_fault(fault)
    alert = read_file(deps, ticked[int(found[1])].partition(":")[0], seen_by=g.principal).alert
    return f"{foremost_hit(alert).primary_name} for {alert.reference or 'no reference'}", fault.message


def _asked(ticked: list[str]) -> list[tuple[str, int]]:
    """The alerts that are ticked, each with the version that it was shown in. Raises ``InvalidRequest``."""
    if not ticked:
        raise InvalidRequest([Fault("alerts", "none is ticked")])
    if len(ticked) > MOST_TOGETHER:
        raise InvalidRequest([Fault("alerts", f"no more than {MOST_TOGETHER} at once")])
    pairs = [one.partition(":") for one in ticked]
    if not all(version.isdecimal() and len(version) < 10 for _, _, version in pairs):
        raise InvalidRequest([Fault("alerts", "are not whole: load the page again")])
    return [(alert_id, int(version)) for alert_id, _, version in pairs]
