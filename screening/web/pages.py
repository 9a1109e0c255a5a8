"""The analysts' pages: boxes to look up and to screen, recorded answers with their ledgers, entries.

Rendered on the server and whole without a script; nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.errors import InvalidRequest, ScreeningError, UnknownVersion
from screening.services.catalogue import Catalogue
from screening.services.screen import Screener
from screening.services.subject_input import parse_screening_request
from screening.web.accounts import Accounts
from screening.web.answer_page import around_form, render_answer
from screening.web.csv_tables import wants_csv
from screening.web.entry import add_entry
from screening.web.form import SearchForm, read_form, to_payload
from screening.web.form_fields import say_fault
from screening.web.rendering import error_page, render_page
from screening.web.search.hit_table import table_of_hits
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
    _add_search(blueprint, screener, catalogue, status_of)
    _add_answer(blueprint, catalogue)
    add_entry(blueprint, catalogue)
    add_more(blueprint)
    add_sign_in(blueprint, accounts)

    @blueprint.errorhandler(ScreeningError)
    def refuse(error: ScreeningError) -> AnyResponse:
        status = status_of(error)
        detail = str(error) if status < 500 or status == 503 else "The log says why."
        return error_page(status, "This cannot be answered", detail)

    @blueprint.errorhandler(RequestEntityTooLarge)
    def refuse_size(_: RequestEntityTooLarge) -> AnyResponse:
        detail = "It is larger than this installation takes (SCREENING_UPLOAD_MEGABYTES)."
        return error_page(413, "This file is too large", detail)

    return blueprint


def _add_search(
    blueprint: Blueprint,
    screener: Screener,
    catalogue: Catalogue,
    status_of: Callable[[ScreeningError], int],
) -> None:
    @blueprint.get("/")
    def home() -> AnyResponse:
        return render_page("search/home.html", form=SearchForm(), **around_form(catalogue))

    @blueprint.post("/screenings")
    def screen() -> AnyResponse:
        form = read_form(request.form)
        try:
            screening = screener.screen(parse_screening_request(to_payload(form)), by=g.principal)
        except ScreeningError as error:
            status = status_of(error)
            if status >= 500:
                raise
            more = {"form": form, "faults": _faults(error), **around_form(catalogue)}
            return render_page("search/home.html", status, **more)
        return redirect(url_for("web.answer", screening_id=screening.id), 303)


def _faults(error: ScreeningError) -> list[tuple[str, str]]:
    """What is wrong by the labels of the fields; what was typed stays on the page."""
    if isinstance(error, InvalidRequest):
        return [say_fault(fault) for fault in error.faults]
    return [("As published by" if isinstance(error, UnknownVersion) else "", str(error))]


def _add_answer(blueprint: Blueprint, catalogue: Catalogue) -> None:
    @blueprint.get("/screenings/<screening_id>")
    def answer(screening_id: str) -> AnyResponse:
        screening = catalogue.screening(screening_id, seen_by=g.principal)
        return table_of_hits(screening) if wants_csv() else render_answer(catalogue, screening)
