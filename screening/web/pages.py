"""The analysts' pages: a search box, recorded answers with their ledgers, the lists loaded.

Rendered on the server and whole without a script; nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.designation import PartyType
from screening.domain.errors import InvalidRequest, ScreeningError
from screening.domain.screening import Screening
from screening.services.answers import warnings_of
from screening.services.catalogue import Catalogue
from screening.services.provenance import Moment
from screening.services.screen import Screener
from screening.services.subject_input import parse_screening_request
from screening.web.accounts import Accounts
from screening.web.answer import describe_answer
from screening.web.entry import describe_entry
from screening.web.form import SearchForm, form_of, read_form, say_fault, to_payload
from screening.web.rendering import render_page
from screening.web.sign_in import add_sign_in
from screening.web.wording import FILTERS


def web_blueprint(
    screener: Screener,
    catalogue: Catalogue,
    status_of: Callable[[ScreeningError], int],
    accounts: Accounts,
    add_more: Callable[[Blueprint], None],
) -> Blueprint:
    """The pages; ``status_of`` is the API's table from errors to HTTP statuses, ``add_more`` adds those
    that are made elsewhere."""
    blueprint = Blueprint(
        "web", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
    )
    for name, function in FILTERS.items():
        blueprint.add_app_template_filter(function, name)
    _add_search(blueprint, screener, catalogue)
    _add_answer(blueprint, catalogue)
    _add_designation(blueprint, catalogue)
    add_more(blueprint)
    add_sign_in(blueprint, accounts)

    @blueprint.errorhandler(ScreeningError)
    def refuse(error: ScreeningError) -> AnyResponse:
        status = status_of(error)
        detail = str(error) if status < 500 or status == 503 else "The log says why."
        return render_page("error.html", status, heading="This cannot be answered", detail=detail)

    @blueprint.errorhandler(RequestEntityTooLarge)
    def refuse_size(_: RequestEntityTooLarge) -> AnyResponse:
        detail = "It is larger than this installation takes (SCREENING_UPLOAD_MEGABYTES)."
        return render_page("error.html", 413, heading="This file is too large", detail=detail)

    return blueprint


def _add_search(blueprint: Blueprint, screener: Screener, catalogue: Catalogue) -> None:
    @blueprint.get("/")
    def home() -> AnyResponse:
        return render_page("home.html", form=SearchForm(), **_around_form(catalogue))

    @blueprint.post("/screenings")
    def screen() -> AnyResponse:
        form = read_form(request.form)
        try:
            screening = screener.screen(parse_screening_request(to_payload(form)), by=g.principal)
        except InvalidRequest as error:
            faults = [say_fault(fault) for fault in error.faults]
            return render_page("home.html", 422, form=form, faults=faults, **_around_form(catalogue))
        return redirect(url_for("web.answer", screening_id=screening.id), 303)


def _add_answer(blueprint: Blueprint, catalogue: Catalogue) -> None:
    @blueprint.get("/screenings/<screening_id>")
    def answer(screening_id: str) -> AnyResponse:
        screening = catalogue.screening(screening_id, seen_by=g.principal)
        return render_page("screening.html", **_answer(screening), **_around_form(catalogue))


def _add_designation(blueprint: Blueprint, catalogue: Catalogue) -> None:
    @blueprint.get("/designations/<list_id>/<path:authority_ref>")
    def designation(list_id: str, authority_ref: str) -> AnyResponse:
        at = Moment(version=request.args.get("version") or None)
        return render_page(
            "designation.html", **describe_entry(catalogue.entry(list_id, authority_ref, at=at))
        )


def _answer(screening: Screening) -> dict[str, Any]:
    return {
        "screening": screening,
        "answer": describe_answer(screening),
        "warnings": warnings_of(screening),
        "form": form_of(screening.request),
    }


def _around_form(catalogue: Catalogue) -> dict[str, Any]:
    return {
        "lists": catalogue.lists(),
        "policy": catalogue.policy,
        "types": [t.value for t in PartyType],
        "portfolios": sorted(g.principal.portfolios or ()),
    }
