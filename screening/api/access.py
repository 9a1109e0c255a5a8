"""Who may ask. Deny by default: what is not named here as open needs a key, new routes included.

Without any key in the database the service answers this machine only; then a browser's request
must have been meant for it by name and come from its own pages.
"""

from __future__ import annotations

import re
from ipaddress import ip_address

from flask import Flask, g, request

from screening.api.headers import STATIC
from screening.api.http import AccessRefused, KeyRequired
from screening.services.keys import KeyRing

OPEN = STATIC | {"ops.healthz", "ops.readyz"}
"""Endpoints that answer without a key."""

LOOPBACK = "loopback"
"""The actor of a screening that was asked for without a key."""

_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(:\d+)?")
_TOKENS = frozenset({"bearer", "apikey"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def is_loopback(host: str) -> bool:
    """True for ``localhost`` and for the loopback addresses of IPv4 and IPv6."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def register_access(app: Flask, keys: KeyRing) -> None:
    """Let no request of ``app`` pass to a closed endpoint without a key, or from this machine.

    The asking party's name is left in ``g.actor``.
    """

    def check() -> None:
        if request.endpoint in OPEN:
            return
        g.actor = _named(keys) if keys.is_any() else _local()
        if request.method not in _READING:
            _refuse_other_sites()

    app.before_request(check)


def _named(keys: KeyRing) -> str:
    name = keys.name_of(_presented())
    if name is None:
        raise KeyRequired("This service answers requests with a key only.")
    return name


def _presented() -> str:
    """The key in the request, from whichever header carries one; empty for none."""
    authorization = request.authorization
    if authorization is None:
        return request.headers.get("X-API-Key", "")
    if authorization.type == "basic":
        return str(authorization.password or "")
    return authorization.token or "" if authorization.type in _TOKENS else ""


def _local() -> str:
    if not is_loopback(request.remote_addr or ""):
        raise AccessRefused("Without a key this service answers the machine it runs on only.")
    name = _HOST.fullmatch(request.host)
    if name is None or not is_loopback(name[1]):
        raise AccessRefused("Without a key this service answers under a loopback address only.")
    return LOOPBACK


def _refuse_other_sites() -> None:
    """Browsers say which page sent a request; programs need not. ``Sec-Fetch-Site`` is believed
    first, for a proxy may have rewritten the host that ``Origin`` is compared with."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    same = origin is None or origin.partition("://")[2] == request.host
    if not (site in {"same-origin", "none"} if site else same):
        raise AccessRefused("Requests sent by pages of other sites are refused.")
