"""What was decided in alerts before: of the same subject, and of the same designations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from screening.domain.alert import Disposition
from screening.domain.party_group import Member
from screening.store.alert_reading import disposition_of_row
from screening.store.tables_alerts import AlertRow, DispositionRow

_FEW = 500


def decided_of_subject(
    session: Session, portfolio: str | None, reference: str, *, beside: str, limit: int
) -> list[str]:
    """The alerts of a subject beside one that something was decided in, the latest decided first."""
    mine = AlertRow.portfolio.is_(None) if portfolio is None else AlertRow.portfolio == portfolio
    query = (
        select(AlertRow.id)
        .join(DispositionRow, DispositionRow.alert_id == AlertRow.id)
        .where(AlertRow.reference == reference, mine, AlertRow.id != beside)
        .group_by(AlertRow.id)
        .order_by(func.max(DispositionRow.made_at).desc(), AlertRow.id)
    )
    return list(session.scalars(query.limit(limit)))


def decided_of_members(
    session: Session,
    members: Sequence[Member],
    portfolios: Collection[str] | None,
    *,
    beside: str,
    limit: int,
) -> list[str]:
    """The alerts beside one, of portfolios that may be seen, in which any of these designations was decided,
    the latest decided first."""
    named = tuple_(DispositionRow.list_id, DispositionRow.authority_ref).in_(list(members))
    query = select(DispositionRow.alert_id).where(named, DispositionRow.alert_id != beside)
    if portfolios is not None:
        query = query.join(AlertRow, AlertRow.id == DispositionRow.alert_id)
        query = query.where(AlertRow.portfolio.in_(list(portfolios)))
    grouped = query.group_by(DispositionRow.alert_id)
    latest = grouped.order_by(func.max(DispositionRow.made_at).desc(), DispositionRow.alert_id)
    return list(session.scalars(latest.limit(limit)))


def dispositions_in(session: Session, alert_ids: Sequence[str]) -> dict[str, list[Disposition]]:
    """Alert: all that was ever decided in it, the latest first."""
    found: dict[str, list[Disposition]] = defaultdict(list)
    for start in range(0, len(alert_ids), _FEW):
        few = DispositionRow.alert_id.in_(alert_ids[start : start + _FEW])
        in_order = (DispositionRow.number.desc(), DispositionRow.list_id, DispositionRow.authority_ref)
        for row in session.scalars(select(DispositionRow).where(few).order_by(*in_order)):
            found[row.alert_id].append(disposition_of_row(row))
    return found
