"""The pages to sign in and out."""

from __future__ import annotations

import re
from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, current_app, g, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from screening.domain.access import Principal
from screening.domain.errors import NotPermitted, SignInFailed
from screening.services.attempts import Attempt
from screening.web.accounts import Accounts
from screening.web.cookies import ATTEMPT, SESSION, check_form_token, drop_cookie, read_cookie, set_cookie
from screening.web.rendering import render_page

if TYPE_CHECKING:
    from screening.services.sso import SingleSignOn

ATTEMPTS = "60/minute"
"""Sign-ins that one address may try: a password takes work to check."""

SSO_PATH = "/sign-in/sso"
SSO_RETURN_PATH = "/sign-in/sso/return"
"""Where the provider sends browsers back to."""

_WORDS = re.compile(r"rationale|words|text|reason$|why|comment")
"""Fields of words of one's own; never a password."""

_REFUSED = "Name and password do not belong together, or too many attempts failed: wait a while."


def add_sign_in(blueprint: Blueprint, accounts: Accounts) -> None:
    """Add the pages to ``blueprint``."""

    @blueprint.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> AnyResponse:
        wanted = own_path(request.values.get("next"))
        if request.method != "POST":
            return render_page("sign_in.html", wanted=wanted, sso=accounts.sso)
        check_form_token()
        accounts.limits.take(ATTEMPTS, "sign-in", request.remote_addr or "")
        name = request.form.get("name", "")
        token = accounts.passwords.sign_in(name, request.form.get("password", ""))
        if token is None:
            return render_page(
                "sign_in.html", 401, wanted=wanted, name=name, fault=_REFUSED, sso=accounts.sso
            )
        return let_in(accounts, token, wanted)

    _add_again(blueprint)
    _add_sign_out(blueprint, accounts)
    _add_single_sign_on(blueprint, accounts)


def _add_again(blueprint: Blueprint) -> None:
    @blueprint.post("/sign-in/again")
    def sign_in_again() -> AnyResponse:
        wanted = own_path(request.args.get("next"))
        return render_page("sign_in_again.html", HTTPStatus.UNAUTHORIZED, wanted=wanted, words=_words_sent())


def _words_sent() -> list[str]:
    """What was typed into the form that came too late; nothing where it is of no page of this browser's."""
    try:
        check_form_token()
    except NotPermitted:
        return []
    sent = request.form.items(multi=True)
    return [text for name, text in sent if _WORDS.search(name) and text.strip()]


def _add_single_sign_on(blueprint: Blueprint, accounts: Accounts) -> None:
    @blueprint.get(SSO_PATH)
    def sso() -> AnyResponse:
        accounts.limits.take(ATTEMPTS, "sign-in", request.remote_addr or "")
        place, attempt = _provider(accounts).begin(own_path(request.args.get("next")))
        answer = redirect(place, HTTPStatus.SEE_OTHER)
        set_cookie(answer, ATTEMPT, urlencode(asdict(attempt)))
        return answer

    @blueprint.get(SSO_RETURN_PATH)
    def sso_return() -> AnyResponse:
        accounts.limits.take(ATTEMPTS, "sign-in", request.remote_addr or "")
        sent = dict(parse_qsl(read_cookie(ATTEMPT)))
        attempt = Attempt(**{name: sent.get(name, "") for name in ("state", "nonce", "verifier", "wanted")})
        if not attempt.state:
            raise SignInFailed("This sign-in was not begun in this browser: begin again.")
        token = _provider(accounts).finish(attempt, request.args)
        answer = let_in(accounts, token, own_path(attempt.wanted))
        drop_cookie(answer, ATTEMPT)
        return answer


def _provider(accounts: Accounts) -> SingleSignOn:
    if accounts.sso is None:
        raise NotFound("There is no single sign-on here.")
    return accounts.sso


def _add_sign_out(blueprint: Blueprint, accounts: Accounts) -> None:
    @blueprint.post("/sign-out")
    def sign_out() -> AnyResponse:
        accounts.sessions.sign_out(read_cookie(SESSION))
        return _out()

    @blueprint.post("/sign-out-everywhere")
    def sign_out_everywhere() -> AnyResponse:
        user: Principal | None = g.get("signed_in")
        if user is not None:
            accounts.sessions.end_all(user.name)
        return _out()


def let_in(accounts: Accounts, token: str, wanted: str) -> AnyResponse:
    """Answer with a new session, in place of one that this browser may have had."""
    if old := read_cookie(SESSION):
        accounts.sessions.end(old)
    answer = redirect(wanted, HTTPStatus.SEE_OTHER)
    set_cookie(answer, SESSION, token)
    return answer


def own_path(wanted: str | None) -> str:
    """A page of ours to go on to: what is no plain path of this service leads to the home page, and an
    address that forms are only sent to, to the page above it that they are on."""
    text = wanted or ""
    is_own = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    path, mark, query = text.partition("?")
    while is_own and path and not _is_opened(path):
        path = path.rpartition("/")[0]
    return f"{path}{mark}{query}" if is_own and path else url_for("web.home")


def _is_opened(path: str) -> bool:
    """Whether a browser that asks for the path gets a page or file."""
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(path.partition("#")[0], "GET")


def _out() -> AnyResponse:
    answer = redirect(url_for("web.sign_in"), HTTPStatus.SEE_OTHER)
    drop_cookie(answer, SESSION)
    return answer
