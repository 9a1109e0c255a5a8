"""The evidence of a screening or an alert over the API, as HTML or PDF."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, g, request
from flask_openapi import APIBlueprint
from pydantic import Field

from screening.api.alerts import AlertPath
from screening.api.description import problems, resource
from screening.api.parameters import StrictParameters
from screening.api.screenings import ScreeningPath
from screening.services.deps import Deps
from screening.services.report import Report, alert_report, screening_report
from screening.services.report_files import ReportFormat, hand_out

_PDF = ReportFormat.PDF.media_type
_FILE: dict[str | int | HTTPStatus, Any] = {
    "200": {
        "description": "The report.",
        "content": {
            "text/html": {"schema": {"type": "string"}},
            _PDF: {"schema": {"type": "string", "format": "binary"}},
        },
    },
    **problems(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_IMPLEMENTED),
}


class ReportParameters(StrictParameters):
    """As what a report is handed out."""

    format: ReportFormat | None = Field(None, description="Without it, what `Accept` prefers; HTML else.")


def reports_blueprint(deps: Deps) -> APIBlueprint:
    """The reports of screenings and of alerts."""
    blueprint = resource("reports", "/api/v1")

    @blueprint.get("/screenings/<screening_id>/report", responses=_FILE)
    def read_screening_report(path: ScreeningPath, query: ReportParameters) -> Response:
        """Read the evidence of a screening

        One page that needs nothing from elsewhere, with what proves it; PDF needs the extra `pdf`. That it
        was handed out is recorded.
        """
        return _file(deps, screening_report(deps, path.screening_id, by=g.principal), query.format)

    @blueprint.get("/alerts/<alert_id>/report", responses=_FILE)
    def read_alert_report(path: AlertPath, query: ReportParameters) -> Response:
        """Read the evidence of an alert

        With its decisions, its history and the screenings that its hits were found by.
        """
        return _file(deps, alert_report(deps, path.alert_id, by=g.principal), query.format)

    return blueprint


def _file(deps: Deps, report: Report, asked: ReportFormat | None) -> Response:
    preferred = request.accept_mimetypes.best_match(["text/html", _PDF], default="text/html")
    form = asked or (ReportFormat.PDF if preferred == _PDF else ReportFormat.HTML)
    file = hand_out(deps, report, form, by=g.principal)
    headers = {"Content-Disposition": f'inline; filename="{file.name}"', "Vary": "Accept"}
    return Response(file.content, headers=headers, content_type=form.media_type)
