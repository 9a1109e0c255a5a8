"""Tables of who may ask: keys, users, sessions of the pages, portfolios, and how often they asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import BIG, Digest, Exact, Json, Table


class ApiKeyRow(Table):
    """A key of the API, as a hash. ``portfolios`` NULL: all of them; ``raises_alerts`` NULL: no, so that
    what the audit says of older keys holds."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[Exact]
    prefix: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str]
    owner: Mapped[Exact]
    scopes: Mapped[Json]
    portfolios: Mapped[Json | None]
    rate_limit: Mapped[str | None]
    raises_alerts: Mapped[bool | None]
    created_at: Mapped[datetime]
    created_by: Mapped[Exact]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class UserRow(Table):
    """A person who signs in to the pages. ``failures`` counts wrong passwords since the last right
    one; ``sso_subject`` is who the single sign-on says it is, once it said so."""

    __tablename__ = "user_account"

    name: Mapped[str] = mapped_column(primary_key=True)
    roles: Mapped[Json]
    portfolios: Mapped[Json | None]
    password_hash: Mapped[str | None]
    sso_subject: Mapped[Exact | None]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    disabled: Mapped[bool]
    level: Mapped[str | None]
    created_at: Mapped[datetime]


class PageSessionRow(Table):
    """A signed-in browser; ``token_hash`` is of the cookie's value."""

    __tablename__ = "page_session"
    __table_args__ = (Index(None, "user_name"),)

    token_hash: Mapped[Digest] = mapped_column(primary_key=True)
    user_name: Mapped[str] = mapped_column(ForeignKey("user_account.name"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class PortfolioRow(Table):
    """A business unit whose screenings only its own keys and users see."""

    __tablename__ = "portfolio"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[Exact]
    created_at: Mapped[datetime]


class RateWindowRow(Table):
    """How often something was done in the window that ends at ``ends_at`` (seconds since 1970)."""

    __tablename__ = "rate_window"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BIG)
    ends_at: Mapped[float]
