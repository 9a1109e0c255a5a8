"""How a page is made of its template."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from screening import __version__
from screening.services.directions import name_controls


def error_page(status: int, heading: str, detail: str) -> Response:
    """The page that says what went wrong."""
    return render_page("error.html", status, heading=heading, detail=detail)


def render_page(template: str, status: int = 200, **values: Any) -> Response:
    """What was asked may hold lone surrogates, which no page can carry: they show as ``?``."""
    html = name_controls(render_template(template, release=__version__, **values))
    return Response(html.encode("utf-8", "replace"), status, content_type="text/html; charset=utf-8")
