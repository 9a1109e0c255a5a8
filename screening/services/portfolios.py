"""Portfolios: made by administrators, chosen for each new record."""

from __future__ import annotations

import re

from screening.domain.access import Principal
from screening.domain.errors import Fault, InvalidRequest
from screening.services.deps import Deps
from screening.store import audit
from screening.store.audit_cover import COVERS
from screening.store.database import Database
from screening.store.inserts import take_turns
from screening.store.portfolios import (
    Portfolio,
    add_portfolio,
    cover_portfolio,
    has_portfolio,
    list_portfolios,
)

_MAKE = "`screening portfolios create ID --title TITLE`"
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def create_portfolio(deps: Deps, portfolio_id: str, title: str, by: Principal) -> Portfolio:
    """Make a portfolio. Raises ``InvalidRequest``."""
    made = Portfolio(id=portfolio_id, title=title, created_at=deps.clock())
    with deps.database.writing() as session:
        take_turns(session, "portfolios")
        if not _ID.fullmatch(portfolio_id):
            raise InvalidRequest([Fault("id", "must be of small letters, digits, _ and -, 64 at the most")])
        if has_portfolio(session, portfolio_id):
            raise InvalidRequest([Fault("id", "is taken")])
        add_portfolio(session, made)
        new = {"id": made.id, "title": made.title}
        payload = {"old": None, "new": new, COVERS: cover_portfolio(session, made.id)}
        audit.append(session, at=made.created_at, actor=by.name, kind="portfolio_created", payload=payload)
    return made


def all_portfolios(deps: Deps) -> list[Portfolio]:
    """Every portfolio, by id."""
    with deps.database.reading() as session:
        return list_portfolios(session)


def choose_portfolio(database: Database, named: str | None, by: Principal) -> str | None:
    """The portfolio of a new record, as ``Principal.portfolio_for``; one that is named is there.

    Raises ``NotPermitted``, ``InvalidRequest``.
    """
    chosen = by.portfolio_for(named)
    if named is None or by.portfolios is not None:
        return chosen
    with database.reading() as session:
        if not has_portfolio(session, named):
            raise InvalidRequest([Fault("portfolio", f"{named[:64]!r} is none: {_MAKE} makes one")])
    return chosen
