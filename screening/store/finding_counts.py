"""How much rescreenings found, counted by the database."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from screening.domain.monitoring import FindingKind
from screening.store.tables_monitoring import FindingRow, MonitoredSubjectRow


def count_findings(
    session: Session, rescreening: int, portfolios: Collection[str] | None = None
) -> dict[FindingKind, int]:
    """What a run found, by kind, of subjects of some portfolios (None: all)."""
    query = select(FindingRow.kind, func.count()).where(FindingRow.rescreening == rescreening)
    if portfolios is not None:
        query = query.join(MonitoredSubjectRow, MonitoredSubjectRow.id == FindingRow.subject_id)
        query = query.where(MonitoredSubjectRow.portfolio.in_(sorted(portfolios)))
    counts = dict.fromkeys(FindingKind, 0)
    counts |= {FindingKind(kind): count for kind, count in session.execute(query.group_by(FindingRow.kind))}
    return counts
