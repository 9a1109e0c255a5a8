"""Who may ask. Deny by default: what ``api/permissions.py`` does not name answers nobody.

Before any key is in use the service answers this machine only; then a browser's request must have
been meant for it by name and come from its own pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from screening.api.http import AccessRefused, KeyRequired, problem_of, wants_page
from screening.api.permissions import ANYBODY, NEEDED, OPEN
from screening.domain.access import Principal
from screening.domain.errors import NotPermitted, ScreeningError, TooManyRequests
from screening.hosts import is_loopback, is_sent_to_loopback
from screening.services.keys import KeyRing, principal_of, trial_principal
from screening.services.rate_limits import RateLimits

_PAGES = "web"
"""The blueprint of the pages, whose forms are all protected, whoever sends them."""

_FORM = "application/x-www-form-urlencoded"
_TOKENS = frozenset({"bearer", "apikey"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What tells who asks: the keys, the clock, and what the pages know of the browser."""

    keys: KeyRing
    limits: RateLimits
    rate: str
    """How often those may ask who have no rate of their own."""
    clock: Callable[[], datetime]
    signed_in: Callable[[], Principal | None]
    """Whoever is signed in with the browser that sends the request."""
    check_form: Callable[[], None]
    """Raises ``NotPermitted`` unless the request is of a form that this browser got from us."""

    def take_more(self, amount: int) -> None:
        """Count ``amount`` more against the rate of who asks: a request for many parties is as many.

        Raises ``TooManyRequests``; nothing of the request is answered then.
        """
        if amount > 0 and "rate_owner" in g:
            rate, *whose = g.rate_owner
            self.limits.take(rate, *whose, cost=amount)


def register_access(app: Flask, door: Door) -> None:
    """Let no request of ``app`` pass to a closed endpoint unless whoever asks may do what it does.

    Who that is is left in ``g.principal``, its name in ``g.actor``, the prefix of a key in
    ``g.key_prefix``.
    """

    def check() -> AnyResponse | None:
        if request.endpoint in OPEN:
            return None
        try:
            g.principal, is_browser = _who(door)
        except (KeyRequired, TooManyRequests) as error:
            return _ask_to_sign_in() if _wants_page(error) else problem_of(error)
        g.actor = g.principal.name
        if request.method not in _READING:
            _refuse_other_sites()
            if is_browser or request.blueprint == _PAGES:
                door.check_form()
        _demand_permission(g.principal)
        return None

    app.before_request(check)


def _who(door: Door) -> tuple[Principal, bool]:
    """Who asks, and whether it is a signed-in browser, which sends its cookie unasked."""
    if secret := _presented():
        key = door.keys.find(secret, door.clock())
        if key is not None:
            g.key_prefix = key.prefix
            g.rate_owner = (key.rate_limit or door.rate, "key", key.id)
            door.take_more(1)
            return principal_of(key), False
    elif user := door.signed_in():
        g.rate_owner = (door.rate, "user", user.name)
        door.take_more(1)
        return user, True
    elif door.keys.is_trial():
        _refuse_other_machines()
        return trial_principal(), False
    raise KeyRequired("This service answers requests with a key only.")


def _wants_page(error: ScreeningError) -> bool:
    """Whether a person is before it: they are asked to sign in, programs are told what is missing."""
    if not isinstance(error, KeyRequired):
        return False
    return request.blueprint in {_PAGES, None} and wants_page()


def _ask_to_sign_in() -> AnyResponse:
    if request.method == "GET":
        wanted = request.full_path.removesuffix("?")
        return redirect(url_for("web.sign_in", next=wanted), HTTPStatus.SEE_OTHER)
    if request.mimetype != _FORM:
        return redirect(url_for("web.sign_in", next=_page_before()), HTTPStatus.SEE_OTHER)
    # What was typed goes along, so that the page can give it back: whoever wrote it loses nothing.
    place = url_for("web.sign_in_again", next=_page_before())
    return redirect(place, HTTPStatus.TEMPORARY_REDIRECT)


def _page_before() -> str | None:
    """The page of ours that a form was on; None where the browser does not say."""
    before = urlsplit(request.referrer or "")
    return (
        before._replace(scheme="", netloc="", fragment="").geturl() if before.netloc == request.host else None
    )


def _presented() -> str:
    """The key in the request, from whichever header carries one; empty for none."""
    authorization = request.authorization
    if authorization is None:
        return request.headers.get("X-API-Key", "")
    if authorization.type == "basic":
        return str(authorization.password or "")
    return authorization.token or "" if authorization.type in _TOKENS else ""


def _demand_permission(principal: Principal) -> None:
    """An address that is not there has no permission to demand: it is 404 to whoever has a key."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in ANYBODY:
        return
    permission = NEEDED.get(endpoint)
    if permission is None or not principal.may(permission):
        raise NotPermitted("This key or account has not the scope that this needs.")


def _refuse_other_machines() -> None:
    """A proxy on this machine speaks for others: what it passes on is not from here."""
    if not is_loopback(request.remote_addr or "") or any(name in request.headers for name in _FORWARDED):
        raise AccessRefused("Without a key this service answers the machine it runs on only.")
    if not is_sent_to_loopback(request.host):
        raise AccessRefused("Without a key this service answers under a loopback address only.")


def _refuse_other_sites() -> None:
    """Browsers say which page sent a request; programs need not. ``Sec-Fetch-Site`` is believed
    first, for a proxy may have rewritten the host that ``Origin`` is compared with."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    same = origin is None or origin.partition("://")[2] == request.host
    if not (site in {"same-origin", "none"} if site else same):
        raise AccessRefused("Requests sent by pages of other sites are refused.")
