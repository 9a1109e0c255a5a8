"""The report as a page of its own and as files: one address each, ``?format=html`` and ``?format=pdf``."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Principal
from screening.services.deps import Deps
from screening.services.report import Report, alert_report, screening_report
from screening.services.report_files import ReportFormat, hand_out
from screening.services.report_pdf import MISSING, can_make_pdf
from screening.services.report_rendering import Frame
from screening.web.paging import this_page
from screening.web.rendering import render_page

Gather = Callable[[Principal], Report]


def add_report(blueprint: Blueprint, deps: Deps) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.get("/screenings/<screening_id>/report")
    def screening_report_page(screening_id: str) -> AnyResponse:
        back = ("Back to the screening", url_for("web.answer", screening_id=screening_id))
        return _answer(deps, lambda by: screening_report(deps, screening_id, by=by), back)

    @blueprint.get("/alerts/<alert_id>/report")
    def alert_report_page(alert_id: str) -> AnyResponse:
        back = ("Back to the alert", url_for("web.alert", alert_id=alert_id))
        return _answer(deps, lambda by: alert_report(deps, alert_id, by=by), back)


def _answer(deps: Deps, gather: Gather, back: tuple[str, str]) -> AnyResponse:
    asked = request.args.get("format", "")
    if asked == ReportFormat.PDF and not can_make_pdf():
        return render_page("error.html", 501, heading="PDF files are not made here", detail=f"{MISSING}.")
    is_file = asked in list(ReportFormat)
    form = ReportFormat(asked) if is_file else ReportFormat.HTML
    frame = None if is_file else _frame(back)
    file = hand_out(deps, gather(g.principal), form, by=g.principal, frame=frame)
    answer = Response(file.content, content_type=form.media_type)
    if is_file:
        answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


def _frame(back: tuple[str, str]) -> Frame:
    words = "Save as PDF" if can_make_pdf() else "Save as PDF (says what to install)"
    links = {
        back[0]: back[1],
        "Save as one file of HTML": this_page(format=ReportFormat.HTML.value),
        words: this_page(format=ReportFormat.PDF.value),
    }
    return Frame(links, url_for("web.static", filename="mark.svg"))
