"""The feed of changes of alerts: read in the order in which they were committed.

Writers of alerts take turns (``alerts.take_alerts``), so that no lower number comes in later.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.domain.alert_feed import FeedEntry, FeedKind
from screening.store.tables_alerts import FeedRow


def feed_after(
    session: Session, seq: int, portfolios: Collection[str] | None, *, limit: int
) -> list[FeedEntry]:
    """The next changes after number ``seq``, of portfolios that may be seen (None: all)."""
    query = select(FeedRow).where(FeedRow.seq > seq)
    if portfolios is not None:
        query = query.where(FeedRow.portfolio.in_(list(portfolios)))
    names = ("seq", "at", "alert_id", "number", "portfolio")
    return [
        FeedEntry(kind=FeedKind(row.kind), **{name: getattr(row, name) for name in names})
        for row in session.scalars(query.order_by(FeedRow.seq).limit(limit))
    ]
