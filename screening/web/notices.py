"""One sentence on the page after something was done: its code travels in the address, its words are ours."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

PARAMETER = "done"

NOTICES: Mapping[str, str] = {
    "signed-out-everywhere": "You are signed out in every browser.",
    "list-released": "This version is in force. What it changes is screened against from now on.",
    "list-release-asked": "A second person has to approve this. Once that is done, release it again.",
    "list-dismissed": "This version is dismissed: it stays held and waits for nobody.",
    "incident-closed": "The incident is closed.",
    "subject-paused": "This subject is paused: it is not screened again until it is resumed.",
    "subject-resumed": "This subject is monitored again, and was screened against everything in force.",
    "subject-removed": "This subject is monitored no longer. What was recorded of it is kept for its time.",
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
