"""One sentence on the page after something was done: its code travels in the address, its words are ours."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

PARAMETER = "done"

_ALERTS: Mapping[str, str] = {
    "alert-proposed": "Decided; it waits for a second person.",
    "alert-closed": "Decided and closed: this installation waives the second person here.",
    "alert-undetermined": "Noted as not determined; the alert stays where it is.",
    "alert-approved": "Approved; the alert is closed.",
    "alert-rejected": "Rejected; the alert is in review again.",
    "alert-taken": "The alert is yours.",
    "alert-assigned": "The alert was given away.",
    "alert-commented": "The comment was added.",
    "alert-awaits": "The alert awaits information.",
    "alert-escalated": "The alert is escalated.",
    "alert-responded": "What was done is recorded.",
    "alerts-assigned": "The alerts were given.",
    "alerts-decided": "The alerts are decided.",
    "alerts-approved": "The alerts are approved and closed.",
    "suppression-revoked": "The suppression ended: its hits raise alerts again.",
    "wording-seen": "The change of wording is noted as seen.",
    "rule-proposed": "The rule is proposed; another person has to approve it.",
    "rule-approved": "The rule is in force.",
    "rule-rejected": "The rule is rejected.",
    "rule-retired": "The rule is retired: it closes nothing any more.",
    "review-proposed": "Proposed; another person has to approve it.",
    "review-approved": "Approved; the review is closed.",
    "review-rejected": "Sent back, to be decided anew.",
    "change-approved": "Approved. Whoever asked for it now asks again, and it is carried out.",
    "change-rejected": "Rejected.",
}

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
    **_ALERTS,
    **{f"{code}-last": f"{words} That was the last of this queue." for code, words in _ALERTS.items()},
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
