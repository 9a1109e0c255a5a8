"""One sentence on the page after something was done: its code travels in the address, its words are ours."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

PARAMETER = "done"

NOTICES: Mapping[str, str] = {
    "alerts-raised": "Put before the analysts. The alert of each party is named beside it.",
    "signed-out-everywhere": "You are signed out in every browser.",
    "account-waits": "This waits for a second person. Once it is approved, ask for the same again.",
    "nothing-changed": "Nothing was changed: it is so already.",
    "user-made": "The user is made.",
    "user-changed": "The user is changed, and signed out in every browser.",
    "key-revoked": "The key is revoked: it opens nothing any more.",
    "portfolio-made": "The portfolio is made.",
    "webhook-changed": "The webhook is changed.",
    "webhook-ended": "Nothing is sent there any more.",
    "webhook-redelivered": "It is sent again with the next round.",
    "policy-drafted": "The draft is kept. Nothing is screened under it until it is put in force.",
    "policy-waits": "This waits for a second person. Once it is approved, put it in force again.",
    "policy-forced": "The policy is in force: everything is screened under it from now on.",
    "verification-asked": "A worker verifies the audit as soon as it is free.",
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
