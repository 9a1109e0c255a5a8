"""Alerts read back: one by one with their hits, or with all that happened to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from screening.domain.alert import (
    Action,
    Alert,
    AlertEvent,
    AlertFile,
    AlertHit,
    AlertState,
    Decision,
    Disposition,
    Occurrence,
    Verdict,
)
from screening.domain.designation import PartyType
from screening.domain.errors import UnknownAlert
from screening.domain.party_group import Member
from screening.domain.response import Response, ResponseKind
from screening.domain.screening import Corroboration
from screening.store.alerts import RESPONSE_COLUMNS
from screening.store.tables_alerts import (
    AlertEventRow,
    AlertHitRow,
    AlertRow,
    DispositionRow,
    OccurrenceRow,
    ResponseRow,
)
from screening.store.types import is_plain

_FEW = 500
"""Rows asked for by their keys in one statement."""


def get_alert(session: Session, alert_id: str) -> Alert:
    """The alert as it is. Raises ``UnknownAlert``."""
    found = _read(session, AlertRow.id == alert_id) if is_plain(alert_id) else []
    if not found:
        raise unknown_alert(alert_id)
    return found[0]


def unknown_alert(alert_id: str) -> UnknownAlert:
    """The error that says that there is none of that id, in the same words for whoever asks."""
    return UnknownAlert(f"there is no alert {alert_id!r} here")


def open_alerts(session: Session, keys: Iterable[str]) -> dict[str, Alert]:
    """Key of ``alerts.open_key``: the alert that has it."""
    wanted = sorted(keys)
    query = select(AlertRow.id, AlertRow.open_key).where(AlertRow.open_key.in_(wanted))
    key_of = {alert_id: key for alert_id, key in session.execute(query) if key}
    return {key_of[one.id]: one for one in read_alerts(session, list(key_of))}


def read_alerts(session: Session, ids: Sequence[str]) -> list[Alert]:
    """The alerts of these ids, in their order."""
    found: dict[str, Alert] = {}
    for start in range(0, len(ids), _FEW):
        few = ids[start : start + _FEW]
        found |= {one.id: one for one in _read(session, AlertRow.id.in_(few))}
    return [found[one] for one in ids]


def get_file(session: Session, alert: Alert) -> AlertFile:
    """An alert with its occurrences, dispositions and history, in order."""
    of_alert = [table.alert_id == alert.id for table in (OccurrenceRow, DispositionRow, AlertEventRow)]
    occurrences = (
        select(OccurrenceRow).where(of_alert[0]).order_by(OccurrenceRow.at, OccurrenceRow.screening_id)
    )
    dispositions = select(DispositionRow).where(of_alert[1])
    in_order = (DispositionRow.number, DispositionRow.list_id, DispositionRow.authority_ref)
    history = select(AlertEventRow).where(of_alert[2]).order_by(AlertEventRow.number)
    return AlertFile(
        alert=alert,
        occurrences=tuple(map(_occurrence, session.scalars(occurrences))),
        dispositions=tuple(map(disposition_of_row, session.scalars(dispositions.order_by(*in_order)))),
        history=tuple(map(_event, session.scalars(history))),
        responses=_responses(session, alert.id),
    )


def _responses(session: Session, alert_id: str) -> tuple[Response, ...]:
    query = select(ResponseRow).where(ResponseRow.alert_id == alert_id).order_by(ResponseRow.number)
    return tuple(
        Response(kind=ResponseKind(row.kind), **{name: getattr(row, name) for name in RESPONSE_COLUMNS})
        for row in session.scalars(query)
    )


def files_of(session: Session, reference: str) -> list[AlertFile]:
    """The alerts of a client's reference with all that happened to them, by when they were raised."""
    query = select(AlertRow.id).where(AlertRow.reference == reference)
    ids = list(session.scalars(query.order_by(AlertRow.raised_at, AlertRow.id)))
    return [get_file(session, alert) for alert in read_alerts(session, ids)]


def maker_of(session: Session, alert: Alert) -> str | None:
    """The person who proposed what waits to be approved."""
    proposal = proposal_of(session, alert)
    return proposal.person if proposal else None


def proposal_of(session: Session, alert: Alert) -> AlertEvent | None:
    """The event that made what waits to be approved."""
    query = select(AlertEventRow).where(
        AlertEventRow.alert_id == alert.id, AlertEventRow.number == alert.proposal
    )
    row = session.scalars(query).one_or_none()
    return _event(row) if row else None


def was_rejected(session: Session, alert: Alert) -> bool:
    """Whether a person ever rejected a proposal of an alert."""
    rejections = select(AlertEventRow.number).where(
        AlertEventRow.alert_id == alert.id, AlertEventRow.action == Action.REJECTED.value
    )
    return session.scalars(rejections.limit(1)).first() is not None


def dispositions_of(session: Session, alert: Alert) -> list[Disposition]:
    """The dispositions of what waits to be approved."""
    query = select(DispositionRow).where(
        DispositionRow.alert_id == alert.id, DispositionRow.number == alert.proposal
    )
    in_order = (DispositionRow.list_id, DispositionRow.authority_ref)
    return list(map(disposition_of_row, session.scalars(query.order_by(*in_order))))


def alerts_of(session: Session, screening_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Screening: the alerts that it is an occurrence of, by party group."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for start in range(0, len(screening_ids), _FEW):
        query = (
            select(OccurrenceRow.screening_id, AlertRow.party_group, AlertRow.id)
            .join(AlertRow, AlertRow.id == OccurrenceRow.alert_id)
            .where(OccurrenceRow.screening_id.in_(screening_ids[start : start + _FEW]))
            .order_by(AlertRow.urgency.desc(), AlertRow.id)
        )
        for screening_id, party_group, alert_id in session.execute(query):
            found[screening_id][party_group] = alert_id
    return found


def _read(session: Session, condition: ColumnElement[bool]) -> list[Alert]:
    rows = [
        dict(row._mapping) for row in session.execute(select(*AlertRow.__table__.columns).where(condition))
    ]
    hits: dict[str, list[AlertHit]] = defaultdict(list)
    query = select(AlertHitRow).where(AlertHitRow.alert_id.in_([row["id"] for row in rows]))
    best_first = (AlertHitRow.score.desc(), AlertHitRow.list_id, AlertHitRow.authority_ref)
    for hit in session.scalars(query.order_by(*best_first)):
        hits[hit.alert_id].append(_hit(hit))
    return [_alert(row, hits[row["id"]]) for row in rows]


_NOT_THE_ALERTS = frozenset({"open_key", "urgency", "state"})


def _alert(row: dict[str, Any], hits: list[AlertHit]) -> Alert:
    kept = {name: value for name, value in row.items() if name not in _NOT_THE_ALERTS}
    return Alert(**kept, state=AlertState(row["state"]), hits=tuple(hits))


def _hit(row: AlertHitRow) -> AlertHit:
    return AlertHit(
        member=Member(row.list_id, row.authority_ref),
        party_type=PartyType(row.party_type),
        primary_name=row.primary_name,
        score=row.score,
        corroboration=Corroboration(row.corroboration),
        measure_classes=tuple(row.measure_classes),
        screening_id=row.screening_id,
        facts=row.facts,
        fingerprint=row.fingerprint,
    )


def _occurrence(row: OccurrenceRow) -> Occurrence:
    return Occurrence(screening_id=row.screening_id, at=row.at, raised_by=row.raised_by)


def disposition_of_row(row: DispositionRow) -> Disposition:
    """What a row says."""
    return Disposition(
        member=Member(row.list_id, row.authority_ref),
        number=row.number,
        decision=Decision(verdict=Verdict(row.verdict), reason=row.reason, text=row.text),
        made_by=row.made_by,
        made_at=row.made_at,
    )


def _event(row: AlertEventRow) -> AlertEvent:
    return AlertEvent(
        number=row.number,
        at=row.at,
        actor=row.actor,
        person=row.person,
        action=Action(row.action),
        old=row.old,
        new=row.new,
        text=row.text,
    )
