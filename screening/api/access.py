"""Who may ask. Deny by default: what ``api/permissions.py`` does not name answers nobody.

Before any key is in use the service answers this machine only; then a browser's request must have
been meant for it by name and come from its own pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address

from flask import Flask, g, request

from screening.api.http import AccessRefused, KeyRequired
from screening.api.permissions import NEEDED, OPEN
from screening.domain.access import Principal
from screening.domain.errors import NotPermitted
from screening.services.keys import KeyRing, principal_of, trial_principal

_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(:\d+)?")
_TOKENS = frozenset({"bearer", "apikey"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


def is_loopback(host: str) -> bool:
    """True for ``localhost`` and for the loopback addresses of IPv4 and IPv6."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def register_access(app: Flask, keys: KeyRing, clock: Callable[[], datetime]) -> None:
    """Let no request of ``app`` pass to a closed endpoint unless whoever asks may do what it does.

    Who that is is left in ``g.principal``, its name in ``g.actor``.
    """

    def check() -> None:
        if request.endpoint in OPEN:
            return
        g.principal = _who(keys, clock())
        g.actor = g.principal.name
        if request.method not in _READING:
            _refuse_other_sites()
        _demand_permission(g.principal)

    app.before_request(check)


def _who(keys: KeyRing, now: datetime) -> Principal:
    if secret := _presented():
        key = keys.find(secret, now)
        if key is not None:
            return principal_of(key)
    elif keys.is_trial():
        _refuse_other_machines()
        return trial_principal()
    raise KeyRequired("This service answers requests with a key only.")


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
    if request.endpoint is None:
        return
    permission = NEEDED.get(request.endpoint)
    if permission is None or not principal.may(permission):
        raise NotPermitted("This key or account has not the scope that this needs.")


def _refuse_other_machines() -> None:
    """A proxy on this machine speaks for others: what it passes on is not from here."""
    if not is_loopback(request.remote_addr or "") or any(name in request.headers for name in _FORWARDED):
        raise AccessRefused("Without a key this service answers the machine it runs on only.")
    name = _HOST.fullmatch(request.host)
    if name is None or not is_loopback(name[1]):
        raise AccessRefused("Without a key this service answers under a loopback address only.")


def _refuse_other_sites() -> None:
    """Browsers say which page sent a request; programs need not. ``Sec-Fetch-Site`` is believed
    first, for a proxy may have rewritten the host that ``Origin`` is compared with."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    same = origin is None or origin.partition("://")[2] == request.host
    if not (site in {"same-origin", "none"} if site else same):
        raise AccessRefused("Requests sent by pages of other sites are refused.")
