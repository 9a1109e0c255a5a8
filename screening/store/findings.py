"""What rescreenings found, and the incidents where a daily run found what was not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from screening.domain.errors import UnknownRescreening
from screening.domain.monitoring import Finding, FindingKind, Incident, IncidentState
from screening.domain.party_group import Member
from screening.store import audit
from screening.store.audit_cover import COVERS, cover
from screening.store.inserts import insert_missing
from screening.store.records import to_record
from screening.store.tables_monitoring import FindingRow, IncidentRow, MonitoredSubjectRow

INCIDENT = "monitoring_incident"
"""The kind of the audit record."""

_INCIDENT = tuple(one.name for one in fields(Incident) if one.name != "state")
_COPIED = ("rescreening", "subject_id", "change", "score", "score_before", "screening_id")


def write_findings(session: Session, findings: Sequence[Finding]) -> None:
    """Keep findings; one that is kept already stays as it is."""
    insert_missing(session, FindingRow, [_columns(one) for one in findings])


def findings_of(
    session: Session,
    rescreening: int,
    limit: int,
    *,
    after: int = 0,
    portfolios: frozenset[str] | None = None,
) -> list[Finding]:
    """What a run found, by the ids of the subjects; of those above ``after``."""
    query = _with_subject().where(FindingRow.rescreening == rescreening, FindingRow.subject_id > after)
    if portfolios is not None:
        query = query.where(MonitoredSubjectRow.portfolio.in_(sorted(portfolios)))
    in_order = query.order_by(FindingRow.subject_id, FindingRow.list_id, FindingRow.authority_ref)
    return [_finding(pair) for pair in session.execute(in_order.limit(limit))]


def findings_behind(session: Session, screenings: Sequence[str]) -> list[Finding]:
    """What led to answers that alerts were raised from."""
    query = _with_subject().where(FindingRow.screening_id.in_(list(screenings)))
    return [_finding(pair) for pair in session.execute(query.order_by(FindingRow.rescreening))]


def add_incident(session: Session, rescreening: int, differences: int, at: datetime, actor: str) -> Incident:
    """Tell that a daily run found something else than was known."""
    number = (session.scalar(select(func.max(IncidentRow.id))) or 0) + 1
    incident = Incident(id=number, rescreening=rescreening, at=at, differences=differences)
    _write(session, incident, at=at, actor=actor)
    return incident


def answer_incident(session: Session, incident: Incident, at: datetime, actor: str) -> None:
    """Write what somebody said of an incident."""
    _write(session, incident, at=at, actor=actor)


def get_incident(session: Session, number: int) -> Incident:
    """An incident by its number. Raises ``UnknownRescreening``."""
    row = session.get(IncidentRow, number, populate_existing=True)
    if row is None:
        raise UnknownRescreening(f"there is no incident {number}")
    return _incident(row)


def incidents(session: Session, limit: int = 1000) -> list[Incident]:
    """Incidents, the last one first."""
    query = select(IncidentRow).order_by(IncidentRow.id.desc()).limit(limit)
    return list(map(_incident, session.scalars(query)))


def count_open_incidents(session: Session) -> int:
    """How many incidents nobody has closed."""
    query = select(func.count(IncidentRow.id)).where(IncidentRow.state == IncidentState.OPEN.value)
    return session.scalar(query) or 0


def _write(session: Session, incident: Incident, *, at: datetime, actor: str) -> None:
    columns = {name: getattr(incident, name) for name in _INCIDENT}
    row = session.merge(IncidentRow(**columns, state=incident.state.value))
    session.flush()
    payload = {"incident": to_record(incident), COVERS: [cover(row)]}
    audit.append(session, at=at, actor=actor, kind=INCIDENT, payload=payload)


def _incident(row: IncidentRow) -> Incident:
    return Incident(**{name: getattr(row, name) for name in _INCIDENT}, state=IncidentState(row.state))


def _with_subject() -> Select[FindingRow, MonitoredSubjectRow]:
    return select(FindingRow, MonitoredSubjectRow).join(
        MonitoredSubjectRow, MonitoredSubjectRow.id == FindingRow.subject_id
    )


def _columns(one: Finding) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _COPIED},
        "list_id": one.member.list_id,
        "authority_ref": one.member.authority_ref,
        "kind": one.kind.value,
        "fields": dict(one.fields),
    }


def _finding(pair: Row[FindingRow, MonitoredSubjectRow]) -> Finding:
    row, subject = pair
    return Finding(
        **{name: getattr(row, name) for name in _COPIED},
        reference=subject.reference,
        portfolio=subject.portfolio,
        member=Member(row.list_id, row.authority_ref),
        kind=FindingKind(row.kind),
        fields=row.fields,
    )
