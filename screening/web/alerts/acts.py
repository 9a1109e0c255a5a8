"""What is done on the page of an alert: each form carries the version of the alert that it was made of.

What cannot be done is told on the page of the alert as it is by now, with what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.alert import Action, Alert, AlertState
from screening.domain.errors import Fault, InvalidRequest, OwnProposal, StaleVersion, UnlawfulAction
from screening.services.alert_decisions import approve, decide, reject
from screening.services.alert_desk import next_alert
from screening.services.alert_responses import respond
from screening.services.alert_work import act, assign
from screening.services.deps import Deps
from screening.store.alert_queue import AlertOrder
from screening.web.alerts.one import alert_page
from screening.web.alerts.one_form import (
    read_decision,
    read_response,
    read_version,
    read_words,
    say_alert_fault,
)
from screening.web.alerts.queue_form import MINE, read_queue_form
from screening.web.notices import done

_NOTES: Mapping[str, tuple[Action, str]] = {
    "comment": (Action.COMMENTED, "alert-commented"),
    "await": (Action.AWAITED, "alert-awaits"),
    "escalate": (Action.ESCALATED, "alert-escalated"),
    "take_up": (Action.TAKEN_UP, "alert-taken"),
}
_DECIDED: Mapping[AlertState, str] = {
    AlertState.PENDING_APPROVAL: "alert-proposed",
    AlertState.CLOSED: "alert-closed",
}

_ANSWERS: Mapping[str, tuple[Callable[..., Alert], str]] = {
    "approve": (approve, "alert-approved"),
    "reject": (reject, "alert-rejected"),
}


def add_acts(blueprint: Blueprint, deps: Deps) -> None:
    """Add the forms to ``blueprint``."""
    _add_work(blueprint, deps)
    _add_decisions(blueprint, deps)


def _add_work(blueprint: Blueprint, deps: Deps) -> None:
    @blueprint.post("/alerts/<alert_id>/assignment")
    def assign_alert(alert_id: str) -> AnyResponse:
        chosen = request.form.get("assignee", "")
        name = g.principal.person if chosen == MINE else chosen or None

        def assigned(version: int) -> AnyResponse:
            alert = assign(deps, alert_id, version, assignee=name, by=g.principal)
            if chosen == MINE and alert.state is AlertState.OPEN:
                act(deps, alert_id, alert.version, Action.TAKEN_UP, by=g.principal)
            return _stay(alert_id, "alert-taken" if chosen == MINE else "alert-assigned")

        return _attempt(deps, alert_id, assigned)

    @blueprint.post("/alerts/<alert_id>/notes")
    def note_alert(alert_id: str) -> AnyResponse:
        def noted(version: int) -> AnyResponse:
            action, code = _note()
            words = read_words(request.form, "words")
            act(deps, alert_id, version, action, text=words, by=g.principal)
            return _stay(alert_id, code)

        return _attempt(deps, alert_id, noted)

    @blueprint.post("/alerts/<alert_id>/response")
    def respond_to_alert(alert_id: str) -> AnyResponse:
        def responded(version: int) -> AnyResponse:
            respond(deps, alert_id, version, read_response(request.form), by=g.principal)
            return _stay(alert_id, "alert-responded")

        return _attempt(deps, alert_id, responded)


def _add_decisions(blueprint: Blueprint, deps: Deps) -> None:
    @blueprint.post("/alerts/<alert_id>/decision")
    def decide_alert(alert_id: str) -> AnyResponse:
        def decided(version: int) -> AnyResponse:
            alert = decide(deps, alert_id, version, read_decision(request.form), by=g.principal)
            return _to_next(deps, alert, _DECIDED.get(alert.state, "alert-undetermined"))

        return _attempt(deps, alert_id, decided)

    @blueprint.post("/alerts/<alert_id>/answer")
    def answer_alert(alert_id: str) -> AnyResponse:
        def answered(version: int) -> AnyResponse:
            words, answer = read_words(request.form, "answer_words"), request.form.get("answer", "")
            if answer not in _ANSWERS:
                raise InvalidRequest([Fault("act", "approve or reject has to be chosen")])
            give, code = _ANSWERS[answer]
            return _to_next(deps, give(deps, alert_id, version, text=words, by=g.principal), code)

        return _attempt(deps, alert_id, answered)


def _attempt(deps: Deps, alert_id: str, do: Callable[[int], AnyResponse]) -> AnyResponse:
    version = request.form.get("version", type=int)
    try:
        return do(read_version(request.form))
    except InvalidRequest as error:
        return alert_page(deps, alert_id, 422, faults=[say_alert_fault(one) for one in error.faults])
    except (StaleVersion, UnlawfulAction) as error:
        return alert_page(deps, alert_id, 409, read_version=version, refused=str(error))
    except OwnProposal as error:
        return alert_page(deps, alert_id, 403, own=str(error))


def _note() -> tuple[Action, str]:
    chosen = request.form.get("act", "comment")
    if chosen not in _NOTES:
        raise InvalidRequest([Fault("act", "is of nothing that can be done")])
    return _NOTES[chosen]


def _stay(alert_id: str, code: str) -> AnyResponse:
    queue, _ = read_queue_form(request.args)
    return done("web.alert", code, alert_id=alert_id, **queue.arguments())


def _to_next(deps: Deps, alert: Alert, code: str) -> AnyResponse:
    """The next alert of the queue that this one was opened from; the queue, where this was the last."""
    queue, _ = read_queue_form(request.args)
    wanted, order = queue.filter(g.principal), AlertOrder(queue.order)
    following = next_alert(deps, wanted, order, after=alert.id, seen_by=g.principal)
    if following is None:
        return done("web.alerts", f"{code}-last", **queue.arguments())
    return done("web.alert", code, alert_id=following, **queue.arguments())
