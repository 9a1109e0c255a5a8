"""Webhooks: where events are sent to, what did not arrive, and sending it again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.errors import InvalidRequest
from screening.domain.events import MEANINGS
from screening.domain.webhook import DeliveryState
from screening.services import webhook_letters as letters
from screening.services import webhook_targets as targets
from screening.services.account_input import parse_body
from screening.services.deps import Deps
from screening.services.webhook_input import SecretBody, TargetBody, TargetChangeBody
from screening.web.admin.forms import (
    form_values,
    labelled,
    number_of,
    portfolio_options,
    portfolios_asked,
    ticked,
)
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.notices import done
from screening.web.rendering import render_page

_SHOWN = 100
_MOST_IN_CSV = 10_000
_HEADER = ("event", "kind", "about", "at", "attempts", "tried_at", "status", "problem")


def add_webhooks(blueprint: Blueprint, deps: Deps) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.get("/admin/webhooks")
    def webhooks() -> AnyResponse:
        return _list(deps)

    @blueprint.post("/admin/webhooks")
    def create_webhook() -> AnyResponse:
        try:
            made = targets.create_target(deps, parse_body(TargetBody, _sent()).order(), g.principal)
        except InvalidRequest as error:
            return _list(deps, 422, faults=labelled(error))
        return _secret_once(made)

    @blueprint.get("/admin/webhooks/<webhook_id>")
    def webhook(webhook_id: str) -> AnyResponse:
        if wants_csv():
            return _dead_csv(deps, webhook_id)
        return _one(deps, webhook_id)

    _add_acts(blueprint, deps)


def _add_acts(blueprint: Blueprint, deps: Deps) -> None:
    @blueprint.post("/admin/webhooks/<webhook_id>")
    def change_webhook(webhook_id: str) -> AnyResponse:
        pauses = {"pause": {"paused": True}, "resume": {"paused": False}}
        try:
            sent = pauses.get(request.form.get("act", "")) or _sent()
            changes = parse_body(TargetChangeBody, sent).changes()
            targets.update_target(deps, webhook_id, changes, g.principal)
        except InvalidRequest as error:
            return _one(deps, webhook_id, 422, faults=labelled(error))
        return done("web.webhook", "webhook-changed", webhook_id=webhook_id)

    @blueprint.post("/admin/webhooks/<webhook_id>/rotation")
    def rotate_webhook(webhook_id: str) -> AnyResponse:
        try:
            body = parse_body(SecretBody, {"overlap_hours": number_of("overlap_hours") or 0})
        except InvalidRequest as error:
            return _one(deps, webhook_id, 422, faults=labelled(error))
        return _secret_once(targets.rotate_secret(deps, webhook_id, g.principal, overlap=body.overlap))

    @blueprint.post("/admin/webhooks/<webhook_id>/end")
    def end_webhook(webhook_id: str) -> AnyResponse:
        targets.end_target(deps, webhook_id, g.principal)
        return done("web.webhooks", "webhook-ended")

    @blueprint.post("/admin/webhooks/<webhook_id>/redelivery")
    def redeliver_to_webhook(webhook_id: str) -> AnyResponse:
        if event := request.form.get("event"):
            letters.redeliver(deps, webhook_id, event, g.principal)
        else:
            letters.redeliver_dead(deps, webhook_id, g.principal)
        return done("web.webhook", "webhook-redelivered", webhook_id=webhook_id)


def _sent() -> dict[str, Any]:
    return {
        "title": request.form.get("title", "").strip(),
        "url": request.form.get("url", "").strip(),
        "kinds": ticked("kinds") if request.form.get("which") == "some" else None,
        "portfolios": portfolios_asked(),
        "with_reference": bool(request.form.get("with_reference")),
    }


def _secret_once(made: targets.MadeTarget) -> AnyResponse:
    title = made.target.title
    return render_page("admin/secret.html", made=title, secret=made.secret, what="webhook", back="webhooks")


def _list(deps: Deps, status: int = 200, **more: Any) -> AnyResponse:
    found = targets.read_targets(deps, g.principal)
    form = form_values(title="", url="", kinds=[], which="all", portfolios=[], reach="all", with_reference="")
    return render_page(
        "admin/webhooks.html",
        status,
        targets=[(one, letters.read_figures(deps, one.id)) for one in found],
        form=form,
        **_options(deps),
        **more,
    )


def _one(deps: Deps, webhook_id: str, status: int = 200, **more: Any) -> AnyResponse:
    target = targets.read_target(deps, webhook_id, g.principal)
    form = {
        "title": target.title,
        "url": target.url,
        "kinds": list(target.kinds or ()),
        "which": "all" if target.kinds is None else "some",
        "portfolios": list(target.portfolios or ()),
        "reach": "all" if target.portfolios is None else "some",
        "with_reference": "yes" if target.with_reference else "",
    }
    return render_page(
        "admin/webhook.html",
        status,
        target=target,
        figures=letters.read_figures(deps, target.id),
        dead=_dead(deps, webhook_id, _SHOWN),
        form=form_values(**form) if status == 422 else form,
        **_options(deps),
        **more,
    )


def _dead(deps: Deps, webhook_id: str, limit: int) -> list[Any]:
    state = DeliveryState.DEAD
    return letters.read_deliveries(deps, webhook_id, state, after=0, limit=limit, by=g.principal)


def _dead_csv(deps: Deps, webhook_id: str) -> AnyResponse:
    rows = (
        (one.event.id, one.event.kind.value, one.event.subject, one.event.at.isoformat(), one.attempts,
         one.tried_at.isoformat() if one.tried_at else None, one.status, one.problem)
        for one in _dead(deps, webhook_id, _MOST_IN_CSV)
    )  # fmt: skip
    return csv_response("dead-letters.csv", _HEADER, rows)


def _options(deps: Deps) -> dict[str, Any]:
    return {
        "kinds": [(one.value, words) for one, words in MEANINGS.items()],
        "portfolios": portfolio_options(deps),
    }
