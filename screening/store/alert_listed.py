"""Alerts by what a list version no longer holds, or holds again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from screening.domain.alert import Action, Alert, AlertState, Verdict
from screening.domain.party_group import Member, parse_member
from screening.store.states import members_in_force
from screening.store.tables_alerts import AlertEventRow, AlertHitRow, AlertRow, DispositionRow
from screening.store.tables_lists import ManifestRow
from screening.store.tables_suppressions import SuppressionRow
from screening.store.versions import find_row


def gone_from_open(session: Session, list_id: str, before: str, after: str) -> list[tuple[str, str]]:
    """Alert and reference: designations of alerts that are not closed, which ``after`` removed."""
    return _of_open(session, list_id, *_gone(session, AlertHitRow.authority_ref, list_id, before, after))


def back_in_open(session: Session, list_id: str, before: str, after: str) -> list[tuple[str, str]]:
    """Alert and reference: designations that ``after`` added, of alerts that are not closed and marked as
    delisted."""
    back = _gone(session, AlertHitRow.authority_ref, list_id, after, before)
    return _of_open(session, list_id, AlertRow.delisted_at.is_not(None), *back)


def off_their_lists(session: Session, alert: Alert, members: Collection[Member]) -> list[Member]:
    """Those of some designations of an alert that their lists hold no longer, under whatever reference."""
    elsewhere = {member for _, member in re_referenced(session, AlertRow.id == alert.id)}
    listed = members_in_force(session, members) | elsewhere
    return [member for member in members if member not in listed]


def re_referenced(session: Session, *asked: ColumnElement[bool]) -> set[tuple[str, Member]]:
    """Alert and designation, of the alerts that are ``asked`` for: those that their list carries under
    another reference, which is of the alert too."""
    query = select(AlertEventRow.alert_id, AlertEventRow.new).join(
        AlertRow, AlertRow.id == AlertEventRow.alert_id
    )
    rows = session.execute(query.where(AlertEventRow.action == Action.RE_REFERENCED.value, *asked))
    return {(alert_id, parse_member(old)) for alert_id, new in rows for old in new["designations"]}


def gone_true_matches(session: Session, list_id: str, before: str, after: str) -> list[tuple[str, str]]:
    """Alert and reference: approved true matches on designations that ``after`` removed."""
    query = (
        select(DispositionRow.alert_id, DispositionRow.authority_ref)
        .join(AlertRow, AlertRow.id == DispositionRow.alert_id)
        .where(DispositionRow.list_id == list_id, DispositionRow.verdict == Verdict.TRUE_MATCH.value)
        .where(AlertRow.state == AlertState.CLOSED.value, AlertRow.proposal == DispositionRow.number)
        .where(*_gone(session, DispositionRow.authority_ref, list_id, before, after))
    )
    return [(alert_id, ref) for alert_id, ref in session.execute(query.order_by(DispositionRow.alert_id))]


def gone_suppressed(session: Session, list_id: str, before: str, after: str) -> set[str]:
    """References of designations with a suppression that has not ended, which ``after`` removed."""
    query = select(SuppressionRow.authority_ref).where(
        SuppressionRow.list_id == list_id, SuppressionRow.ended_as.is_(None)
    )
    return set(
        session.scalars(query.where(*_gone(session, SuppressionRow.authority_ref, list_id, before, after)))
    )


def added_refs(session: Session, list_id: str, before: str, after: str) -> list[str]:
    """References that ``after`` holds and ``before`` did not."""
    old, new = (_refs(session, list_id, version) for version in (before, after))
    return sorted(new - old)


def _of_open(session: Session, list_id: str, *asked: ColumnElement[bool]) -> list[tuple[str, str]]:
    query = (
        select(AlertHitRow.alert_id, AlertHitRow.authority_ref)
        .join(AlertRow, AlertRow.id == AlertHitRow.alert_id)
        .where(AlertHitRow.list_id == list_id, AlertRow.state != AlertState.CLOSED.value, *asked)
    )
    return [(alert_id, ref) for alert_id, ref in session.execute(query.order_by(AlertHitRow.alert_id))]


def _refs(session: Session, list_id: str, version: str) -> set[str]:
    row = find_row(session, list_id, version)
    return set(session.scalars(select(ManifestRow.authority_ref).where(ManifestRow.version_id == row.id)))


def _gone(
    session: Session, ref: Any, list_id: str, before: str, after: str
) -> tuple[ColumnElement[bool], ...]:
    old, new = (find_row(session, list_id, version).id for version in (before, after))
    return (
        exists().where(ManifestRow.version_id == old, ManifestRow.authority_ref == ref),
        ~exists().where(ManifestRow.version_id == new, ManifestRow.authority_ref == ref),
    )
