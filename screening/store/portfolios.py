"""Portfolios: the business units that screenings belong to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.store.audit_cover import cover_stored
from screening.store.tables_access import PortfolioRow
from screening.store.types import is_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """A business unit; ``id`` is what requests name."""

    id: str
    title: str
    created_at: datetime


def add_portfolio(session: Session, portfolio: Portfolio) -> None:
    """Keep a new portfolio; its id is new."""
    session.add(PortfolioRow(**asdict(portfolio)))
    session.flush()


def cover_portfolio(session: Session, portfolio_id: str) -> list[dict[str, Any]]:
    """What the audit says of a portfolio."""
    return cover_stored(session, PortfolioRow, portfolio_id)


def has_portfolio(session: Session, portfolio_id: str) -> bool:
    """Whether there is one of that id."""
    return is_plain(portfolio_id) and session.get(PortfolioRow, portfolio_id) is not None


def list_portfolios(session: Session) -> list[Portfolio]:
    """All portfolios by id."""
    rows = session.scalars(select(PortfolioRow).order_by(PortfolioRow.id))
    return [Portfolio(id=row.id, title=row.title, created_at=row.created_at) for row in rows]
