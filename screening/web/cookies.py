"""The cookies of the pages, and the token that every form of theirs must carry.

A cookie that is not for this machine alone is ``Secure`` and bound to the host by its name's prefix.
The token is made of a secret that only this browser has (its session, else a cookie of its own), so
that nothing about it needs to be kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import Flask, Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.errors import NotPermitted
from screening.hosts import is_sent_to_loopback

SESSION = "screening_session"
FORM = "screening_form"
ATTEMPT = "screening_sign_in"
TOKEN_FIELD = "form_token"  # noqa: S105
TOKEN_HEADER = "X-CSRF-Token"  # noqa: S105


def register_cookies(app: Flask) -> None:
    """Let the templates of ``app`` write the token, and set the cookie that it is made of."""

    def set_form_cookie(response: Response) -> Response:
        if secret := g.get("new_form_secret"):
            set_cookie(response, FORM, secret, same_site="Strict")
        return response

    app.after_request(set_form_cookie)
    app.context_processor(lambda: {"form_token": form_token, "token_field": TOKEN_FIELD})


def read_cookie(name: str) -> str:
    """The value of one of our cookies; empty for none."""
    return request.cookies.get(_full(name), "")


def set_cookie(response: AnyResponse, name: str, value: str, *, same_site: str = "Lax") -> None:
    """Set one of our cookies until the browser is closed."""
    secure = not is_sent_to_loopback(request.host)
    response.set_cookie(_full(name), value, secure=secure, httponly=True, samesite=same_site, path="/")


def drop_cookie(response: AnyResponse, name: str) -> None:
    """Take one of our cookies away."""
    response.delete_cookie(_full(name), secure=not is_sent_to_loopback(request.host), httponly=True, path="/")


def form_token() -> str:
    """What a form of this page must send along."""
    secret = read_cookie(SESSION) or read_cookie(FORM) or g.get("new_form_secret")
    if not secret:
        secret = g.new_form_secret = secrets.token_urlsafe(32)
    return _token(secret)


def check_form_token() -> None:
    """Raises ``NotPermitted`` unless the request carries the token of a page that this browser got."""
    sent = request.form.get(TOKEN_FIELD) or request.headers.get(TOKEN_HEADER, "")
    secret = read_cookie(SESSION) or read_cookie(FORM)
    if not secret or not hmac.compare_digest(sent.encode("utf-8", "replace"), _token(secret).encode()):
        raise NotPermitted("This form is not of this page any more: go back, reload it and send it again.")


def _token(secret: str) -> str:
    return hmac.new(secret.encode("utf-8", "replace"), b"form", hashlib.sha256).hexdigest()


def _full(name: str) -> str:
    return name if is_sent_to_loopback(request.host) else f"__Host-{name}"
