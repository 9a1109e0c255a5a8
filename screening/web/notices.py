"""One sentence on the page after something was done: its code travels in the address, its words are ours."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

PARAMETER = "done"

NOTICES: Mapping[str, str] = {
    "alerts-raised": "Put before the analysts. The alert of each party is named beside it.",
    "signed-out-everywhere": "You are signed out in every browser.",
}
"""What may be said, by its code."""


def done(endpoint: str, code: str, **values: object) -> AnyResponse:
    """Lead to a page that says what was done."""
    if code not in NOTICES:
        raise ValueError(f"no notice {code}")
    return redirect(url_for(endpoint, **{PARAMETER: code}, **values), 303)  # type: ignore[arg-type]


def register_notices(app: Flask) -> None:
    """Let the templates of ``app`` say what was done; codes that nobody knows say nothing."""
    app.context_processor(lambda: {"notice": NOTICES.get(request.args.get(PARAMETER, ""), "")})
