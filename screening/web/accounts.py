"""Who is signed in with the browser that sends a request, and the ways to sign in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, g

from screening.domain.access import Principal
from screening.services.rate_limits import RateLimits
from screening.services.sessions import Sessions
from screening.services.sign_in import PasswordSignIn
from screening.web.cookies import SESSION, read_cookie, register_cookies

if TYPE_CHECKING:
    from screening.services.sso import SingleSignOn


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The sessions of the pages, and what opens them."""

    sessions: Sessions
    passwords: PasswordSignIn
    limits: RateLimits
    sso: SingleSignOn | None = None
    """None where no provider is set up."""

    def signed_in(self) -> Principal | None:
        """Whose session the cookie of this request is of, None for no cookie or none that lasts."""
        token = read_cookie(SESSION)
        g.signed_in = self.sessions.find(token) if token else None
        found: Principal | None = g.signed_in
        return found


def register_accounts(app: Flask) -> None:
    """Let the templates of ``app`` say who is signed in and protect their forms."""
    register_cookies(app)
    app.context_processor(lambda: {"signed_in": g.get("signed_in")})
