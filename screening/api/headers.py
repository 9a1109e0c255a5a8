"""Headers that every answer carries: no foreign content, no framing, no guessing, no caching."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, request

from screening.services.report_rendering import style_source

STATIC = frozenset({"web.static", "docs.static", "docs.swagger_static"})
"""Endpoints of files that are the same for everybody."""

_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'{more}"
)
_REPORTS = (
    *("web.screening_report_page", "web.alert_report_page"),
    *("reports.read_screening_report", "reports.read_alert_report"),
)
_MORE: Mapping[str, str] = {
    "docs.page": "; img-src 'self' data:",
    **dict.fromkeys(_REPORTS, f"; style-src 'self' {style_source()}"),
}
"""The bundled Swagger page draws its arrows from ``data:`` images in its own style sheet; a report is one
file, which carries its style sheet."""

_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register_headers(app: Flask) -> None:
    """Set the security headers on every answer of ``app``, errors included."""
    app.after_request(_secure)


def _secure(response: Response) -> Response:
    response.headers.update(_HEADERS)
    response.headers["Content-Security-Policy"] = _POLICY.format(more=_MORE.get(request.endpoint or "", ""))
    if request.endpoint not in STATIC:
        # What has an ETag may be kept, by whoever asked for it alone, and is asked for each time.
        response.headers["Cache-Control"] = "private, no-cache" if "ETag" in response.headers else "no-store"
    return response
