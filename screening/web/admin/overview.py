"""The entry of administration, the portfolios, and the settings in force."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Permission
from screening.domain.errors import InvalidRequest
from screening.domain.pending import PendingKind
from screening.services.account_input import PortfolioBody, parse_body
from screening.services.deps import Deps
from screening.services.key_admin import all_keys
from screening.services.policies import find_policy
from screening.services.portfolios import all_portfolios, create_portfolio
from screening.services.settings_shown import shown_settings
from screening.services.users import all_users
from screening.services.webhook_letters import read_figures
from screening.web.admin.forms import form_values, labelled, waiting
from screening.web.csv_tables import csv_response, wants_csv
from screening.web.notices import done
from screening.web.rendering import render_page

_SOON = timedelta(days=14)
_HEADER = ("variable", "value", "from", "meaning")


def add_overview(blueprint: Blueprint, deps: Deps) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.get("/admin")
    def admin() -> AnyResponse:
        return render_page("admin/overview.html", **_figures(deps))

    @blueprint.get("/admin/portfolios")
    def portfolios() -> AnyResponse:
        return _portfolios(deps)

    @blueprint.post("/admin/portfolios")
    def make_portfolio() -> AnyResponse:
        asked = {name: request.form.get(name, "").strip() for name in ("id", "title")}
        try:
            body = parse_body(PortfolioBody, asked)
            create_portfolio(deps, body.id, body.title, g.principal)
        except InvalidRequest as error:
            return _portfolios(deps, 422, faults=labelled(error))
        return done("web.portfolios", "portfolio-made")

    @blueprint.get("/admin/settings")
    def settings() -> AnyResponse:
        rows = list(shown_settings(deps.settings))
        if wants_csv():
            cells = ((one.variable, one.value, _source(one.is_set), one.meaning) for one in rows)
            return csv_response("settings.csv", _HEADER, cells)
        return render_page("admin/settings.html", settings=rows, folder=deps.data_folder)


def _figures(deps: Deps) -> dict[str, Any]:
    now = deps.clock()
    keys = [one for one in all_keys(deps) if one.is_valid(now)]
    sees_webhooks = g.principal.may(Permission.MANAGE_WEBHOOKS)
    return {
        "users": all_users(deps),
        "keys": keys,
        "ending": [one for one in keys if one.expires_at and one.expires_at <= now + _SOON],
        "portfolios": all_portfolios(deps),
        "figures": read_figures(deps) if sees_webhooks else None,
        "policy": find_policy(deps),
        "waiting": waiting(deps, PendingKind),
        "four_eyes": deps.settings.four_eyes,
        "now": now,
    }


def _portfolios(deps: Deps, status: int = 200, **more: Any) -> AnyResponse:
    found = all_portfolios(deps)
    if wants_csv():
        rows = ((one.id, one.title, one.created_at.isoformat()) for one in found)
        return csv_response("portfolios.csv", ("id", "title", "created_at"), rows)
    form = form_values(id="", title="")
    return render_page("admin/portfolios.html", status, portfolios=found, form=form, **more)


def _source(is_set: bool) -> str:
    return "environment" if is_set else "default"
