"""The table of requests that are answered once, however often they are sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from screening.store.tables import Digest, Table


class AnsweredOnceRow(Table):
    """A party that was screened under an idempotency key: ``scope`` is a keyed digest of the key and
    of whose it is, ``item`` the place of the party in its request, ``request`` a keyed digest of the
    whole request. Kept for as long as it may be sent again; written with the answer."""

    __tablename__ = "answered_once"
    __table_args__ = (Index(None, "expires_at"),)

    scope: Mapped[Digest] = mapped_column(primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    request: Mapped[Digest]
    screening_id: Mapped[str]
    expires_at: Mapped[datetime]
