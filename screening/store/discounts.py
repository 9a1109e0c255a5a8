"""Discount rules: each change whole, with the audit record that covers its row."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from screening.domain.alert import AlertState
from screening.domain.discount import DiscountRule, RuleKind, RuleState, Simulation
from screening.domain.errors import UnknownRule
from screening.store import audit
from screening.store.audit_cover import COVERS, cover_columns
from screening.store.inserts import insert_or_replace
from screening.store.records import from_record, to_record
from screening.store.tables_alerts import AlertRow
from screening.store.tables_discounts import DiscountRuleRow
from screening.store.types import is_plain

_COPIED = tuple(one.name for one in fields(DiscountRule) if one.name not in ("kind", "state", "simulation"))


class RuleUse(NamedTuple):
    """What came of a rule: alerts that it closed, and those that went to a person as its sample."""

    closed: int
    sampled: int


def new_rule_id() -> str:
    """A fresh id: 16 hex digits, random."""
    return uuid.uuid4().hex[:16]


def write_rule(session: Session, rule: DiscountRule, *, at: datetime, actor: str, kind: str) -> None:
    """Write a rule as it is now; ``kind`` is that of the audit record."""
    columns = _columns(rule)
    insert_or_replace(session, DiscountRuleRow, [columns], key=["id"])
    payload = {"rule": to_record(rule), COVERS: [cover_columns(DiscountRuleRow, columns)]}
    audit.append(session, at=at, actor=actor, kind=kind, payload=payload)


def get_rule(session: Session, rule_id: str) -> DiscountRule:
    """A rule as it is. Raises ``UnknownRule``."""
    row = session.get(DiscountRuleRow, rule_id, populate_existing=True) if is_plain(rule_id) else None
    if row is None:
        raise UnknownRule(f"there is no discount rule {rule_id!r} here")
    return _rule(row)


def all_rules(session: Session) -> list[DiscountRule]:
    """Every rule that ever was, the latest proposed first."""
    query = select(DiscountRuleRow).order_by(DiscountRuleRow.proposed_at.desc(), DiscountRuleRow.id)
    return list(map(_rule, session.scalars(query)))


def rules_in_force(session: Session) -> list[DiscountRule]:
    """The rules that close alerts, in the order in which they were approved."""
    query = select(DiscountRuleRow).where(DiscountRuleRow.state == RuleState.IN_FORCE.value)
    in_order = query.order_by(DiscountRuleRow.answered_at, DiscountRuleRow.id)
    return list(map(_rule, session.scalars(in_order)))


def uses_of_rules(session: Session) -> Mapping[str, RuleUse]:
    """Rule: what came of it. An alert that a rule closed has the key of what it closed."""
    closed = func.count(AlertRow.rule_key)
    query = select(AlertRow.rule, closed, func.count(AlertRow.id) - closed).where(AlertRow.rule.is_not(None))
    return {
        rule: RuleUse(*counts) for rule, *counts in session.execute(query.group_by(AlertRow.rule)) if rule
    }


def alert_of_rule(session: Session, rule_key: str) -> str | None:
    """The alert that was closed under that key before; the last one where there are several."""
    query = select(AlertRow.id).where(
        AlertRow.rule_key == rule_key, AlertRow.state == AlertState.CLOSED.value
    )
    return session.scalars(query.order_by(AlertRow.raised_at.desc()).limit(1)).first()


def latest_alerts(session: Session, limit: int) -> list[str]:
    """The ids of the alerts that were raised last, for simulations."""
    query = select(AlertRow.id).order_by(AlertRow.raised_at.desc(), AlertRow.id)
    return list(session.scalars(query.limit(limit)))


def _columns(rule: DiscountRule) -> dict[str, Any]:
    return {
        **{name: getattr(rule, name) for name in _COPIED},
        "kind": rule.kind.value,
        "state": rule.state.value,
        "simulation": to_record(rule.simulation),
    }


def _rule(row: DiscountRuleRow) -> DiscountRule:
    return DiscountRule(
        **{name: getattr(row, name) for name in _COPIED},
        kind=RuleKind(row.kind),
        state=RuleState(row.state),
        simulation=from_record(Simulation, row.simulation),
    )
